//! The consultation log: a row committed before the question, completed after the answer.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use stts_kernel::{ErrorKind, PersonId};
use stts_store::{StoreError, StoredInstant};

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
        let single = self.store.single();
        let insert = consultation::Entity::insert(row(consultation));
        let inserted = single.run(insert.exec(single.connection())).await?;
        Ok(ConsultationId(inserted.last_insert_id))
    }

    /// Known ids are read first, so that only who is seen for the first time costs a transaction of
    /// more than one statement.
    async fn complete_seen(
        &self,
        completion: Completion<'_>,
        seen: &Seen,
    ) -> Result<Ids, StoreError> {
        let known = self.known(seen).await?;
        if let Some(ids) = known.ids() {
            self.complete(completion, Some(ids.person_id)).await?;
            return Ok(ids);
        }
        let transaction = self.store.begin().await?;
        let ids = self.give(&transaction, seen, known).await?;
        completion.write(transaction.connection(), Some(ids.person_id)).await?;
        transaction.commit().await?;
        Ok(ids)
    }

    async fn complete(
        &self,
        completion: Completion<'_>,
        person_id: Option<PersonId>,
    ) -> Result<(), StoreError> {
        let single = self.store.single();
        single.run(completion.write(single.connection(), person_id)).await
    }
}

/// How a consultation ended.
#[derive(Clone, Copy)]
struct Completion<'a> {
    consultation: ConsultationId,
    outcome: &'a str,
    at: DateTime<Utc>,
}

impl Completion<'_> {
    /// A row is completed once.
    async fn write(
        self,
        connection: &impl ConnectionTrait,
        person_id: Option<PersonId>,
    ) -> Result<(), StoreError> {
        let ConsultationId(id) = self.consultation;
        let mut completed = consultation::ActiveModel {
            outcome: Set(Some(self.outcome.to_owned())),
            completed_at: Set(Some(StoredInstant::from(self.at))),
            ..Default::default()
        };
        if let Some(person_id) = person_id {
            completed.person_id = Set(Some(person_id.uuid()));
        }
        let updated = consultation::Entity::update_many()
            .set(completed)
            .filter(consultation::Column::Id.eq(id))
            .filter(consultation::Column::CompletedAt.is_null())
            .exec(connection)
            .await?;
        if updated.rows_affected == 1 { Ok(()) } else { Err(StoreError::LostRace) }
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
        let completion = Completion { consultation, outcome: FOUND, at };
        let completed = match &seen {
            Some(seen) => self.complete_seen(completion, seen).await.map(Some),
            None => self.complete(completion, None).await.map(|()| None),
        };
        completed.map_err(|error| told(&error))
    }

    async fn unfound(
        &self,
        consultation: ConsultationId,
        why: Unfound,
        at: DateTime<Utc>,
    ) -> Result<(), ErrorKind> {
        let completion = Completion { consultation, outcome: outcome(why), at };
        self.complete(completion, None).await.map_err(|error| told(&error))
    }
}
