//! Who has an id already.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, FromQueryResult, Statement, Value};
use stts_kernel::{HouseholdId, PersonId};
use stts_store::StoreError;
use uuid::Uuid;

use super::people::IndexedSeen;
use crate::ports::Ids;

/// The ids that were given to some people and households, by their hashes.
#[derive(Default)]
pub(super) struct Known(HashMap<Vec<u8>, Uuid>);

#[derive(FromQueryResult)]
struct KnownRow {
    hash: Vec<u8>,
    id: Uuid,
}

impl Known {
    /// In one statement.
    pub(super) async fn read(
        connection: &impl ConnectionTrait,
        seen: &[IndexedSeen<'_>],
    ) -> Result<Self, StoreError> {
        if seen.is_empty() {
            return Ok(Self::default());
        }
        let places = |first: usize| {
            let places: Vec<String> =
                (first..first + seen.len()).map(|number| format!("${number}")).collect();
            places.join(", ")
        };
        let select = format!(
            "SELECT number_index AS hash, person_id AS id FROM persons \
             WHERE number_index IN ({}) UNION ALL \
             SELECT number_index, person_id FROM former_numbers \
             WHERE number_index IN ({}) UNION ALL \
             SELECT key_index AS hash, household_id AS id FROM households \
             WHERE key_index IN ({})",
            places(1),
            places(1),
            places(1 + seen.len())
        );
        let numbers = seen.iter().map(|seen| Value::from(seen.number_index.clone()));
        let keys = seen.iter().map(|seen| Value::from(seen.key_index.clone()));
        let backend = connection.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, select, numbers.chain(keys));
        let rows = KnownRow::find_by_statement(statement).all(connection).await?;
        Ok(Self(rows.into_iter().map(|row| (row.hash, row.id)).collect()))
    }

    /// Both ids, when both have been given.
    pub(super) fn ids(&self, seen: &IndexedSeen<'_>) -> Option<Ids> {
        Some(Ids { person_id: self.person(seen)?, household_id: self.household(seen)? })
    }

    /// The person of this hash.
    pub(super) fn person(&self, seen: &IndexedSeen<'_>) -> Option<PersonId> {
        self.0.get(&seen.number_index).copied().map(PersonId::from)
    }

    /// The household of this hash.
    pub(super) fn household(&self, seen: &IndexedSeen<'_>) -> Option<HouseholdId> {
        self.0.get(&seen.key_index).copied().map(HouseholdId::from)
    }

    /// Whether this hash has an id.
    pub(super) fn has(&self, hash: &[u8]) -> bool {
        self.0.contains_key(hash)
    }
}
