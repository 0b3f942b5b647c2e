//! What was: the states that the history keeps.

use async_trait::async_trait;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use stts_chassis::guard_is_on;
use stts_dossier_domain::dossier::Dossier;
use stts_kernel::{DossierNumber, ErrorKind, OperatorId, brussels_end_of_day};
use stts_store::{StoreError, StoredInstant};

use super::commit::number;
use super::entity::history;
use super::{DossierTables, decode};
use crate::ports::{Archive, AsOf};

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
}
