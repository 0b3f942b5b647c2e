//! Dossiers without their calls: copies of real ones, made by the database.

use anyhow::Result;

use super::super::pgbench;
use super::{CHECKED, DUE, MANY, Stage};

const COPIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/portfolio/copies.sql");
const APPLIED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/portfolio/applied.sql");
/// The database of the service.
pub(super) const DATABASE: &str = "stts_dossier";
/// The operator that has the copies.
const OPERATOR: &str = "OP01";

/// Keeps a dossier that the next night activates as a template.
pub(super) fn remember_waiting(stage: &Stage) -> Result<()> {
    let create = format!(
        "CREATE TABLE templates AS SELECT * FROM dossiers WHERE status = 'AWAITING_ACTIVATION' \
         AND phone_number IS NOT NULL AND category <> 'LIVING_WAGE' \
         AND application_operator_id = '{OPERATOR}' LIMIT 1"
    );
    pgbench::psql(&stage.server, DATABASE, &create).map(drop)
}

/// Keeps one that is active as another.
pub(super) fn remember_active(stage: &Stage) -> Result<()> {
    let insert = format!(
        "INSERT INTO templates SELECT * FROM dossiers WHERE status = 'ACTIVE' AND category <> 'LIVING_WAGE' \
         AND operator_id = '{OPERATOR}' LIMIT 1"
    );
    pgbench::psql(&stage.server, DATABASE, &insert).map(drop)
}

/// Fills the portfolio up.
pub(super) fn fill(stage: &Stage) -> Result<()> {
    let granted = format!("granted={}", MANY - CHECKED - DUE);
    // A number that is taken already is left out.
    let waiting = format!("waiting={}", DUE + DUE / 100);
    pgbench::script(&stage.server, DATABASE, APPLIED, &[])?;
    pgbench::script(&stage.server, DATABASE, COPIES, &[&granted, &waiting])?;
    pgbench::psql(&stage.server, DATABASE, "VACUUM ANALYZE").map(drop)
}

/// The register does not know whose copies they are: no check looks at those that the night activated.
pub(super) fn forget_copies(stage: &Stage) -> Result<()> {
    let forget = "UPDATE dossiers SET check_on = NULL WHERE operator_reference LIKE 'reference-%'";
    pgbench::psql(&stage.server, DATABASE, forget)?;
    pgbench::psql(&stage.server, DATABASE, "VACUUM ANALYZE dossiers").map(drop)
}
