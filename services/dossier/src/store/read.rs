//! Reading dossiers: each with the holder of its household's place, in one statement.

use async_trait::async_trait;
use sea_orm::sea_query::Value;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use stts_chassis::guard_is_on;
use stts_dossier_domain::dossier::{
    ApplicationKind, ChangeReason, CommandName, Dossier, Party, PlaceKey, PlaceState, Status,
};
use stts_kernel::{ApplicationId, DossierNumber, ErrorKind, OperatorId, PersonId};
use stts_store::StoreError;
use uuid::Uuid;

use super::commit::number;
use super::entity::history;
use super::{DossierTables, decode};
use crate::ports::{
    AsOf, Commit, CommitFault, DossierStore, Export, HistoryEntry, Households, Keyed, Loaded,
    NewCopy, Page, ProposedCorrection,
};

const LOADED: &str = "SELECT d.number, d.state, p.dossier_number AS holder FROM dossiers d \
     LEFT JOIN household_places p ON p.household_id = d.place";

const SITUATION: &str = "SELECT d.number, d.state, p.dossier_number AS holder \
     FROM (SELECT 1 AS one) AS asked LEFT JOIN dossiers d ON d.person_id = $1 \
     LEFT JOIN household_places p ON p.household_id = $2";

pub(super) const HOUSEHOLD: &str = "WHERE d.place = $1 \
     AND d.status NOT IN ('SUSPENDED', 'CLOSED') ORDER BY d.application_date, d.number";

#[derive(FromQueryResult)]
struct SituationRow {
    number: Option<i64>,
    state: Option<String>,
    holder: Option<i64>,
}

#[derive(FromQueryResult)]
pub(super) struct LoadedRow {
    number: i64,
    state: String,
    holder: Option<i64>,
}

impl LoadedRow {
    pub(super) fn loaded(&self) -> Result<Loaded, StoreError> {
        let place = place_state(self.holder, Some(self.number));
        Ok(Loaded { dossier: decode(&self.state)?, place })
    }
}

/// Dossiers that match the rest of the statement, as a connection sees them.
pub(super) async fn loaded_in(
    connection: &impl ConnectionTrait,
    rest: &str,
    values: Vec<Value>,
) -> Result<Vec<Loaded>, StoreError> {
    let backend = connection.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, format!("{LOADED} {rest}"), values);
    let rows = LoadedRow::find_by_statement(statement).all(connection).await?;
    rows.iter().map(LoadedRow::loaded).collect()
}

fn place_state(holder: Option<i64>, own: Option<i64>) -> PlaceState {
    match holder {
        None => PlaceState::Free,
        Some(_) if holder == own => PlaceState::Own,
        Some(_) => PlaceState::Taken,
    }
}

impl DossierTables {
    /// Dossiers that match the rest of the statement.
    pub(super) async fn loaded(
        &self,
        rest: &str,
        values: Vec<Value>,
    ) -> Result<Vec<Loaded>, StoreError> {
        let reader = self.store.reader();
        loaded_in(reader.connection(), rest, values).await
    }

    async fn in_household(&self, key: PlaceKey) -> Result<Vec<Dossier>, StoreError> {
        let rows = self.loaded(HOUSEHOLD, vec![key.id().uuid().into()]).await?;
        Ok(rows.into_iter().map(|loaded| loaded.dossier).collect())
    }

    /// In one statement, hence of one moment: a place that another application of the same person
    /// has just taken is never seen without that dossier.
    async fn situation_of(
        &self,
        person_id: PersonId,
        key: PlaceKey,
    ) -> Result<(Option<Dossier>, PlaceState), StoreError> {
        let reader = self.store.reader();
        let connection = reader.connection();
        let values = [person_id.uuid().into(), key.id().uuid().into()];
        let backend = connection.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, SITUATION, values);
        let row = SituationRow::find_by_statement(statement).one(connection).await?;
        let row = row.ok_or_else(|| StoreError::Corrupt("situation".to_owned()))?;
        let existing = row.state.map(|state| decode(&state)).transpose()?;
        Ok((existing, place_state(row.holder, row.number)))
    }

    async fn history_of(
        &self,
        dossier_number: DossierNumber,
        operator: Option<&OperatorId>,
        application_id: Option<ApplicationId>,
        page: Page,
    ) -> Result<Keyed<HistoryEntry>, StoreError> {
        let mut query = history::Entity::find()
            .filter(history::Column::DossierNumber.eq(number(dossier_number)))
            .filter(history::Column::Version.gt(page.after.cast_signed()));
        if let Some(operator) = operator.filter(|_| guard_is_on!("tenant_filter")) {
            query = query.filter(
                Condition::any()
                    .add(history::Column::OperatorId.eq(operator.as_str()))
                    .add(history::Column::OtherOperatorId.eq(operator.as_str())),
            );
        }
        if let Some(id) = application_id {
            query = query.filter(history::Column::ApplicationId.eq(id.uuid()));
        }
        let reader = self.store.reader();
        let query = query.order_by_asc(history::Column::Version).limit(page.size + 1);
        let rows = query.all(reader.connection()).await?;
        let entries: Result<Vec<_>, _> = rows.into_iter().map(entry).collect();
        Ok(keyed(entries?, page, |entry| entry.version))
    }
}

fn entry(row: history::Model) -> Result<HistoryEntry, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("dossier_history.{column}"));
    let status = |name: &str| Status::from_name(name).ok_or_else(|| corrupt("status"));
    let reason = |name: String| ChangeReason::from_name(&name).ok_or_else(|| corrupt("reason"));
    let kind = ApplicationKind::from_name(&row.application_kind);
    let operator = |id: String| OperatorId::new(id).map_err(|_| corrupt("operator_id"));
    let optional = |id: Option<String>| id.map(operator).transpose();
    Ok(HistoryEntry {
        version: row.version.cast_unsigned(),
        occurred_at: row.occurred_at.instant(),
        actor: match row.actor.as_str() {
            "BIPT" => Party::Bipt,
            "SYSTEM" => Party::System,
            _ => Party::Operator(operator(row.actor)?),
        },
        user: row.user_name,
        command: CommandName::from_name(&row.command).ok_or_else(|| corrupt("command"))?,
        reason: row.reason.map(reason).transpose()?,
        application_id: ApplicationId::from(row.application_id),
        application_kind: kind.ok_or_else(|| corrupt("application_kind"))?,
        operator: optional(Some(row.operator_id).filter(|id| !id.is_empty()))?,
        other_operator: optional(row.other_operator_id)?,
        holder: optional(row.holder_operator_id)?,
        incoming: optional(row.incoming_operator_id)?,
        status_before: row.status_before.as_deref().map(status).transpose()?,
        status_after: status(&row.status_after)?,
    })
}

pub(super) fn keyed<T>(mut rows: Vec<T>, page: Page, key: impl Fn(&T) -> u64) -> Keyed<T> {
    let size = usize::try_from(page.size).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let next_after = rows.last().filter(|_| more).map(key);
    Keyed { rows, next_after }
}

#[async_trait]
impl Households for DossierTables {
    async fn household(&self, place: PlaceKey) -> Result<Vec<Dossier>, ErrorKind> {
        self.in_household(place).await.map_err(StoreError::told)
    }
}

#[async_trait]
impl DossierStore for DossierTables {
    async fn write(&self, commit: Commit) -> Result<(), CommitFault> {
        self.write_grouped(commit).await
    }

    async fn by_number(&self, sought: DossierNumber) -> Result<Option<Loaded>, ErrorKind> {
        let rows = self.loaded("WHERE d.number = $1", vec![number(sought).into()]).await;
        Ok(rows.map_err(StoreError::told)?.pop())
    }

    async fn last_of_tenure(
        &self,
        number: DossierNumber,
        operator: &OperatorId,
    ) -> Result<Option<Dossier>, ErrorKind> {
        let last = AsOf::default();
        self.state_as_of(number, Some(operator), last).await.map_err(StoreError::told)
    }

    async fn situation(
        &self,
        person_id: PersonId,
        place: PlaceKey,
    ) -> Result<(Option<Dossier>, PlaceState), ErrorKind> {
        self.situation_of(person_id, place).await.map_err(StoreError::told)
    }

    async fn correction(
        &self,
        correction_id: Uuid,
    ) -> Result<Option<ProposedCorrection>, ErrorKind> {
        self.correction_of(correction_id).await.map_err(StoreError::told)
    }

    async fn history(
        &self,
        number: DossierNumber,
        operator: Option<&OperatorId>,
        application_id: Option<ApplicationId>,
        page: Page,
    ) -> Result<Keyed<HistoryEntry>, ErrorKind> {
        let found = self.history_of(number, operator, application_id, page).await;
        found.map_err(StoreError::told)
    }

    async fn freeze(&self, copy: NewCopy) -> Result<i32, ErrorKind> {
        self.make_copy(copy).await.map_err(StoreError::told)
    }

    async fn frozen(&self, export_id: Uuid, page: Page) -> Result<Vec<(u64, Export)>, ErrorKind> {
        self.read_copy(export_id, page).await.map_err(StoreError::told)
    }
}
