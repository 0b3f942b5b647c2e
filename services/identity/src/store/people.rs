//! The random ids of people and households: given once, found again by a keyed hash.

use std::collections::BTreeMap;
use std::sync::Arc;

use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use stts_identity_domain::NationalNumber;
use stts_kernel::{HouseholdId, IdSource, PersonId};
use stts_store::{Store, StoreError, Transaction};
use uuid::Uuid;

use super::IndexKey;
use super::entity::{household, person};
use super::known::Known;
use crate::ports::Seen;

/// The tables of people and households.
#[derive(Clone)]
pub(super) struct People {
    store: Store,
    index_key: Arc<IndexKey>,
    ids: Arc<dyn IdSource>,
}

/// Whom an answer is about, with the hashes by which they are found.
pub(super) struct IndexedSeen<'a> {
    pub(super) seen: &'a Seen,
    pub(super) number_index: Vec<u8>,
    pub(super) key_index: Vec<u8>,
}

impl People {
    pub(super) fn new(store: Store, index_key: IndexKey, ids: Arc<dyn IdSource>) -> Self {
        Self { store, index_key: Arc::new(index_key), ids }
    }

    pub(super) const fn store(&self) -> &Store {
        &self.store
    }

    pub(super) fn ids(&self) -> Arc<dyn IdSource> {
        Arc::clone(&self.ids)
    }

    pub(super) fn number_index(&self, number: NationalNumber) -> Vec<u8> {
        self.index_key.of_person(number)
    }

    pub(super) fn indexed<'a>(
        &self,
        seen: impl IntoIterator<Item = &'a Seen>,
    ) -> Vec<IndexedSeen<'a>> {
        let indexed = |seen: &'a Seen| IndexedSeen {
            seen,
            number_index: self.index_key.of_person(seen.number),
            key_index: self.index_key.of_household(&seen.household),
        };
        seen.into_iter().map(indexed).collect()
    }

    /// Gives ids to those who have none. When somebody else gives one at once, the unique index lets
    /// one of the two in. People always before households, both in the order of their hashes: two
    /// transactions wait for each other in this order and never in a circle.
    pub(super) async fn give(
        &self,
        transaction: &Transaction,
        seen: &[IndexedSeen<'_>],
        known: &Known,
    ) -> Result<(), StoreError> {
        let connection = transaction.connection();
        let persons: BTreeMap<&[u8], &IndexedSeen<'_>> =
            seen.iter().map(|seen| (seen.number_index.as_slice(), seen)).collect();
        let persons = persons.into_values().filter(|seen| !known.has(&seen.number_index));
        let rows: Result<Vec<_>, _> = persons.map(|seen| self.person(transaction, seen)).collect();
        let rows = rows?;
        if !rows.is_empty() {
            let insert = person::Entity::insert_many(rows);
            let insert = insert.on_conflict_do_nothing_on([person::Column::NumberIndex]);
            insert.exec_without_returning(connection).await?;
        }
        self.give_households(transaction, seen, known).await
    }

    async fn give_households(
        &self,
        transaction: &Transaction,
        seen: &[IndexedSeen<'_>],
        known: &Known,
    ) -> Result<(), StoreError> {
        let households: BTreeMap<&[u8], &IndexedSeen<'_>> =
            seen.iter().map(|seen| (seen.key_index.as_slice(), seen)).collect();
        let households = households.into_values().filter(|seen| !known.has(&seen.key_index));
        let rows: Result<Vec<_>, _> =
            households.map(|seen| self.household(transaction, seen)).collect();
        let rows = rows?;
        if !rows.is_empty() {
            let insert = household::Entity::insert_many(rows);
            let insert = insert.on_conflict_do_nothing_on([household::Column::KeyIndex]);
            insert.exec_without_returning(transaction.connection()).await?;
        }
        Ok(())
    }

    fn person(
        &self,
        transaction: &Transaction,
        seen: &IndexedSeen<'_>,
    ) -> Result<person::ActiveModel, StoreError> {
        let person_id = PersonId::random(&*self.ids);
        let (number_index, number_sealed) =
            self.kept_number(transaction, person_id, seen.seen.number)?;
        Ok(person::ActiveModel {
            person_id: Set(person_id.uuid()),
            number_index: Set(number_index),
            number_sealed: Set(number_sealed),
        })
    }

    fn household(
        &self,
        transaction: &Transaction,
        seen: &IndexedSeen<'_>,
    ) -> Result<household::ActiveModel, StoreError> {
        let household_id = HouseholdId::random(&*self.ids);
        let key = seen.seen.household.expose();
        let sealed = transaction.vault().seal(&owner_of_key(household_id), key.as_bytes());
        Ok(household::ActiveModel {
            household_id: Set(household_id.uuid()),
            key_index: Set(seen.key_index.clone()),
            key_sealed: Set(sealed.map_err(|_| broken("households.key_sealed"))?),
        })
    }

    pub(super) async fn number_of(
        &self,
        person_id: PersonId,
    ) -> Result<Option<NationalNumber>, StoreError> {
        let reader = self.store.reader();
        let mut row = person::Entity::find_by_id(person_id.uuid()).one(reader.connection()).await?;
        if row.is_none() {
            row = self.went_on_as(&reader, person_id).await?;
        }
        let Some(row) = row else { return Ok(None) };
        let opened =
            reader.vault().open(&owner_of_number(row.person_id.into()), &row.number_sealed);
        let number = opened.ok().and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok());
        number.map(Some).ok_or_else(|| broken("persons.number_sealed"))
    }

    /// The ids of two households; one that is seen for the first time gets its own.
    pub(super) async fn households_of(
        &self,
        transaction: &Transaction,
        seen: &[Seen; 2],
    ) -> Result<[HouseholdId; 2], StoreError> {
        let indexed = self.indexed(seen);
        let known = Known::read(transaction.connection(), &indexed).await?;
        self.give_households(transaction, &indexed, &known).await?;
        let known = Known::read(transaction.connection(), &indexed).await?;
        let ids: Option<Vec<_>> = indexed.iter().map(|seen| known.household(seen)).collect();
        ids.and_then(|ids| ids.try_into().ok()).ok_or_else(|| broken("households"))
    }

    /// The number as it is kept for that person: its hash, and sealed.
    pub(super) fn kept_number(
        &self,
        transaction: &Transaction,
        person_id: PersonId,
        number: NationalNumber,
    ) -> Result<(Vec<u8>, Vec<u8>), StoreError> {
        let digits = number.expose();
        let sealed = transaction.vault().seal(&owner_of_number(person_id), digits.as_bytes());
        let sealed = sealed.map_err(|_| broken("persons.number_sealed"))?;
        Ok((self.index_key.of_person(number), sealed))
    }
}

/// A sealed value is bound to its table, column and row: moved to another, it does not open.
pub(super) fn owner(column: &str, id: Uuid) -> Vec<u8> {
    format!("{column}:{id}").into_bytes()
}

fn owner_of_number(person_id: PersonId) -> Vec<u8> {
    owner("persons.number_sealed", person_id.uuid())
}

fn owner_of_key(household_id: HouseholdId) -> Vec<u8> {
    owner("households.key_sealed", household_id.uuid())
}

pub(super) fn broken(what: &str) -> StoreError {
    StoreError::Corrupt(what.to_owned())
}
