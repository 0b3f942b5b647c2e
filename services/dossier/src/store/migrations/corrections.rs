//! Corrections that wait for a second person.

use async_trait::async_trait;
use sea_orm::DbErr;
use sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager};
use stts_store::columns::{bytes, instant, key, number, optional, table, text, uuid};

pub(super) struct Corrections;

impl MigrationName for Corrections {
    fn name(&self) -> &'static str {
        "dossier_0011_corrections"
    }
}

#[async_trait]
impl MigrationTrait for Corrections {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            key(uuid("correction_id")),
            number("dossier_number"),
            number("version"),
            instant("proposed_at"),
            optional(text("user_name")),
            bytes("sealed_content"),
        ];
        schema.create_table(table("corrections", columns)).await
    }
}
