//! One transaction for everything that a use case writes.

use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use stts_dossier_domain::dossier::{Dossier, PeriodChange, PlaceChange, PlaceKey};
use stts_kernel::DossierNumber;
use stts_store::{
    StoreError, StoredInstant, Transaction, jobs, outbox, request_outcome, request_results,
};

use super::entity::{dossier, evaluation, history, installation, period, place};
use super::read::told;
use super::{DossierTables, encode, encode_evaluated, runs};
use crate::ports::{Commit, CommitFault, HistoryEntry};

impl DossierTables {
    pub(super) async fn write(&self, commit: Commit) -> Result<(), CommitFault> {
        let transaction = self.store.begin().await.map_err(|error| fault(&error))?;
        write_in(&transaction, commit).await.map_err(|error| fault(&error))?;
        transaction.commit().await.map_err(|error| fault(&error))
    }
}

/// Which of the expected conflicts it is: all others are faults.
pub(super) fn fault(error: &StoreError) -> CommitFault {
    const RACES: [&str; 5] = [
        "dossiers_pkey",
        "dossiers_person_id_key",
        "household_places_pkey",
        "household_places_dossier_number_key",
        "dossier_history_pkey",
    ];
    if error.is_repeated_request() {
        CommitFault::Answered
    } else if error.violates("runs_kind_key") {
        CommitFault::RunUnderWay
    } else if *error == StoreError::LostRace || RACES.iter().any(|name| error.violates(name)) {
        CommitFault::LostRace
    } else {
        CommitFault::Fault(told(error))
    }
}

/// The guarded state first: it orders the events of one dossier as their commits.
pub(super) async fn write_in(transaction: &Transaction, commit: Commit) -> Result<(), StoreError> {
    if let Some((before, next)) = &commit.dossier {
        write_dossier(transaction, *before, commit.due_on, next).await?;
        if let Some(change) = commit.place {
            write_place(transaction, next.number, change).await?;
        }
        write_periods(transaction, next.number, &commit.periods).await?;
        write_history(transaction, next, &commit.history).await?;
    }
    write_evaluation(transaction, &commit).await?;
    write_events(transaction, &commit).await?;
    if let Some(start) = commit.start_run {
        jobs::enqueue(transaction, runs::job(&start)).await?;
        runs::insert(transaction, &start.run).await?;
    }
    if let Some((party, request, outcome)) = commit.answer {
        let key = request_results::RequestKey {
            caller: &party,
            method: request.method,
            request_id: request.request_id,
        };
        let answer = request_results::StoredAnswer {
            content_hash: request.content_hash,
            answer: request_outcome::encode(&outcome)?,
        };
        request_results::insert(transaction, key, &answer, commit.occurred_at).await?;
    }
    Ok(())
}

async fn write_dossier(
    transaction: &Transaction,
    before: Option<u64>,
    due_on: Option<chrono::NaiveDate>,
    next: &Dossier,
) -> Result<(), StoreError> {
    let data = next.open_application().activation_data.as_ref();
    let row = dossier::ActiveModel {
        number: Set(number(next.number)),
        person_id: Set(next.person_id.uuid()),
        place: Set(next.place.id().uuid()),
        version: Set(next.version.cast_signed()),
        status: Set(next.status.name().to_owned()),
        operator_id: Set(next.operator.as_ref().map(ToString::to_string)),
        incoming_operator_id: Set(next.incoming_operator().map(ToString::to_string)),
        application_operator_id: Set(next.application.operator.to_string()),
        phone_number: Set(data.map(|data| data.phone_number.to_string())),
        operator_reference: Set(data.and_then(|data| data.operator_reference.clone())),
        due_on: Set(due_on),
        state: Set(encode(next)?),
    };
    let connection = transaction.connection();
    let Some(before) = before else {
        dossier::Entity::insert(row).exec_without_returning(connection).await?;
        return Ok(());
    };
    let updated = dossier::Entity::update_many()
        .set(row)
        .filter(dossier::Column::Number.eq(number(next.number)))
        .filter(dossier::Column::Version.eq(before.cast_signed()))
        .exec(connection)
        .await?;
    if updated.rows_affected == 1 { Ok(()) } else { Err(StoreError::LostRace) }
}

async fn write_place(
    transaction: &Transaction,
    dossier_number: DossierNumber,
    change: PlaceChange,
) -> Result<(), StoreError> {
    match change {
        PlaceChange::Keep => Ok(()),
        PlaceChange::Take(key) => take_place(transaction, dossier_number, key).await,
        PlaceChange::Release => {
            place::Entity::delete_many()
                .filter(place::Column::DossierNumber.eq(number(dossier_number)))
                .exec(transaction.connection())
                .await?;
            Ok(())
        }
    }
}

/// The primary key is the judge between two that take one place.
async fn take_place(
    transaction: &Transaction,
    dossier_number: DossierNumber,
    key: PlaceKey,
) -> Result<(), StoreError> {
    let row = place::ActiveModel {
        household_id: Set(key.id().uuid()),
        dossier_number: Set(number(dossier_number)),
    };
    place::Entity::insert(row).exec_without_returning(transaction.connection()).await?;
    Ok(())
}

async fn write_periods(
    transaction: &Transaction,
    dossier_number: DossierNumber,
    changes: &[PeriodChange],
) -> Result<(), StoreError> {
    let connection = transaction.connection();
    for change in changes {
        match change {
            PeriodChange::Opened { period: opened, installation } => {
                let row = period::ActiveModel {
                    dossier_number: Set(number(dossier_number)),
                    operator_id: Set(opened.operator.to_string()),
                    formula: Set(opened.formula.name().to_owned()),
                    begin_date: Set(opened.period.from()),
                    end_date: Set(opened.period.until()),
                    ..Default::default()
                };
                period::Entity::insert(row).exec_without_returning(connection).await?;
                if let Some(grant) = installation {
                    let row = installation::ActiveModel {
                        dossier_number: Set(number(dossier_number)),
                        operator_id: Set(grant.operator.to_string()),
                        granted_on: Set(grant.granted_on),
                        normal_price_cents: Set(grant.normal_price.0),
                        ..Default::default()
                    };
                    installation::Entity::insert(row).exec_without_returning(connection).await?;
                }
            }
            PeriodChange::Ended { period: ended } => {
                let row = period::ActiveModel {
                    end_date: Set(ended.period.until()),
                    ..Default::default()
                };
                let updated = period::Entity::update_many()
                    .set(row)
                    .filter(period::Column::DossierNumber.eq(number(dossier_number)))
                    .filter(period::Column::OperatorId.eq(ended.operator.as_str()))
                    .filter(period::Column::BeginDate.eq(ended.period.from()))
                    .filter(period::Column::EndDate.is_null())
                    .exec(connection)
                    .await?;
                if updated.rows_affected != 1 {
                    // A period that the dossier has and the table has not would cost the fund.
                    return Err(StoreError::Corrupt("reduction_periods".to_owned()));
                }
            }
        }
    }
    Ok(())
}

async fn write_history(
    transaction: &Transaction,
    after: &Dossier,
    entries: &[HistoryEntry],
) -> Result<(), StoreError> {
    for entry in entries {
        let row = history::ActiveModel {
            dossier_number: Set(number(after.number)),
            version: Set(entry.version.cast_signed()),
            occurred_at: Set(entry.occurred_at.into()),
            actor: Set(entry.actor.clone()),
            user_name: Set(entry.user.clone()),
            command: Set(entry.command.name().to_owned()),
            reason: Set(entry.reason.map(|reason| reason.name().to_owned())),
            application_id: Set(entry.application_id.uuid()),
            application_kind: Set(entry.application_kind.name().to_owned()),
            operator_id: Set(entry.operator.to_string()),
            status_before: Set(entry.status_before.map(|status| status.name().to_owned())),
            status_after: Set(entry.status_after.name().to_owned()),
            state: Set(encode(after)?),
        };
        history::Entity::insert(row).exec_without_returning(transaction.connection()).await?;
    }
    Ok(())
}

async fn write_evaluation(transaction: &Transaction, commit: &Commit) -> Result<(), StoreError> {
    let Some((person_id, evaluated)) = &commit.evaluated else {
        return Ok(());
    };
    let row = evaluation::ActiveModel {
        person_id: Set(person_id.uuid()),
        dossier_number: Set(commit.dossier.as_ref().map(|(_, next)| number(next.number))),
        decided_at: Set(StoredInstant::from(commit.occurred_at)),
        rules_version: Set(evaluated.rules_version.clone()),
        content: Set(encode_evaluated(evaluated)?),
        ..Default::default()
    };
    evaluation::Entity::insert(row).exec_without_returning(transaction.connection()).await?;
    Ok(())
}

async fn write_events(transaction: &Transaction, commit: &Commit) -> Result<(), StoreError> {
    let event = |event: &crate::ports::NewEvent| outbox::NewEvent {
        event_id: event.event_id,
        key: event.key.clone(),
        type_name: event.encoded.type_name.to_owned(),
        version: event.encoded.version,
        payload: event.encoded.bytes.clone(),
        caused_by: commit.caused_by.clone(),
        traceparent: None,
        occurred_at: commit.occurred_at,
    };
    outbox::append(transaction, commit.events.iter().map(event).collect()).await
}

/// A dossier number as it is stored.
pub(super) fn number(number: DossierNumber) -> i64 {
    number.get().cast_signed()
}
