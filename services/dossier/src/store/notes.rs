//! What BIPT's agents noted, sealed: a note may tell anything about a person.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use stts_kernel::DossierNumber;
use stts_store::{SealBroken, StoreError, Transaction, Vault};
use uuid::Uuid;

use super::DossierTables;
use super::commit::number;
use super::entity::note;
use crate::ports::{Commit, Note};

/// To what the seal of a text is bound.
fn owner(note_id: Uuid, dossier_number: i64) -> Vec<u8> {
    format!("dossier_notes\0{dossier_number}\0{note_id}").into_bytes()
}

pub(super) async fn write(
    transaction: &Transaction,
    commits: &[&Commit],
) -> Result<(), StoreError> {
    let notes = commits.iter().filter_map(|commit| commit.note.as_ref());
    let rows: Vec<_> =
        notes.map(|note| row(transaction.vault(), note)).collect::<Result<_, _>>()?;
    if !rows.is_empty() {
        let insert = note::Entity::insert_many(rows);
        insert.exec_without_returning(transaction.connection()).await?;
    }
    Ok(())
}

fn row(vault: &Vault, note: &Note) -> Result<note::ActiveModel, StoreError> {
    let dossier_number = number(note.dossier_number);
    let sealed = vault.seal(&owner(note.note_id, dossier_number), note.text.as_bytes());
    Ok(note::ActiveModel {
        note_id: Set(note.note_id),
        dossier_number: Set(dossier_number),
        version: Set(note.version.cast_signed()),
        written_at: Set(note.written_at.into()),
        user_name: Set(note.user.clone()),
        sealed_text: Set(sealed.map_err(|error| StoreError::Other(error.to_string()))?),
    })
}

fn read(vault: &Vault, sought: DossierNumber, row: note::Model) -> Result<Note, StoreError> {
    let opened = vault.open(&owner(row.note_id, row.dossier_number), &row.sealed_text);
    let text = opened.and_then(|text| String::from_utf8(text).map_err(|_| SealBroken));
    Ok(Note {
        note_id: row.note_id,
        dossier_number: sought,
        version: row.version.cast_unsigned(),
        written_at: row.written_at.instant(),
        user: row.user_name,
        text: text.map_err(|_| StoreError::Corrupt("dossier_notes.sealed_text".to_owned()))?,
    })
}

impl DossierTables {
    pub(super) async fn notes_of(
        &self,
        sought: DossierNumber,
        (first, last): (u64, u64),
    ) -> Result<Vec<Note>, StoreError> {
        let reader = self.store.reader();
        let rows = note::Entity::find()
            .filter(note::Column::DossierNumber.eq(number(sought)))
            .filter(note::Column::Version.between(first.cast_signed(), last.cast_signed()))
            .order_by_asc(note::Column::WrittenAt)
            .order_by_asc(note::Column::NoteId)
            .all(reader.connection())
            .await?;
        rows.into_iter().map(|row| read(reader.vault(), sought, row)).collect()
    }
}
