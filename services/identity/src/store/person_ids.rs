//! The random ids of people and households: given once, found again by a keyed hash.

use async_trait::async_trait;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Statement,
    TryInsertResult, Value,
};
use stts_identity_domain::{HouseholdKey, NationalNumber};
use stts_kernel::{ErrorKind, HouseholdId, PersonId};
use stts_store::{StoreError, Transaction};
use uuid::Uuid;

use super::entity::{household, person};
use super::{IdentityTables, told};
use crate::ports::{Ids, PersonIds, Seen};

const KNOWN: &str = "SELECT \
     (SELECT person_id FROM persons WHERE number_index = $1) AS person_id, \
     (SELECT household_id FROM households WHERE key_index = $2) AS household_id";

/// Those ids that had been given before.
#[derive(Clone, Copy, Default, FromQueryResult)]
pub(super) struct Known {
    person_id: Option<Uuid>,
    household_id: Option<Uuid>,
}

impl Known {
    /// Both, when both had been given.
    pub(super) fn ids(self) -> Option<Ids> {
        let (person_id, household_id) = self.person_id.zip(self.household_id)?;
        Some(Ids { person_id: person_id.into(), household_id: household_id.into() })
    }
}

impl IdentityTables {
    pub(super) async fn known(&self, seen: &Seen) -> Result<Known, StoreError> {
        let reader = self.store.reader();
        let connection = reader.connection();
        let number_index = self.index_key.of_person(seen.number);
        let key_index = self.index_key.of_household(&seen.household);
        let values = [number_index, key_index].map(Value::from);
        let backend = connection.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, KNOWN, values);
        let known = Known::find_by_statement(statement).one(connection).await?;
        Ok(known.unwrap_or_default())
    }

    /// Persons always before households: two transactions that give ids at once wait for each other
    /// in this order and never in a circle.
    pub(super) async fn give(
        &self,
        transaction: &Transaction,
        seen: &Seen,
        known: Known,
    ) -> Result<Ids, StoreError> {
        let person_id = match known.person_id {
            Some(person_id) => person_id.into(),
            None => self.give_person(transaction, seen.number).await?,
        };
        let household_id = match known.household_id {
            Some(household_id) => household_id.into(),
            None => self.give_household(transaction, &seen.household).await?,
        };
        Ok(Ids { person_id, household_id })
    }

    /// When somebody else gives an id at once, the unique index lets one of the two in, and the other
    /// reads it.
    async fn give_person(
        &self,
        transaction: &Transaction,
        number: NationalNumber,
    ) -> Result<PersonId, StoreError> {
        let person_id = PersonId::random(&*self.ids);
        let number_index = self.index_key.of_person(number);
        let sealed =
            transaction.vault().seal(&owner_of_number(person_id), number.expose().as_bytes());
        let row = person::ActiveModel {
            person_id: Set(person_id.uuid()),
            number_index: Set(number_index.clone()),
            number_sealed: Set(sealed.map_err(|_| broken("persons.number_sealed"))?),
        };
        let inserted = person::Entity::insert(row)
            .on_conflict_do_nothing_on([person::Column::NumberIndex])
            .exec_without_returning(transaction.connection())
            .await?;
        if let TryInsertResult::Inserted(1) = inserted {
            return Ok(person_id);
        }
        let given = person_at(transaction.connection(), number_index).await?;
        given.ok_or_else(|| broken("persons"))
    }

    async fn give_household(
        &self,
        transaction: &Transaction,
        key: &HouseholdKey,
    ) -> Result<HouseholdId, StoreError> {
        let household_id = HouseholdId::random(&*self.ids);
        let key_index = self.index_key.of_household(key);
        let sealed = transaction.vault().seal(&owner_of_key(household_id), key.expose().as_bytes());
        let row = household::ActiveModel {
            household_id: Set(household_id.uuid()),
            key_index: Set(key_index.clone()),
            key_sealed: Set(sealed.map_err(|_| broken("households.key_sealed"))?),
        };
        let inserted = household::Entity::insert(row)
            .on_conflict_do_nothing_on([household::Column::KeyIndex])
            .exec_without_returning(transaction.connection())
            .await?;
        if let TryInsertResult::Inserted(1) = inserted {
            return Ok(household_id);
        }
        let given = household_at(transaction.connection(), key_index).await?;
        given.ok_or_else(|| broken("households"))
    }

    async fn open_number(&self, person_id: PersonId) -> Result<Option<NationalNumber>, StoreError> {
        let reader = self.store.reader();
        let row = person::Entity::find_by_id(person_id.uuid()).one(reader.connection()).await?;
        let Some(row) = row else { return Ok(None) };
        let opened = reader.vault().open(&owner_of_number(person_id), &row.number_sealed);
        let number = opened.ok().and_then(|bytes| String::from_utf8(bytes).ok()?.parse().ok());
        number.map(Some).ok_or_else(|| broken("persons.number_sealed"))
    }
}

async fn person_at(
    connection: &impl ConnectionTrait,
    number_index: Vec<u8>,
) -> Result<Option<PersonId>, StoreError> {
    let row = person::Entity::find().filter(person::Column::NumberIndex.eq(number_index));
    Ok(row.one(connection).await?.map(|row| PersonId::from(row.person_id)))
}

async fn household_at(
    connection: &impl ConnectionTrait,
    key_index: Vec<u8>,
) -> Result<Option<HouseholdId>, StoreError> {
    let row = household::Entity::find().filter(household::Column::KeyIndex.eq(key_index));
    Ok(row.one(connection).await?.map(|row| HouseholdId::from(row.household_id)))
}

/// A sealed value is bound to its table, column and row: moved to another, it does not open.
fn owner(column: &str, id: Uuid) -> Vec<u8> {
    format!("{column}:{id}").into_bytes()
}

fn owner_of_number(person_id: PersonId) -> Vec<u8> {
    owner("persons.number_sealed", person_id.uuid())
}

fn owner_of_key(household_id: HouseholdId) -> Vec<u8> {
    owner("households.key_sealed", household_id.uuid())
}

fn broken(what: &str) -> StoreError {
    StoreError::Corrupt(what.to_owned())
}

#[async_trait]
impl PersonIds for IdentityTables {
    async fn number_of(&self, person_id: PersonId) -> Result<Option<NationalNumber>, ErrorKind> {
        self.open_number(person_id).await.map_err(|error| told(&error))
    }
}
