//! Corrections that wait for a second person, sealed: they tell of a person's right and contract, and
//! the reason may tell anything.

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use stts_kernel::DossierNumber;
use stts_store::{SealBroken, StoreError, Transaction, Vault};
use uuid::Uuid;

use super::commit::number;
use super::entity::correction;
use super::record::{CorrectionRecord, Json};
use super::{DossierTables, corrupt};
use crate::ports::{Commit, ProposedCorrection};

/// To what the seal is bound.
fn owner(correction_id: Uuid, dossier_number: i64) -> Vec<u8> {
    format!("corrections\0{dossier_number}\0{correction_id}").into_bytes()
}

pub(super) async fn write(
    transaction: &Transaction,
    commits: &[&Commit],
) -> Result<(), StoreError> {
    let proposed = commits.iter().filter_map(|commit| commit.correction.as_ref());
    let rows = proposed.map(|proposed| row(transaction.vault(), proposed));
    let rows: Vec<_> = rows.collect::<Result<_, StoreError>>()?;
    if !rows.is_empty() {
        let insert = correction::Entity::insert_many(rows);
        insert.exec_without_returning(transaction.connection()).await?;
    }
    Ok(())
}

fn row(
    vault: &Vault,
    proposed: &ProposedCorrection,
) -> Result<correction::ActiveModel, StoreError> {
    let dossier_number = number(proposed.dossier_number);
    let record = CorrectionRecord::new(&proposed.correction, &proposed.reason);
    let content = record.to_json().map_err(|record| corrupt(&record))?;
    let sealed = vault.seal(&owner(proposed.correction_id, dossier_number), content.as_bytes());
    Ok(correction::ActiveModel {
        correction_id: Set(proposed.correction_id),
        dossier_number: Set(dossier_number),
        version: Set(proposed.version.cast_signed()),
        proposed_at: Set(proposed.proposed_at.into()),
        user_name: Set(proposed.proposed_by.clone()),
        sealed_content: Set(sealed.map_err(|error| StoreError::Other(error.to_string()))?),
    })
}

fn read(vault: &Vault, row: correction::Model) -> Result<ProposedCorrection, StoreError> {
    let broken = |column: &str| StoreError::Corrupt(format!("corrections.{column}"));
    let opened = vault.open(&owner(row.correction_id, row.dossier_number), &row.sealed_content);
    let content = opened.and_then(|text| String::from_utf8(text).map_err(|_| SealBroken));
    let content = content.map_err(|_| broken("sealed_content"))?;
    let record = CorrectionRecord::from_json(&content).map_err(|record| corrupt(&record))?;
    let (correction, reason) = record.read().map_err(|record| corrupt(&record))?;
    let dossier_number = format!("{:010}", row.dossier_number).parse::<DossierNumber>();
    Ok(ProposedCorrection {
        correction_id: row.correction_id,
        dossier_number: dossier_number.map_err(|_| broken("dossier_number"))?,
        version: row.version.cast_unsigned(),
        proposed_at: row.proposed_at.instant(),
        proposed_by: row.user_name,
        reason,
        correction,
    })
}

impl DossierTables {
    pub(super) async fn correction_of(
        &self,
        correction_id: Uuid,
    ) -> Result<Option<ProposedCorrection>, StoreError> {
        let reader = self.store.reader();
        let row = correction::Entity::find_by_id(correction_id).one(reader.connection()).await?;
        row.map(|row| read(reader.vault(), row)).transpose()
    }
}
