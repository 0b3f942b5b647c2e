//! A table as a service would add it.

use async_trait::async_trait;
use sea_orm_migration::prelude::*;
use stts_store::columns::{
    date, flag, instant, number, optional, row_id, text, unique_index, unique_index_where_null,
    uuid,
};

pub(crate) struct Places;

impl MigrationName for Places {
    fn name(&self) -> &'static str {
        "test_0001_places"
    }
}

#[async_trait]
impl MigrationTrait for Places {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let place = Table::create()
            .table("place")
            .col(row_id("id"))
            .col(uuid("household_id"))
            .col(text("holder"))
            .col(number("version"))
            .col(flag("marked"))
            .col(date("since"))
            .col(instant("changed_at"))
            .col(optional(instant("closed_at")))
            .to_owned();
        schema.create_table(place).await?;
        schema.create_index(unique_index("place", &["holder", "since"])).await?;
        let open = unique_index_where_null("place", &["household_id"], "closed_at");
        schema.create_index(open).await
    }
}
