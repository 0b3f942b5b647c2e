//! The script of the simulated register. It names people, so each change is sealed.

use async_trait::async_trait;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, TryInsertResult};
use stts_kernel::{ErrorKind, brussels_date};
use stts_store::{Reader, Store, StoreError, jobs};
use uuid::Uuid;

use super::entity::{noted_change, scripted_change};
use super::people::{broken, owner};
use crate::ports::{ChangeScript, DatedChange, Noted};

/// The kind of the job that carries out what is due.
pub const CARRY_OUT_CHANGES: &str = "carry_out_changes";

/// The script in the database.
#[derive(Clone)]
pub struct ScriptTables(Store);

impl ScriptTables {
    /// Over an open database.
    pub const fn new(store: Store) -> Self {
        Self(store)
    }

    /// One by one: a script has hundreds of changes, not millions.
    async fn add_all(&self, changes: &[DatedChange]) -> Result<(), StoreError> {
        let transaction = self.0.begin().await?;
        let written = async {
            for change in changes {
                let owner = owner_of(change.change_id);
                let sealed = transaction.vault().seal(&owner, change.content.as_bytes());
                let row = scripted_change::ActiveModel {
                    id: NotSet,
                    change_id: Set(change.change_id),
                    effective_on: Set(change.effective_on),
                    content_sealed: Set(sealed.map_err(|_| broken(CONTENT))?),
                };
                let insert = scripted_change::Entity::insert(row)
                    .on_conflict_do_nothing_on([scripted_change::Column::ChangeId]);
                let inserted = insert.exec_without_returning(transaction.connection()).await?;
                if matches!(inserted, TryInsertResult::Inserted(1..)) {
                    jobs::enqueue(&transaction, job(change)).await?;
                }
            }
            Ok(())
        };
        let written = written.await;
        transaction.end(written).await
    }

    async fn read_due(&self, on: NaiveDate, at_most: u64) -> Result<Vec<DatedChange>, StoreError> {
        let noted = Query::select()
            .column(noted_change::Column::ChangeId)
            .from(noted_change::Entity)
            .to_owned();
        let reader = self.0.reader();
        let rows = scripted_change::Entity::find()
            .filter(scripted_change::Column::EffectiveOn.lte(on))
            .filter(scripted_change::Column::ChangeId.not_in_subquery(noted))
            .order_by_asc(scripted_change::Column::EffectiveOn)
            .order_by_asc(scripted_change::Column::Id)
            .limit(at_most)
            .all(reader.connection())
            .await?;
        rows.iter().map(|row| opened(&reader, row)).collect()
    }

    /// A note without a change in the script is of another register's: this one has nothing of it.
    async fn read_noted(
        &self,
        sequence: u64,
        at_most: u64,
    ) -> Result<Vec<(u64, DatedChange)>, StoreError> {
        let reader = self.0.reader();
        let notes = noted_change::Entity::find()
            .filter(noted_change::Column::Sequence.gt(sequence.cast_signed()))
            .order_by_asc(noted_change::Column::Sequence)
            .limit(at_most)
            .all(reader.connection())
            .await?;
        if notes.is_empty() {
            return Ok(Vec::new());
        }
        let ids = notes.iter().map(|note| note.change_id);
        let rows = scripted_change::Entity::find()
            .filter(scripted_change::Column::ChangeId.is_in(ids))
            .all(reader.connection())
            .await?;
        let mut told = Vec::new();
        for row in &rows {
            let note = notes.iter().find(|note| note.change_id == row.change_id);
            let note = note.ok_or_else(|| broken("noted_changes"))?;
            told.push((note.sequence.cast_unsigned(), opened(&reader, row)?));
        }
        told.sort_by_key(|(sequence, _)| *sequence);
        Ok(told)
    }

    async fn read_outcome(&self, change_id: Uuid) -> Result<Option<Noted>, StoreError> {
        let reader = self.0.reader();
        let note = noted_change::Entity::find()
            .filter(noted_change::Column::ChangeId.eq(change_id))
            .one(reader.connection())
            .await?;
        let outcome = |note: noted_change::Model| {
            Noted::from_name(&note.outcome).ok_or_else(|| broken("noted_changes.outcome"))
        };
        note.map(outcome).transpose()
    }
}

const CONTENT: &str = "scripted_changes.content_sealed";

fn owner_of(change_id: Uuid) -> Vec<u8> {
    owner(CONTENT, change_id)
}

fn opened(reader: &Reader, row: &scripted_change::Model) -> Result<DatedChange, StoreError> {
    let opened = reader.vault().open(&owner_of(row.change_id), &row.content_sealed);
    let content = opened.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(DatedChange {
        change_id: row.change_id,
        effective_on: row.effective_on,
        content: content.ok_or_else(|| broken(CONTENT))?,
    })
}

fn job(change: &DatedChange) -> jobs::NewJob {
    jobs::NewJob {
        kind: CARRY_OUT_CHANGES.to_owned(),
        key: Some(change.change_id.to_string()),
        type_name: "google.protobuf.Empty".to_owned(),
        payload: Vec::new(),
        due_at: beginning_of(change.effective_on),
        traceparent: None,
    }
}

/// When a day begins in Brussels: one or two hours before it does in UTC.
fn beginning_of(date: NaiveDate) -> DateTime<Utc> {
    let before = date.checked_sub_days(Days::new(1)).unwrap_or(date);
    let at = |hour| before.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default());
    let summer = at(22).and_utc();
    if brussels_date(summer) == date { summer } else { at(23).and_utc() }
}

#[async_trait]
impl ChangeScript for ScriptTables {
    async fn add(&self, changes: &[DatedChange]) -> Result<(), ErrorKind> {
        self.add_all(changes).await.map_err(StoreError::told)
    }

    async fn due(&self, on: NaiveDate, at_most: u64) -> Result<Vec<DatedChange>, ErrorKind> {
        self.read_due(on, at_most).await.map_err(StoreError::told)
    }

    async fn noted_after(
        &self,
        sequence: u64,
        at_most: u64,
    ) -> Result<Vec<(u64, DatedChange)>, ErrorKind> {
        self.read_noted(sequence, at_most).await.map_err(StoreError::told)
    }

    async fn outcome(&self, change_id: Uuid) -> Result<Option<Noted>, ErrorKind> {
        self.read_outcome(change_id).await.map_err(StoreError::told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_in_brussels() {
        for (date, instant) in [
            ("2026-01-05", "2026-01-04T23:00:00Z"),
            ("2026-07-05", "2026-07-04T22:00:00Z"),
            // The nights in which the hour changes, and the days after them.
            ("2026-03-29", "2026-03-28T23:00:00Z"),
            ("2026-03-30", "2026-03-29T22:00:00Z"),
            ("2026-10-25", "2026-10-24T22:00:00Z"),
            ("2026-10-26", "2026-10-25T23:00:00Z"),
        ] {
            assert_eq!(
                beginning_of(date.parse().unwrap()),
                instant.parse::<DateTime<Utc>>().unwrap()
            );
        }
    }
}
