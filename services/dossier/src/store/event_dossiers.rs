//! The dossiers inside the transaction of an event that this service consumes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use stts_dossier_domain::dossier::{Dossier, PlaceKey};
use stts_kernel::{ErrorKind, PersonId};
use stts_store::{StoreError, Transaction, jobs, outbox};

use super::commit::write_in;
use super::read::{HOUSEHOLD, loaded_in};
use crate::ports::{Commit, EventDossiers, Households, PERSON_DATA_JOB};

/// The dossiers as a transaction sees them. A dossier that somebody else changes meanwhile fails the
/// transaction, which is then tried again.
pub struct DossiersIn<'a>(pub &'a Transaction);

impl DossiersIn<'_> {
    async fn found(&self, rest: &str, value: sea_orm::Value) -> Result<Vec<Dossier>, StoreError> {
        let rows = loaded_in(self.0.connection(), rest, vec![value]).await?;
        Ok(rows.into_iter().map(|loaded| loaded.dossier).collect())
    }
}

/// A lost race is no fault of the event: it passes.
fn told(error: StoreError) -> ErrorKind {
    if error == StoreError::LostRace { ErrorKind::ServiceUnavailable } else { error.told() }
}

#[async_trait]
impl Households for DossiersIn<'_> {
    async fn household(&self, place: PlaceKey) -> Result<Vec<Dossier>, ErrorKind> {
        self.found(HOUSEHOLD, place.id().uuid().into()).await.map_err(told)
    }
}

#[async_trait]
impl EventDossiers for DossiersIn<'_> {
    async fn of_person(&self, person_id: PersonId) -> Result<Option<Dossier>, ErrorKind> {
        let found = self.found("WHERE d.person_id = $1", person_id.uuid().into()).await;
        Ok(found.map_err(told)?.pop())
    }

    async fn write(&self, mut commit: Commit) -> Result<(), ErrorKind> {
        commit.traceparent = outbox::current_traceparent();
        write_in(self.0, &[commit]).await.map_err(told)
    }

    async fn refresh_later(&self, person_id: PersonId, at: DateTime<Utc>) -> Result<(), ErrorKind> {
        let job = jobs::NewJob {
            kind: PERSON_DATA_JOB.to_owned(),
            key: None,
            type_name: "uuid".to_owned(),
            payload: person_id.uuid().as_bytes().to_vec(),
            due_at: at,
            traceparent: None,
        };
        jobs::enqueue(self.0, job).await.map(drop).map_err(told)
    }
}
