//! What BIPT's agents note.

use async_trait::async_trait;
use sea_orm::DbErr;
use sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager};
use stts_store::columns::{bytes, index, instant, key, number, optional, table, text, uuid};

pub(super) struct Notes;

impl MigrationName for Notes {
    fn name(&self) -> &'static str {
        "dossier_0008_notes"
    }
}

#[async_trait]
impl MigrationTrait for Notes {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            key(uuid("note_id")),
            number("dossier_number"),
            number("version"),
            instant("written_at"),
            optional(text("user_name")),
            bytes("sealed_text"),
        ];
        schema.create_table(table("dossier_notes", columns)).await?;
        schema.create_index(index("dossier_notes", &["dossier_number", "version"])).await
    }
}
