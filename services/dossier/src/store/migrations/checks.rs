//! When the two-yearly check looks at a dossier, and runs that were cancelled.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::{Expr, MigrationName, MigrationTrait, SchemaManager};
use stts_store::columns::{date, flag, index, optional, with_column};

/// Dossiers that were active before: two years after the last check (annex art. 22 §2).
const FILL_POSTGRES: &str = "UPDATE dossiers SET check_on = CAST(CAST(CAST(state AS jsonb) \
     #>> '{last_check_date}' AS date) + INTERVAL '24 months' AS date) WHERE status = 'ACTIVE'";

const FILL_SQLITE: &str = "UPDATE dossiers SET check_on = \
     date(json_extract(state, '$.last_check_date'), '+24 months') WHERE status = 'ACTIVE'";

pub(super) struct Checks;

impl MigrationName for Checks {
    fn name(&self) -> &'static str {
        "dossier_0009_checks"
    }
}

#[async_trait]
impl MigrationTrait for Checks {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        schema.alter_table(with_column("dossiers", optional(date("check_on")))).await?;
        let mut cancelled = flag("cancelled");
        let cancelled = cancelled.default(Expr::val(false)).to_owned();
        schema.alter_table(with_column("runs", cancelled)).await?;
        let connection = schema.get_connection();
        let fill = match connection.get_database_backend() {
            DbBackend::Postgres => FILL_POSTGRES,
            _ => FILL_SQLITE,
        };
        connection.execute_unprepared(fill).await?;
        schema.create_index(index("dossiers", &["check_on", "number"])).await?;
        schema.create_index(index("runs", &["started_at", "run_id"])).await
    }
}
