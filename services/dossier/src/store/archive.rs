//! What was: the states that the history keeps.

use async_trait::async_trait;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use stts_chassis::guard_is_on;
use stts_dossier_domain::dossier::Dossier;
use stts_kernel::{DossierNumber, ErrorKind, OperatorId, PersonId, brussels_end_of_day};
use stts_store::{StoreError, StoredInstant, rule_sets};

use super::commit::number;
use super::entity::{evaluation, history};
use super::record::{EvaluatedRecord, Json};
use super::{DossierTables, corrupt, decode};
use crate::ports::{Archive, AsOf, KeptEvaluation, Note};

/// The last entry that there was by then; of an operator, the last after which it held the dossier or
/// was to get it, or with which it gave it up.
pub(super) fn last_entry(
    sought: DossierNumber,
    operator: Option<&OperatorId>,
    as_of: AsOf,
) -> Select<history::Entity> {
    let mut entries =
        history::Entity::find().filter(history::Column::DossierNumber.eq(number(sought)));
    if let Some(version) = as_of.version {
        entries = entries.filter(history::Column::Version.lte(version.cast_signed()));
    }
    if let Some(date) = as_of.date {
        let end = StoredInstant::from(brussels_end_of_day(date));
        entries = entries.filter(history::Column::OccurredAt.lt(end));
    }
    if let Some(operator) = operator.filter(|_| guard_is_on!("tenant_filter")) {
        entries = entries.filter(
            Condition::any()
                .add(history::Column::HolderOperatorId.eq(operator.as_str()))
                .add(history::Column::IncomingOperatorId.eq(operator.as_str())),
        );
    }
    entries.order_by_desc(history::Column::Version).limit(1)
}

impl DossierTables {
    pub(super) async fn state_as_of(
        &self,
        sought: DossierNumber,
        operator: Option<&OperatorId>,
        as_of: AsOf,
    ) -> Result<Option<Dossier>, StoreError> {
        let reader = self.store.reader();
        let entry = last_entry(sought, operator, as_of).one(reader.connection()).await?;
        entry.map(|entry| decode(&entry.state)).transpose()
    }

    async fn kept_evaluation(
        &self,
        person_id: PersonId,
        number: Option<u64>,
    ) -> Result<Option<KeptEvaluation>, StoreError> {
        let reader = self.store.reader();
        let connection = reader.connection();
        let all = evaluation::Entity::find()
            .filter(evaluation::Column::PersonId.eq(person_id.uuid()))
            .order_by_asc(evaluation::Column::Id);
        let count = all.clone().count(connection).await?;
        let before = number.unwrap_or(count).min(count).checked_sub(1);
        let Some(before) = before else { return Ok(None) };
        let row = all.offset(before).limit(1).one(connection).await?;
        row.map(|row| kept(&row, before + 1, count)).transpose()
    }
}

fn kept(row: &evaluation::Model, number: u64, count: u64) -> Result<KeptEvaluation, StoreError> {
    let record = EvaluatedRecord::from_json(&row.content).map_err(|record| corrupt(&record))?;
    Ok(KeptEvaluation {
        number,
        count,
        decided_at: row.decided_at.instant(),
        rules_version: row.rules_version.clone(),
        facts: record.facts().map_err(|record| corrupt(&record))?,
        told: record.told().map_err(|record| corrupt(&record))?,
    })
}

#[async_trait]
impl Archive for DossierTables {
    async fn as_of(
        &self,
        number: DossierNumber,
        operator: Option<&OperatorId>,
        as_of: AsOf,
    ) -> Result<Option<Dossier>, ErrorKind> {
        self.state_as_of(number, operator, as_of).await.map_err(StoreError::told)
    }

    async fn notes(
        &self,
        number: DossierNumber,
        versions: (u64, u64),
    ) -> Result<Vec<Note>, ErrorKind> {
        self.notes_of(number, versions).await.map_err(StoreError::told)
    }

    async fn evaluation(
        &self,
        person_id: PersonId,
        number: Option<u64>,
    ) -> Result<Option<KeptEvaluation>, ErrorKind> {
        self.kept_evaluation(person_id, number).await.map_err(StoreError::told)
    }

    async fn rule_set(&self, version: &str) -> Result<Option<String>, ErrorKind> {
        let found = rule_sets::find(&self.store.reader(), crate::NAME, version).await;
        found.map_err(StoreError::told)
    }
}
