//! The consultation log: a row committed before the question, completed after the answer.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use stts_kernel::{ErrorKind, PersonId};
use stts_store::{StoreError, StoredInstant, Transaction};

use super::entity::consultation;
use super::{IdentityTables, told};
use crate::ports::{Consultation, ConsultationId, ConsultationLog, Ids, Seen, Unfound};

const FOUND: &str = "FOUND";

const fn outcome(why: Unfound) -> &'static str {
    match why {
        Unfound::NotFound => "NOT_FOUND",
        Unfound::Ambiguous => "AMBIGUOUS",
        Unfound::Unavailable => "UNAVAILABLE",
    }
}

impl IdentityTables {
    async fn insert(&self, consultation: &Consultation) -> Result<ConsultationId, StoreError> {
        let transaction = self.store.begin().await?;
        let row = row(consultation);
        let inserted = consultation::Entity::insert(row).exec(transaction.connection()).await?;
        transaction.commit().await?;
        Ok(ConsultationId(inserted.last_insert_id))
    }

    /// Known ids are read before the transaction, so that the usual one writes a single row.
    async fn complete(
        &self,
        consultation: ConsultationId,
        seen: Option<&Seen>,
        outcome: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<Ids>, StoreError> {
        let known = match seen {
            Some(seen) => Some((seen, self.known(seen).await?)),
            None => None,
        };
        let transaction = self.store.begin().await?;
        let ids = match known {
            Some((seen, known)) => Some(self.give(&transaction, seen, known).await?),
            None => None,
        };
        let person_id = ids.map(|ids: Ids| ids.person_id);
        update(&transaction, consultation, person_id, outcome, at).await?;
        transaction.commit().await?;
        Ok(ids)
    }
}

fn row(consultation: &Consultation) -> consultation::ActiveModel {
    let Consultation { call, question, person_id, asked_at } = consultation;
    consultation::ActiveModel {
        id: NotSet,
        asked_at: Set(StoredInstant::from(*asked_at)),
        operator_id: Set(call.operator_id.clone()),
        client_id: Set(call.client_id.clone()),
        user_name: Set(call.user.clone()),
        profile: Set(call.profile.clone()),
        purpose: Set(call.purpose.name().to_owned()),
        dossier_number: Set(call.dossier_number.map(|number| number.get().cast_signed())),
        request_id: Set(call.request_id),
        question: Set(question.name().to_owned()),
        person_id: Set(person_id.map(PersonId::uuid)),
        outcome: Set(None),
        completed_at: Set(None),
    }
}

/// A row is completed once.
async fn update(
    transaction: &Transaction,
    ConsultationId(id): ConsultationId,
    person_id: Option<PersonId>,
    outcome: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut completed = consultation::ActiveModel {
        outcome: Set(Some(outcome.to_owned())),
        completed_at: Set(Some(StoredInstant::from(at))),
        ..Default::default()
    };
    if let Some(person_id) = person_id {
        completed.person_id = Set(Some(person_id.uuid()));
    }
    let updated = consultation::Entity::update_many()
        .set(completed)
        .filter(consultation::Column::Id.eq(id))
        .filter(consultation::Column::CompletedAt.is_null())
        .exec(transaction.connection())
        .await?;
    if updated.rows_affected == 1 { Ok(()) } else { Err(StoreError::LostRace) }
}

#[async_trait]
impl ConsultationLog for IdentityTables {
    async fn begin(&self, consultation: &Consultation) -> Result<ConsultationId, ErrorKind> {
        self.insert(consultation).await.map_err(|error| told(&error))
    }

    async fn found(
        &self,
        consultation: ConsultationId,
        seen: Option<Seen>,
        at: DateTime<Utc>,
    ) -> Result<Option<Ids>, ErrorKind> {
        let completed = self.complete(consultation, seen.as_ref(), FOUND, at).await;
        completed.map_err(|error| told(&error))
    }

    async fn unfound(
        &self,
        consultation: ConsultationId,
        why: Unfound,
        at: DateTime<Utc>,
    ) -> Result<(), ErrorKind> {
        let completed = self.complete(consultation, None, outcome(why), at).await;
        completed.map(|_| ()).map_err(|error| told(&error))
    }
}
