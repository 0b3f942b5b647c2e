//! What PostgreSQL itself can commit: pgbench with a transaction of the size of an application (one
//! select, three inserts, one insert of an event), in `tests/bench/`.

use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};
use stts_testkit::PostgresServer;

use super::Quantity;

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/schema.sql");
const APPLICATION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/application.sql");
const DATABASE: &str = "reference";
const CLIENTS: &str = "16";
const THREADS: &str = "2";
const SECONDS: &str = "8";

/// Runs it, in a database of its own that is gone afterwards.
pub(super) fn transactions_per_second(server: &PostgresServer) -> Result<Quantity> {
    create_database(server, DATABASE)?;
    let address = format!("{}/{DATABASE}", server.url());
    let mut psql = Command::new(server.program("psql"));
    output(psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f"]).args([SCHEMA, &address]))?;
    let mut pgbench = Command::new(server.program("pgbench"));
    pgbench.args(["-n", "-M", "prepared", "-c", CLIENTS, "-j", THREADS, "-T", SECONDS, "-f"]);
    let told = output(pgbench.args([APPLICATION, &address]))?;
    let mut drop = Command::new(server.program("dropdb"));
    output(drop.arg(maintenance(server)).arg(DATABASE))?;
    transactions_of(&told).with_context(|| format!("pgbench told no figure:\n{told}"))
}

/// Makes an empty database.
pub(super) fn create_database(server: &PostgresServer, name: &str) -> Result<()> {
    let mut create = Command::new(server.program("createdb"));
    output(create.arg(maintenance(server)).arg(name)).map(|_| ())
}

/// Whether a table of a database is there and has rows.
pub(super) fn has_rows(server: &PostgresServer, database: &str, table: &str) -> bool {
    let query = format!("SELECT 1 FROM {table} LIMIT 1");
    psql(server, database, &query).is_ok_and(|told| told.contains('1'))
}

/// Has the server look how large the tables of a database are.
pub(super) fn analyze(server: &PostgresServer, database: &str) -> Result<()> {
    psql(server, database, "ANALYZE").map(|_| ())
}

/// What `psql` tells of a command.
pub(super) fn psql(server: &PostgresServer, database: &str, command: &str) -> Result<String> {
    let mut psql = Command::new(server.program("psql"));
    psql.args(["-X", "-q", "-t", "-A", "-c", command]);
    output(psql.arg(format!("{}/{database}", server.url())))
}

/// Runs a file of statements, with these variables.
pub(super) fn script(
    server: &PostgresServer,
    database: &str,
    file: &str,
    variables: &[&str],
) -> Result<()> {
    let mut psql = Command::new(server.program("psql"));
    psql.args(["-X", "-q", "-v", "ON_ERROR_STOP=1"]);
    psql.args(variables.iter().flat_map(|variable| ["-v", variable])).args(["-f", file]);
    output(psql.arg(format!("{}/{database}", server.url()))).map(|_| ())
}

fn maintenance(server: &PostgresServer) -> String {
    format!("--maintenance-db={}/postgres", server.url())
}

fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{command:?} was not started"))?;
    if !output.status.success() {
        bail!("{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).map_err(|error| anyhow!(error))
}

/// From the line `tps = 5917.123456 (without initial connection time)`.
fn transactions_of(told: &str) -> Option<Quantity> {
    let line = told.lines().find_map(|line| line.strip_prefix("tps = "))?;
    let whole = line.split(['.', ' ']).next()?;
    whole.parse().ok().map(Quantity::whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figure_is_found_in_what_pgbench_tells() {
        let told =
            "latency average = 2.6 ms\ntps = 5917.123456 (without initial connection time)\n";
        assert_eq!(transactions_of(told), Some(Quantity::whole(5_917)));
        assert_eq!(transactions_of("pgbench: error"), None);
    }
}
