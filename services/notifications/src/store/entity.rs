//! The rows of this service's table.

use sea_orm::entity::prelude::*;
use stts_store::StoredInstant;

#[sea_orm::model]
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub(super) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(super) message_id: Uuid,
    pub(super) event_id: Uuid,
    pub(super) person_id: Uuid,
    pub(super) kind: String,
    pub(super) language: String,
    pub(super) dossier_number: Option<i64>,
    pub(super) created_at: StoredInstant,
    pub(super) details: Vec<u8>,
    pub(super) stage: String,
    pub(super) failure: Option<String>,
    pub(super) delivered_at: Option<StoredInstant>,
    pub(super) template_version: Option<String>,
    pub(super) content: Option<Vec<u8>>,
    pub(super) dossier_version: Option<i64>,
    pub(super) begun: Option<bool>,
    pub(super) recalled_by: Option<Uuid>,
}

stts_kernel::hidden_debug!(Model, ModelEx);

impl ActiveModelBehavior for ActiveModel {}
