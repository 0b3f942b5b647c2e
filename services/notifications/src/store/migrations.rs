//! The tables of this service.

use async_trait::async_trait;
use sea_orm::DbErr;
use sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager, Table};
use stts_store::Migrations;
use stts_store::columns::{
    bytes, flag, index, instant, number, optional, text, unique_index, uuid, with_column,
};

pub(super) fn own() -> Migrations {
    vec![Box::new(Messages), Box::new(Lists), Box::new(Recall)]
}

struct Messages;

impl MigrationName for Messages {
    fn name(&self) -> &'static str {
        "notifications_0001_messages"
    }
}

#[async_trait]
impl MigrationTrait for Messages {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let messages = Table::create()
            .table("messages")
            .col(uuid("message_id").primary_key())
            .col(uuid("event_id"))
            .col(uuid("person_id"))
            .col(text("kind"))
            .col(text("language"))
            .col(optional(number("dossier_number")))
            .col(instant("created_at"))
            .col(bytes("details"))
            .col(text("stage"))
            .col(optional(text("failure")))
            .col(optional(instant("delivered_at")))
            .col(optional(text("template_version")))
            .col(optional(bytes("content")))
            .to_owned();
        schema.create_table(messages).await?;
        // One notification for an event, a recipient and a kind.
        let once = unique_index("messages", &["event_id", "person_id", "kind"]);
        schema.create_index(once).await?;
        schema.create_index(index("messages", &["created_at", "message_id"])).await?;
        schema.create_index(index("messages", &["dossier_number"])).await
    }
}

struct Lists;

impl MigrationName for Lists {
    fn name(&self) -> &'static str {
        "notifications_0002_lists"
    }
}

#[async_trait]
impl MigrationTrait for Lists {
    /// A list of one stage or kind, or of one dossier, is read in its order and no further than its page.
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in ["stage", "kind", "dossier_number"] {
            let list = index("messages", &[column, "created_at", "message_id"]);
            schema.create_index(list).await?;
        }
        Ok(())
    }
}

struct Recall;

impl MigrationName for Recall {
    fn name(&self) -> &'static str {
        "notifications_0003_recall"
    }
}

#[async_trait]
impl MigrationTrait for Recall {
    /// From which version of its dossier a message follows, whether its handing over has begun, and
    /// which message recalls it. What was asked for before this can not be taken back.
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in [number("dossier_version"), flag("begun"), uuid("recalled_by")] {
            schema.alter_table(with_column("messages", optional(column))).await?;
        }
        Ok(())
    }
}
