//! The tables of bulks.

use async_trait::async_trait;
use sea_orm::DbErr;
use sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager};
use stts_store::columns::{
    bytes, flag, index, index_where_null, instant, key, number, optional, row_id, table, text,
    unique_index, uuid, with_key,
};

pub(super) struct Bulks;

impl MigrationName for Bulks {
    fn name(&self) -> &'static str {
        "dossier_0004_bulks"
    }
}

#[async_trait]
impl MigrationTrait for Bulks {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            row_id("id"),
            text("operator_id"),
            uuid("bulk_id"),
            number("submitted_rows"),
            number("done_rows"),
            flag("is_complete"),
            optional(number("turn")),
            instant("submitted_at"),
        ];
        schema.create_table(table("bulks", columns)).await?;
        schema.create_index(unique_index("bulks", &["operator_id", "bulk_id"])).await?;
        schema.create_index(index("bulks", &["turn"])).await?;
        schema.create_index(index("bulks", &["submitted_at"])).await?;
        rows(schema).await?;
        // One row, whose lock is the turn.
        schema.create_table(table("bulk_turns", [key(number("id")), number("turn")])).await
    }
}

async fn rows(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        number("bulk"),
        number("line"),
        optional(bytes("content")),
        optional(text("traceparent")),
        instant("not_before"),
        number("attempts"),
        optional(number("result_number")),
        optional(text("outcome")),
        optional(bytes("result")),
    ];
    let rows = table("bulk_rows", columns);
    schema.create_table(with_key(rows, &["bulk", "line"])).await?;
    schema.create_index(unique_index("bulk_rows", &["bulk", "result_number"])).await?;
    let waiting = ["bulk", "not_before", "line"];
    schema.create_index(index_where_null("bulk_rows", &waiting, "result_number")).await
}
