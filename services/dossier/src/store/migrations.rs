//! The tables of this service.

mod bulks;
mod checks;
mod corrections;
mod lists;
mod notes;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use sea_orm::DbErr;
use sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager};
use stts_store::Migrations;
use stts_store::columns::{
    date, flag, index, instant, key, number, optional, row_id, table, text, unique_index,
    unique_index_where_null, uuid, with_column, with_key,
};

pub(super) fn own() -> Migrations {
    vec![
        Box::new(Dossiers),
        Box::new(Runs),
        Box::new(Exports),
        Box::new(bulks::Bulks),
        Box::new(lists::Lists),
        Box::new(Tenures),
        Box::new(notes::Notes),
        Box::new(checks::Checks),
        Box::new(corrections::Corrections),
    ]
}

struct Dossiers;

impl MigrationName for Dossiers {
    fn name(&self) -> &'static str {
        "dossier_0001_dossiers"
    }
}

#[async_trait]
impl MigrationTrait for Dossiers {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        dossiers(schema).await?;
        history(schema).await?;
        reductions(schema).await?;
        let columns = [
            row_id("id"),
            uuid("person_id"),
            optional(number("dossier_number")),
            instant("decided_at"),
            text("rules_version"),
            text("content"),
        ];
        schema.create_table(table("evaluations", columns)).await?;
        schema.create_index(index("evaluations", &["person_id"])).await
    }
}

async fn dossiers(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        key(number("number")),
        uuid("person_id"),
        uuid("place"),
        number("version"),
        text("status"),
        optional(text("operator_id")),
        optional(text("incoming_operator_id")),
        text("application_operator_id"),
        optional(text("phone_number")),
        optional(text("operator_reference")),
        optional(date("due_on")),
        text("state"),
    ];
    schema.create_table(table("dossiers", columns)).await?;
    schema.create_index(unique_index("dossiers", &["person_id"])).await?;
    schema.create_index(index("dossiers", &["phone_number"])).await?;
    schema.create_index(index("dossiers", &["operator_reference"])).await?;
    schema.create_index(index("dossiers", &["due_on", "number"])).await?;

    let places = table("household_places", [key(uuid("household_id")), number("dossier_number")]);
    schema.create_table(places).await?;
    schema.create_index(unique_index("household_places", &["dossier_number"])).await
}

async fn history(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        number("dossier_number"),
        number("version"),
        instant("occurred_at"),
        text("actor"),
        optional(text("user_name")),
        text("command"),
        optional(text("reason")),
        uuid("application_id"),
        text("application_kind"),
        text("operator_id"),
        optional(text("status_before")),
        text("status_after"),
        text("state"),
    ];
    let history = table("dossier_history", columns);
    schema.create_table(with_key(history, &["dossier_number", "version"])).await
}

async fn reductions(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        row_id("id"),
        number("dossier_number"),
        text("operator_id"),
        text("formula"),
        date("begin_date"),
        optional(date("end_date")),
    ];
    schema.create_table(table("reduction_periods", columns)).await?;
    schema.create_index(index("reduction_periods", &["dossier_number"])).await?;
    schema.create_index(index("reduction_periods", &["begin_date"])).await?;

    let columns = [
        row_id("id"),
        number("dossier_number"),
        text("operator_id"),
        date("granted_on"),
        number("normal_price_cents"),
    ];
    schema.create_table(table("installation_grants", columns)).await?;
    schema.create_index(index("installation_grants", &["granted_on"])).await
}

struct Runs;

impl MigrationName for Runs {
    fn name(&self) -> &'static str {
        "dossier_0002_runs"
    }
}

#[async_trait]
impl MigrationTrait for Runs {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            key(uuid("run_id")),
            text("kind"),
            date("date"),
            flag("dry_run"),
            instant("started_at"),
            optional(instant("completed_at")),
            date("night"),
            number("after_number"),
            text("counts"),
        ];
        schema.create_table(table("runs", columns)).await?;
        schema.create_index(unique_index_where_null("runs", &["kind"], "completed_at")).await
    }
}

struct Exports;

impl MigrationName for Exports {
    fn name(&self) -> &'static str {
        "dossier_0003_exports"
    }
}

#[async_trait]
impl MigrationTrait for Exports {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [key(uuid("export_id")), number("year"), instant("made_at")];
        schema.create_table(table("exports", columns)).await?;
        let columns = [
            uuid("export_id"),
            number("row_number"),
            number("dossier_number"),
            text("operator_id"),
            optional(text("formula")),
            date("begin_date"),
            optional(date("end_date")),
            optional(number("normal_price_cents")),
        ];
        let rows = table("export_rows", columns);
        schema.create_table(with_key(rows, &["export_id", "row_number"])).await
    }
}

/// Of whose tenure a change is, and which dossiers share a household.
struct Tenures;

impl MigrationName for Tenures {
    fn name(&self) -> &'static str {
        "dossier_0007_tenures"
    }
}

#[async_trait]
impl MigrationTrait for Tenures {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in ["other_operator_id", "holder_operator_id", "incoming_operator_id"] {
            schema.alter_table(with_column("dossier_history", optional(text(column)))).await?;
        }
        schema.alter_table(with_column("dossiers", optional(date("application_date")))).await?;
        schema.create_index(index("dossiers", &["place"])).await
    }
}
