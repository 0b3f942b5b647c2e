//! The tables of this service.

use async_trait::async_trait;
use sea_orm::DbErr;
use sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager};
use stts_store::Migrations;
use stts_store::columns::{
    bytes, date, flag, instant, key, number, optional, table, text, uuid, with_column, with_key,
};

pub(super) fn own() -> Migrations {
    vec![
        Box::new(Operators),
        Box::new(Settlements),
        Box::new(FrozenInputs),
        Box::new(Runs),
        Box::new(Offerings),
    ]
}

struct Operators;

impl MigrationName for Operators {
    fn name(&self) -> &'static str {
        "settlement_0001_operators"
    }
}

#[async_trait]
impl MigrationTrait for Operators {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            key(text("operator_id")),
            number("version"),
            text("name"),
            instant("registered_at"),
            text("registered_by"),
        ];
        schema.create_table(table("operators", columns)).await?;
        let columns = [
            text("operator_id"),
            number("place"),
            date("from_date"),
            optional(date("until_date")),
            text("reason"),
        ];
        let participations = table("participations", columns);
        schema.create_table(with_key(participations, &["operator_id", "place"])).await
    }
}

struct Settlements;

impl MigrationName for Settlements {
    fn name(&self) -> &'static str {
        "settlement_0002_settlements"
    }
}

#[async_trait]
impl MigrationTrait for Settlements {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            key(number("year")),
            number("version"),
            text("state"),
            number("runs"),
            optional(number("run")),
        ];
        schema.create_table(table("settlements", columns)).await?;
        let columns = [
            number("year"),
            number("version"),
            text("event"),
            optional(text("operator_id")),
            optional(number("run")),
            optional(number("stale_run")),
            instant("occurred_at"),
            text("actor"),
            text("user_name"),
        ];
        let history = table("settlement_history", columns);
        schema.create_table(with_key(history, &["year", "version"])).await?;
        declarations(schema).await
    }
}

async fn declarations(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [number("year"), number("version"), text("operator_id"), flag("is_estimate")];
    let turnovers = table("turnovers", columns);
    schema.create_table(with_key(turnovers, &["year", "version"])).await?;
    let columns = [number("year"), number("version"), text("line"), number("amount_cents")];
    let lines = table("turnover_lines", columns);
    schema.create_table(with_key(lines, &["year", "version", "line"])).await?;
    let columns = [
        number("year"),
        number("version"),
        text("operator_id"),
        number("subscription_millionths"),
        number("calls_millionths"),
    ];
    let factors = table("factors", columns);
    schema.create_table(with_key(factors, &["year", "version"])).await
}

struct FrozenInputs;

impl MigrationName for FrozenInputs {
    fn name(&self) -> &'static str {
        "settlement_0003_frozen_inputs"
    }
}

#[async_trait]
impl MigrationTrait for FrozenInputs {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            key(uuid("export_id")),
            number("year"),
            instant("begun_at"),
            optional(number("rows")),
            optional(bytes("sha256")),
        ];
        schema.create_table(table("frozen_inputs", columns)).await?;
        let columns = [
            uuid("export_id"),
            number("row_key"),
            text("dossier_number"),
            text("operator_id"),
            optional(text("formula")),
            date("begin_date"),
            optional(date("end_date")),
            optional(flag("is_fixed_line")),
            optional(number("normal_price_cents")),
        ];
        let rows = table("frozen_rows", columns);
        schema.create_table(with_key(rows, &["export_id", "row_key"])).await
    }
}

struct Runs;

impl MigrationName for Runs {
    fn name(&self) -> &'static str {
        "settlement_0004_runs"
    }
}

#[async_trait]
impl MigrationTrait for Runs {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            number("year"),
            number("run"),
            instant("calculated_at"),
            text("calculated_by"),
            bytes("inputs_sha256"),
            uuid("export_id"),
            text("tariff_version"),
            text("method"),
            number("method_version"),
            text("total_exact"),
            number("total_cents"),
        ];
        schema.create_table(with_key(table("runs", columns), &["year", "run"])).await?;
        statements(schema).await
    }
}

async fn statements(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        number("year"),
        number("run"),
        text("operator_id"),
        number("factor_subscription_millionths"),
        number("factor_calls_millionths"),
        text("installation_exact"),
        number("installation_cents"),
        text("subscription_exact"),
        number("subscription_cents"),
        text("calls_exact"),
        number("calls_cents"),
        text("amount_exact"),
        number("amount_cents"),
        optional(text("actual_share")),
        optional(text("normative_share")),
        text("compensation_exact"),
        number("compensation_cents"),
    ];
    let statements = table("statements", columns);
    schema.create_table(with_key(statements, &["year", "run", "operator_id"])).await?;
    let columns = [
        number("year"),
        number("run"),
        text("operator_id"),
        date("tariff_from"),
        text("formula"),
        number("days"),
        number("subscription_monthly_cents"),
        number("calls_monthly_cents"),
    ];
    let days = table("statement_days", columns);
    let key = ["year", "run", "operator_id", "tariff_from", "formula"];
    schema.create_table(with_key(days, &key)).await
}

struct Offerings;

impl MigrationName for Offerings {
    fn name(&self) -> &'static str {
        "settlement_0005_offerings"
    }
}

#[async_trait]
impl MigrationTrait for Offerings {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.alter_table(with_column("operators", optional(date("volunteered_on")))).await?;
        schema.alter_table(with_column("runs", optional(text("contribution_version")))).await?;
        for (name, content) in [("offered_services", "kind"), ("assigned_numbers", "block")] {
            let columns = [
                text("operator_id"),
                number("place"),
                text(content),
                date("from_date"),
                optional(date("until_date")),
            ];
            let offered = table(name, columns);
            schema.create_table(with_key(offered, &["operator_id", "place"])).await?;
        }
        let columns =
            [text("operator_id"), number("place"), date("valid_from"), flag("grants_in_advance")];
        let practices = table("granting_practices", columns);
        schema.create_table(with_key(practices, &["operator_id", "place"])).await
    }
}
