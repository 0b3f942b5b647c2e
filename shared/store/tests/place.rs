//! The entity of that table.

use sea_orm::entity::prelude::*;
use stts_store::StoredInstant;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "place")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) household_id: Uuid,
    pub(crate) holder: String,
    pub(crate) version: i64,
    pub(crate) marked: bool,
    pub(crate) since: Date,
    pub(crate) changed_at: StoredInstant,
    pub(crate) closed_at: Option<StoredInstant>,
}

impl ActiveModelBehavior for ActiveModel {}
