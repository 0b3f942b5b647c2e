//! The rows of this service's table.

use sea_orm::entity::prelude::*;
use stts_store::StoredInstant;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tasks")]
pub(super) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(super) task_id: Uuid,
    pub(super) task_type: String,
    pub(super) assignee: String,
    pub(super) dossier_number: i64,
    pub(super) raised_at: StoredInstant,
    pub(super) due_date: Option<Date>,
    pub(super) end_date: Option<Date>,
    pub(super) state: String,
    pub(super) closed_at: Option<StoredInstant>,
    pub(super) undue_months: Option<i64>,
    pub(super) undue_cents: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
