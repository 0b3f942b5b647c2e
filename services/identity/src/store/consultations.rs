//! The consultation log: a row committed before the question, completed after the answer; many
//! callers' rows in one commit.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ConnectionTrait, EntityTrait, Statement, Value};
use stts_kernel::{ErrorKind, PersonId};
use stts_store::{GroupWriter, Store, StoreError, StoredInstant, Transaction};

use super::IdentityTables;
use super::entity::{consultation, consulted_person};
use super::known::Known;
use super::people::{IndexedSeen, People};
use crate::ports::{Consultation, ConsultationId, ConsultationLog, Ids, Seen, Unfound};

const FOUND: &str = "FOUND";
const COMPLETION_COLUMNS: usize = 4;

const fn outcome(why: Unfound) -> &'static str {
    match why {
        Unfound::NotFound => "NOT_FOUND",
        Unfound::Ambiguous => "AMBIGUOUS",
        Unfound::Unavailable => "UNAVAILABLE",
    }
}

/// Writes the rows of consultations that are about to take place.
pub(super) struct BeginWriter(pub(super) Store);

#[async_trait]
impl GroupWriter for BeginWriter {
    type Item = Consultation;
    type Answer = ConsultationId;

    async fn write(
        &self,
        consultations: &[Consultation],
    ) -> Result<Vec<ConsultationId>, StoreError> {
        let single = self.0.single();
        let insert = consultation::Entity::insert_many(consultations.iter().map(row));
        let mut ids = single.run(insert.exec_with_returning_keys(single.connection())).await?;
        // Rows of one statement get their ids in their order, and are told in any.
        ids.sort_unstable();
        Ok(ids.into_iter().map(ConsultationId).collect())
    }
}

/// How a consultation ended.
pub(super) struct Completion {
    consultation: ConsultationId,
    outcome: &'static str,
    seen: Vec<Seen>,
    at: DateTime<Utc>,
}

/// Completes the rows of consultations, and gives ids to whoever is seen for the first time.
pub(super) struct CompletionWriter(pub(super) People);

#[async_trait]
impl GroupWriter for CompletionWriter {
    type Item = Completion;
    type Answer = Vec<Ids>;

    /// Known ids are read first, so that only who is seen for the first time costs a transaction of
    /// more than one statement.
    async fn write(&self, completions: &[Completion]) -> Result<Vec<Vec<Ids>>, StoreError> {
        let seen = completions.iter().flat_map(|completion| &completion.seen);
        let seen = self.0.indexed(seen);
        let store = self.0.store();
        let known = Known::read(store.reader().connection(), &seen).await?;
        let one_each = completions.iter().all(|completion| completion.seen.len() <= 1);
        if one_each && seen.iter().all(|seen| known.ids(seen).is_some()) {
            let single = store.single();
            let ids = self.ids(completions, &known)?;
            single.run(complete(single.connection(), completions, &ids)).await?;
            return Ok(ids);
        }
        let transaction = store.begin().await?;
        let written = self.write_new(&transaction, completions, (&seen, &known)).await;
        transaction.end(written).await
    }
}

impl CompletionWriter {
    /// As [`Self::write`], when somebody is seen for the first time, or several in one consultation.
    async fn write_new(
        &self,
        transaction: &Transaction,
        completions: &[Completion],
        (seen, known): (&[IndexedSeen<'_>], &Known),
    ) -> Result<Vec<Vec<Ids>>, StoreError> {
        self.0.give(transaction, seen, known).await?;
        let known = Known::read(transaction.connection(), seen).await?;
        let ids = self.ids(completions, &known)?;
        complete(transaction.connection(), completions, &ids).await?;
        tell_all(transaction.connection(), completions, &ids).await?;
        Ok(ids)
    }

    fn ids(&self, completions: &[Completion], known: &Known) -> Result<Vec<Vec<Ids>>, StoreError> {
        let ids_of = |completion: &Completion| {
            let indexed = self.0.indexed(&completion.seen);
            indexed.iter().map(|seen| known.ids(seen).ok_or_else(lost)).collect()
        };
        completions.iter().map(ids_of).collect()
    }
}

fn lost() -> StoreError {
    StoreError::Corrupt("persons".to_owned())
}

/// Who was seen, if it was one alone.
fn only(ids: &[Ids]) -> Option<PersonId> {
    let [ids] = ids else { return None };
    Some(ids.person_id)
}

/// Where several were seen, each is told in a row of its own.
async fn tell_all(
    connection: &impl ConnectionTrait,
    completions: &[Completion],
    ids: &[Vec<Ids>],
) -> Result<(), StoreError> {
    let several = completions.iter().zip(ids).filter(|(_, ids)| ids.len() > 1);
    let rows = several.flat_map(|(completion, ids)| {
        let persons: BTreeSet<_> = ids.iter().map(|ids| ids.person_id).collect();
        persons.into_iter().map(|person_id| consulted_person::ActiveModel {
            consultation_id: Set(completion.consultation.0),
            person_id: Set(person_id.uuid()),
        })
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        let insert = consulted_person::Entity::insert_many(rows);
        insert.exec_without_returning(connection).await?;
    }
    Ok(())
}

/// A row is completed once.
async fn complete(
    connection: &impl ConnectionTrait,
    completions: &[Completion],
    ids: &[Vec<Ids>],
) -> Result<(), StoreError> {
    let rows: Vec<String> = (0..completions.len())
        .map(|row| {
            let first = row * COMPLETION_COLUMNS;
            format!("(${}, ${}, ${}, ${})", first + 1, first + 2, first + 3, first + 4)
        })
        .collect();
    let update = format!(
        "UPDATE consultations SET outcome = done.column2, completed_at = done.column3, \
         person_id = coalesce(person_id, done.column4) FROM (VALUES {}) AS done \
         WHERE consultations.id = done.column1 AND completed_at IS NULL",
        rows.join(", ")
    );
    let values = completions.iter().zip(ids).flat_map(|(completion, ids)| -> [Value; 4] {
        [
            completion.consultation.0.into(),
            completion.outcome.into(),
            StoredInstant::from(completion.at).into(),
            only(ids).map(PersonId::uuid).into(),
        ]
    });
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, update, values);
    let completed = connection.execute_raw(statement).await?.rows_affected();
    if usize::try_from(completed) == Ok(completions.len()) {
        Ok(())
    } else {
        Err(StoreError::LostRace)
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
        self.begins.write(consultation.clone()).await.map_err(StoreError::told)
    }

    async fn found(
        &self,
        consultation: ConsultationId,
        seen: Vec<Seen>,
        at: DateTime<Utc>,
    ) -> Result<Vec<Ids>, ErrorKind> {
        let completion = Completion { consultation, outcome: FOUND, seen, at };
        self.completions.write(completion).await.map_err(StoreError::told)
    }

    async fn unfound(
        &self,
        consultation: ConsultationId,
        why: Unfound,
        at: DateTime<Utc>,
    ) -> Result<(), ErrorKind> {
        let completion = Completion { consultation, outcome: outcome(why), seen: Vec::new(), at };
        let completed = self.completions.write(completion).await;
        completed.map(drop).map_err(StoreError::told)
    }
}
