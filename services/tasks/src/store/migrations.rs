//! The tables of this service.

use async_trait::async_trait;
use sea_orm::DbErr;
use sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager, Table};
use stts_store::Migrations;
use stts_store::columns::{date, index, instant, number, optional, text, uuid, with_column};

pub(super) fn own() -> Migrations {
    vec![Box::new(Tasks), Box::new(Undue)]
}

struct Tasks;

impl MigrationName for Tasks {
    fn name(&self) -> &'static str {
        "tasks_0001_tasks"
    }
}

#[async_trait]
impl MigrationTrait for Tasks {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let tasks = Table::create()
            .table("tasks")
            .col(uuid("task_id").primary_key())
            .col(text("task_type"))
            .col(text("assignee"))
            .col(number("dossier_number"))
            .col(instant("raised_at"))
            .col(optional(date("due_date")))
            .col(optional(date("end_date")))
            .col(text("state"))
            .col(optional(instant("closed_at")))
            .to_owned();
        schema.create_table(tasks).await?;
        let listed = index("tasks", &["assignee", "state", "raised_at", "task_id"]);
        schema.create_index(listed).await?;
        schema.create_index(index("tasks", &["dossier_number"])).await
    }
}

struct Undue;

impl MigrationName for Undue {
    fn name(&self) -> &'static str {
        "tasks_0002_undue"
    }
}

#[async_trait]
impl MigrationTrait for Undue {
    /// What was granted beyond the end of a right, of the tasks that tell it.
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in ["undue_months", "undue_cents"] {
            schema.alter_table(with_column("tasks", optional(number(column)))).await?;
        }
        Ok(())
    }
}
