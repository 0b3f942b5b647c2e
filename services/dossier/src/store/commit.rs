//! One transaction for everything that a use case writes, and often for several use cases.

use async_trait::async_trait;
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::EntityTrait;
use stts_chassis::crash_point;
use stts_dossier_domain::dossier::{ActivationData, Dossier, PlaceChange};
use stts_kernel::{DossierNumber, ErrorKind, OperatorId};
use stts_store::{
    GroupWriter, Store, StoreError, StoredInstant, Transaction, jobs, outbox, request_results,
};

use super::changes::{self, Changed};
use super::entity::{dossier, evaluation, history};
use super::{
    DossierTables, bulks, corrections, encode, encode_evaluated, notes, periods, places, runs,
};
use crate::ports::{Commit, CommitFault, party_name};

/// Writes what several use cases decided, each of them whole or not at all.
pub(super) struct CommitWriter(pub(super) Store);

#[async_trait]
impl GroupWriter for CommitWriter {
    type Item = Commit;
    type Answer = ();

    async fn write(&self, commits: &[Commit]) -> Result<Vec<()>, StoreError> {
        let transaction = self.0.begin().await?;
        let written = write_in(&transaction, commits).await;
        if written.is_ok() {
            crash_point!("commit.before_commit");
        }
        transaction.end(written).await?;
        crash_point!("commit.after_commit");
        Ok(vec![(); commits.len()])
    }
}

impl DossierTables {
    pub(super) async fn write_grouped(&self, mut commit: Commit) -> Result<(), CommitFault> {
        commit.traceparent = outbox::current_traceparent();
        if commit.bulk_chunk.is_some() {
            return self.write_alone(&commit).await.map_err(fault);
        }
        self.commits.write(commit).await.map_err(fault)
    }

    /// Nobody else's commit waits for the many rows of a bulk.
    async fn write_alone(&self, commit: &Commit) -> Result<(), StoreError> {
        let transaction = self.store.begin().await?;
        let written = write_in(&transaction, std::slice::from_ref(commit)).await;
        transaction.end(written).await?;
        self.bulk_rows.notify();
        self.bulk_results.notify();
        Ok(())
    }
}

/// Which of the expected conflicts it is: all others are faults.
pub(super) fn fault(error: StoreError) -> CommitFault {
    const RACES: [&str; 7] = [
        "bulk_rows_pkey",
        "bulks_operator_id_bulk_id_key",
        "dossiers_pkey",
        "dossiers_person_id_key",
        "household_places_pkey",
        "household_places_dossier_number_key",
        "dossier_history_pkey",
    ];
    if error.is_repeated_request() {
        CommitFault::Answered
    } else if error.violates("runs_kind_key") {
        CommitFault::Fault(ErrorKind::JobRunning)
    } else if error == StoreError::LostRace || RACES.iter().any(|name| error.violates(name)) {
        CommitFault::LostRace
    } else {
        CommitFault::Fault(error.told())
    }
}

/// The guarded state first: it orders the events of one dossier as their commits. Rows that are new
/// are written in the order of their keys, so that two transactions never wait for each other in a
/// circle.
pub(super) async fn write_in(
    transaction: &Transaction,
    commits: &[Commit],
) -> Result<(), StoreError> {
    let commits: Vec<&Commit> = commits.iter().flat_map(Commit::all).collect();
    let commits = commits.as_slice();
    write_dossiers(transaction, commits).await?;
    crash_point!("commit.after_dossiers");
    places::write(transaction, commits).await?;
    periods::write(transaction, commits).await?;
    write_history(transaction, commits).await?;
    crash_point!("commit.after_history");
    notes::write(transaction, commits).await?;
    corrections::write(transaction, commits).await?;
    write_evaluations(transaction, commits).await?;
    outbox::append(transaction, commits.iter().flat_map(|commit| new_events(commit)).collect())
        .await?;
    crash_point!("commit.after_outbox");
    for start in commits.iter().filter_map(|commit| commit.start_run.as_ref()) {
        jobs::enqueue(transaction, runs::job(start)).await?;
        runs::insert(transaction, &start.run).await?;
    }
    for commit in commits {
        if let Some(chunk) = &commit.bulk_chunk {
            bulks::write_chunk(transaction, chunk, commit.occurred_at).await?;
        }
    }
    for commit in commits {
        if let Some(run_id) = commit.cancel_run {
            runs::cancel(transaction, run_id, commit.occurred_at).await?;
        }
    }
    let answers = commits.iter().filter_map(|commit| commit.answer.as_ref()).collect();
    request_results::insert_many(transaction, answers).await
}

async fn write_dossiers(transaction: &Transaction, commits: &[&Commit]) -> Result<(), StoreError> {
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for commit in commits {
        match &commit.dossier {
            Some((None, next)) => new.push((next.person_id, dossier_row(commit, next)?)),
            Some((Some(before), next)) => changed.push((*before, commit, next)),
            None => {}
        }
    }
    new.sort_by_key(|(person_id, _)| *person_id);
    changed.sort_by_key(|(_, _, next)| next.number);
    let connection = transaction.connection();
    if !new.is_empty() {
        let rows = new.into_iter().map(|(_, row)| row);
        dossier::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    let changed = changed.into_iter().map(|(before, commit, next)| {
        Ok(Changed { before: before.cast_signed(), row: dossier_row(commit, next)? })
    });
    changes::write(transaction, changed.collect::<Result<_, StoreError>>()?).await
}

fn dossier_row(commit: &Commit, next: &Dossier) -> Result<dossier::ActiveModel, StoreError> {
    let held = next.application.activation_data.as_ref();
    let coming = next.transfer.as_ref().and_then(|transfer| transfer.activation_data.as_ref());
    let phone_number = |data: &ActivationData| data.phone_number.to_string();
    let reference = |data: &ActivationData| data.operator_reference.clone();
    let formula = |data: &ActivationData| data.formula.name().to_owned();
    Ok(dossier::ActiveModel {
        number: Set(number(next.number)),
        person_id: Set(next.person_id.uuid()),
        place: Set(next.place.id().uuid()),
        version: Set(next.version.cast_signed()),
        status: Set(next.status.name().to_owned()),
        operator_id: Set(next.operator.as_ref().map(ToString::to_string)),
        incoming_operator_id: Set(next.incoming_operator().map(ToString::to_string)),
        application_operator_id: Set(next.application.operator.to_string()),
        phone_number: Set(held.map(phone_number)),
        operator_reference: Set(held.and_then(reference)),
        formula: Set(held.map(formula)),
        incoming_phone_number: Set(coming.map(phone_number)),
        incoming_operator_reference: Set(coming.and_then(reference)),
        incoming_formula: Set(coming.map(formula)),
        category: Set(next.category().map(|category| category.name().to_owned())),
        place_contested: match commit.place {
            // Who takes a place, or wants none any more, is not without it; moves are judged apart.
            Some(PlaceChange::Take(_) | PlaceChange::Release) => Set(false),
            Some(PlaceChange::Keep | PlaceChange::Move(_)) | None => NotSet,
        },
        due_on: Set(commit.due_on),
        check_on: Set(commit.check_on),
        application_date: Set(Some(next.application.date)),
        state: Set(encode(next)?),
    })
}

async fn write_history(transaction: &Transaction, commits: &[&Commit]) -> Result<(), StoreError> {
    let text = |operator: &OperatorId| operator.to_string();
    let mut rows = Vec::new();
    for commit in commits {
        let Some((_, after)) = &commit.dossier else { continue };
        let state = encode(after)?;
        rows.extend(commit.history.iter().map(|entry| history::ActiveModel {
            dossier_number: Set(number(after.number)),
            version: Set(entry.version.cast_signed()),
            occurred_at: Set(entry.occurred_at.into()),
            actor: Set(party_name(&entry.actor).to_owned()),
            user_name: Set(entry.user.clone()),
            command: Set(entry.command.name().to_owned()),
            reason: Set(entry.reason.map(|reason| reason.name().to_owned())),
            application_id: Set(entry.application_id.uuid()),
            application_kind: Set(entry.application_kind.name().to_owned()),
            operator_id: Set(entry.operator.as_ref().map_or_else(String::new, text)),
            status_before: Set(entry.status_before.map(|status| status.name().to_owned())),
            status_after: Set(entry.status_after.name().to_owned()),
            state: Set(state.clone()),
            other_operator_id: Set(entry.other_operator.as_ref().map(text)),
            holder_operator_id: Set(entry.holder.as_ref().map(text)),
            incoming_operator_id: Set(entry.incoming.as_ref().map(text)),
        }));
    }
    if !rows.is_empty() {
        history::Entity::insert_many(rows).exec_without_returning(transaction.connection()).await?;
    }
    Ok(())
}

async fn write_evaluations(
    transaction: &Transaction,
    commits: &[&Commit],
) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for commit in commits {
        let Some((person_id, evaluated)) = &commit.evaluated else { continue };
        rows.push(evaluation::ActiveModel {
            person_id: Set(person_id.uuid()),
            dossier_number: Set(commit.dossier.as_ref().map(|(_, next)| number(next.number))),
            decided_at: Set(StoredInstant::from(commit.occurred_at)),
            rules_version: Set(evaluated.rules_version.clone()),
            content: Set(encode_evaluated(evaluated)?),
            ..Default::default()
        });
    }
    if !rows.is_empty() {
        let insert = evaluation::Entity::insert_many(rows);
        insert.exec_without_returning(transaction.connection()).await?;
    }
    Ok(())
}

fn new_events(commit: &Commit) -> impl Iterator<Item = outbox::NewEvent> {
    commit.events.iter().map(|event| outbox::NewEvent {
        event_id: event.event_id,
        key: event.key.clone(),
        type_name: event.encoded.type_name.to_owned(),
        version: event.encoded.version,
        payload: event.encoded.bytes.clone(),
        caused_by: commit.caused_by.clone(),
        traceparent: commit.traceparent.clone(),
        occurred_at: commit.occurred_at,
    })
}

/// A dossier number as it is stored.
pub(super) fn number(number: DossierNumber) -> i64 {
    number.get().cast_signed()
}
