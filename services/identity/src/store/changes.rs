//! What the register told by itself: noted in one commit with the event that tells of it.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use stts_identity_domain::{HouseholdKey, NationalNumber, RegisterChange};
use stts_kernel::{ErrorKind, EventId, PersonId};
use stts_store::{StoreError, StoredInstant, Transaction, outbox};

use super::entity::noted_change;
use super::people::People;
use crate::ports::{ChangeNotes, Encode, Noted, PersonChange, PersonChanged, Seen, ToldChange};

/// The changes that were noted.
#[derive(Clone)]
pub struct ChangeTables {
    people: People,
    encode: Arc<dyn Encode>,
}

impl ChangeTables {
    pub(super) const fn new(people: People, encode: Arc<dyn Encode>) -> Self {
        Self { people, encode }
    }

    /// The note is written first: of two transactions that note at once, the second waits for the
    /// first, and then finds its place taken.
    async fn write(
        &self,
        transaction: &Transaction,
        told: &ToldChange,
        at: DateTime<Utc>,
    ) -> Result<Noted, StoreError> {
        let connection = transaction.connection();
        let row = noted_change::ActiveModel {
            sequence: Set(told.sequence.cast_signed()),
            change_id: Set(told.change_id),
            noted_at: Set(StoredInstant::from(at)),
            outcome: Set(Noted::Nothing.name().to_owned()),
        };
        noted_change::Entity::insert(row.clone()).exec_without_returning(connection).await?;
        let Some((number, change)) = &told.change else { return Ok(Noted::Nothing) };
        let noted = match self.people.person_of(transaction, *number).await? {
            None => Noted::UnknownPerson,
            Some(person_id) => self.tell(transaction, person_id, (*number, change), at).await?,
        };
        let row = noted_change::ActiveModel { outcome: Set(noted.name().to_owned()), ..row };
        noted_change::Entity::update(row).exec(connection).await?;
        Ok(noted)
    }

    async fn tell(
        &self,
        transaction: &Transaction,
        person_id: PersonId,
        (number, change): (NationalNumber, &RegisterChange),
        at: DateTime<Utc>,
    ) -> Result<Noted, StoreError> {
        let change = match change {
            RegisterChange::Death { on } => PersonChange::Death { on: *on },
            RegisterChange::DeathWithdrawn => PersonChange::DeathWithdrawn,
            RegisterChange::NameOrAddress => PersonChange::NameOrAddress,
            RegisterChange::Household { from, to } => {
                self.household_change(transaction, number, (from, to)).await?
            }
            RegisterChange::NumberReplaced { by } => {
                match self.people.person_of(transaction, *by).await? {
                    None => {
                        self.people.replace_number(transaction, person_id, *by).await?;
                        PersonChange::NumberReplaced
                    }
                    Some(into) if into == person_id => return Ok(Noted::Nothing),
                    Some(into) => {
                        self.people.merge(transaction, person_id, into).await?;
                        PersonChange::Merged { into }
                    }
                }
            }
        };
        let encoded = self.encode.person_changed(&PersonChanged { person_id, change });
        let event = outbox::NewEvent {
            event_id: EventId::random(&*self.people.ids()),
            key: person_id.to_string(),
            type_name: encoded.type_name.to_owned(),
            version: encoded.version,
            payload: encoded.bytes,
            caused_by: None,
            traceparent: None,
            occurred_at: at,
        };
        outbox::append(transaction, vec![event]).await?;
        Ok(Noted::Published)
    }

    async fn household_change(
        &self,
        transaction: &Transaction,
        number: NationalNumber,
        (from, to): (&HouseholdKey, &HouseholdKey),
    ) -> Result<PersonChange, StoreError> {
        let seen = [from, to].map(|key| Seen { number, household: key.clone() });
        let [from, to] = self.people.households_of(transaction, &seen).await?;
        Ok(PersonChange::Household { from, to })
    }
}

#[async_trait]
impl ChangeNotes for ChangeTables {
    async fn note(&self, told: &ToldChange, at: DateTime<Utc>) -> Result<Option<Noted>, ErrorKind> {
        const TAKEN: [&str; 2] = ["noted_changes_pkey", "noted_changes_change_id_key"];
        let transaction = self.people.store().begin().await.map_err(StoreError::told)?;
        let written = self.write(&transaction, told, at).await;
        match transaction.end(written).await {
            Ok(noted) => Ok(Some(noted)),
            Err(error) if TAKEN.iter().any(|name| error.violates(name)) => Ok(None),
            Err(error) => Err(error.told()),
        }
    }
}
