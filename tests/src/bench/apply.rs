//! Applications for distinct persons, over TCP with tokens, by 32 callers who each wait for an
//! answer before the next call.
//!
//! Each application opens a dossier: the register is consulted (its log written before the question
//! and completed after it), the right decided, and state, history, evaluation, event and answer
//! committed. Events are handled by the other services at the same time and in the same process, as
//! in `stts run`; the same is measured on five processes with a Redis between them. The reference commits what any program would commit for an application, and does
//! nothing else.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use chrono::{Months, NaiveDate};
use stts::deployment::{Deployment, DeploymentSettings, SERVICES};
use stts::suite::{Client, Databases, PopulationSource, Suite, SuiteSettings};
use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::time::SystemIds;
use stts_contracts::dossier::v1::Applicant;
use stts_identity::population::{Population, PopulationHousehold, Resident};
use stts_kernel::IdSource;
use stts_store::DatabaseSettings;
use stts_testkit::{PostgresServer, RedisServer};
use tempfile::TempDir;

use super::callers::{self, Seen};
use super::{Aim, Figure, Quantity, build, pgbench};
use crate::applicant_of;

/// Enough for a machine several times as fast as a laptop.
const PERSONS: u64 = 1_200_000;
pub(super) const CONNECTIONS: u32 = 16;
const DEADLINE: Duration = Duration::from_secs(30);
const AIM_PERCENT: u64 = 25;
/// The services start meanwhile, and make the population.
const FILLED_WITHIN: Duration = Duration::from_mins(5);

/// Measures on both databases.
pub(super) fn measure() -> Result<Vec<Figure>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let applicants = applicants()?;
    let on_sqlite = runtime.block_on(applied(Databases::Sqlite, applicants.clone()))?;
    let mut all = Vec::from(figures("sqlite", &on_sqlite));

    let server = Arc::new(PostgresServer::start_durable().map_err(|error| anyhow!(error))?);
    let reference = pgbench::transactions_per_second(&server)?;
    let databases = databases(&server)?;
    let on_postgres = runtime.block_on(async {
        let knowing = tokio::task::spawn_blocking({
            let server = Arc::clone(&server);
            move || know_the_tables(&server, "")
        });
        let seen = applied(databases, applicants.clone()).await;
        knowing.await??;
        seen
    })?;
    all.extend(beside("postgresql", &on_postgres, reference));

    let server = Arc::new(PostgresServer::start_durable().map_err(|error| anyhow!(error))?);
    let reference = pgbench::transactions_per_second(&server)?;
    let on_processes = runtime.block_on(applied_on_processes(server, applicants))?;
    all.extend(beside("processes", &on_processes, reference));
    Ok(all)
}

/// With the share of the commits of the reference.
fn beside(name: &str, seen: &Seen, reference: Quantity) -> Vec<Figure> {
    let [calls, rest @ ..] = figures(name, seen);
    let aim = Aim::ShareAbove(Quantity::whole(AIM_PERCENT));
    let calls = calls.aiming(aim).beside("pgbench", reference);
    [calls].into_iter().chain(rest).collect()
}

fn figures(on: &str, seen: &Seen) -> [Figure; 4] {
    let name = |what: &str| format!("apply.{on}.{what}");
    let time = |percent| Quantity::milliseconds(seen.latencies.percentile(percent));
    let calls = Quantity::per_second(seen.latencies.count(), seen.time);
    [
        Figure::new(name("calls"), calls, "calls/s"),
        Figure::new(name("p50"), time(50), "ms"),
        Figure::new(name("p99"), time(99), "ms"),
        Figure::new(name("refused"), Quantity::whole(seen.refused), "calls"),
    ]
}

/// Lets the callers apply.
async fn applied(databases: Databases, applicants: Vec<Applicant>) -> Result<Seen> {
    let ids: Arc<dyn IdSource> = Arc::new(SystemIds);
    on_suite(databases, async |channel| callers::apply(channel, applicants, &ids).await).await
}

/// A channel of its own for a client.
pub(super) type Channel<'a> = &'a dyn Fn(&Client) -> Result<ServiceChannel>;

/// Starts the services on databases, and measures what calls them over TCP.
pub(super) async fn on_suite<T>(
    databases: Databases,
    measured: impl AsyncFnOnce(Channel<'_>) -> Result<T>,
) -> Result<T> {
    let folder = TempDir::with_prefix("stts-bench-")?;
    let mut settings = SuiteSettings::on(folder.path(), population());
    settings.databases = databases;
    let suite = Arc::new(Suite::start(&settings).await?);
    let listener = suite.bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let address = listener.local_addr()?.to_string();
    let serving = tokio::spawn({
        let suite = Arc::clone(&suite);
        async move { suite.serve(listener).await }
    });
    let channel = |client: &Client| {
        let token = std::fs::read_to_string(suite.folder().token_file(client.id))?;
        let target = Target::Address(format!("http://{address}"));
        Ok(ServiceChannel::new(&target, "suite", Credentials::Token(token), DEADLINE)?)
    };
    let measured = measured(&channel).await;
    suite.host().shutdown().trigger();
    serving.await??;
    measured
}

/// The same on a process for each service, with a Redis between them.
async fn applied_on_processes(
    server: Arc<PostgresServer>,
    applicants: Vec<Applicant>,
) -> Result<Seen> {
    build::release(SERVICES.map(|service| format!("stts-{service}")))?;
    let redis = RedisServer::start().map_err(|error| anyhow!(error))?;
    let folder = TempDir::with_prefix("stts-bench-")?;
    let mut settings = DeploymentSettings::on(folder.path(), server.url().to_owned(), redis.url());
    settings.population = population();
    settings.max_connections = CONNECTIONS;
    let prefix = format!("{}_", settings.prefix);
    let deployment = Deployment::start(&settings).await?;
    let knowing = tokio::task::spawn_blocking({
        let server = Arc::clone(&server);
        move || know_the_tables(&server, &prefix)
    });
    let ids: Arc<dyn IdSource> = Arc::new(SystemIds);
    let channel = |client: &Client| deployment.targets().public_channel(client, "dossier");
    let seen = callers::apply(channel, applicants, &ids).await;
    knowing.await??;
    deployment.stop().await?;
    seen
}

fn population() -> PopulationSource {
    population_of(PERSONS)
}

/// So many people.
pub(super) fn population_of(persons: u64) -> PopulationSource {
    PopulationSource { persons, ..PopulationSource::default() }
}

/// One entitled person of each household that has one, so that each application opens a dossier and
/// none waits for documents.
pub(super) fn applicants() -> Result<Vec<Applicant>> {
    applicants_of(&population())
}

/// The same of some people.
pub(super) fn applicants_of(people: &PopulationSource) -> Result<Vec<Applicant>> {
    chosen(people, entitled)
}

/// One person of each other household, of whatever right.
pub(super) fn others() -> Result<Vec<Applicant>> {
    chosen(&population(), |household, on| {
        let living = household.residents.iter().find(|one| one.person.deceased_on.is_none());
        living.filter(|_| entitled(household, on).is_none())
    })
}

fn chosen(
    people: &PopulationSource,
    of: impl Fn(&PopulationHousehold, NaiveDate) -> Option<&Resident>,
) -> Result<Vec<Applicant>> {
    let settings = people.settings().map_err(|error| anyhow!(error))?;
    let on = settings.reference_date();
    let chosen = Population::new(settings)
        .filter_map(|household| of(&household, on).map(|resident| applicant_of(&resident.person)));
    Ok(chosen.collect())
}

/// Those of whom it is plain: on a living wage, or old and alone with the increased reimbursement.
fn entitled(household: &PopulationHousehold, on: NaiveDate) -> Option<&Resident> {
    let aged = on.checked_sub_months(Months::new(66 * 12))?;
    let alone = household.residents.len() == 1 && !household.collective;
    let plain = |resident: &&Resident| {
        let (person, facts) = (&resident.person, &resident.facts);
        let old = alone && person.birth_date.date().is_some_and(|born| born < aged);
        let by_age = old && facts.increased_reimbursement.value == Some(true);
        let by_living_wage = facts.living_wage.value == Some(true) && !household.collective;
        person.deceased_on.is_none() && (by_age || by_living_wage)
    };
    household.residents.iter().find(plain)
}

/// A server learns within a minute how large tables have become, and plans by it. Here it is told
/// while the callers warm up, as the reference tells it of its own tables before it begins.
pub(super) fn know_the_tables(server: &PostgresServer, prefix: &str) -> Result<()> {
    let database = |service: &str| format!("{prefix}{service}");
    let begun = Instant::now();
    while !SERVICES
        .into_iter()
        .all(|service| pgbench::has_rows(server, &database(service), "schema_migrations"))
        || !pgbench::has_rows(server, &database("dossier"), "dossiers")
    {
        if begun.elapsed() > FILLED_WITHIN {
            bail!("no dossier was committed within {} seconds", FILLED_WITHIN.as_secs());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    std::thread::sleep(callers::WARM_UP / 2);
    SERVICES.into_iter().try_for_each(|service| pgbench::analyze(server, &database(service)))
}

/// A database on the server for each service.
pub(super) fn databases(server: &PostgresServer) -> Result<Databases> {
    let mut databases = BTreeMap::new();
    for service in SERVICES {
        pgbench::create_database(server, service).with_context(|| format!("database {service}"))?;
        let settings = DatabaseSettings {
            max_connections: CONNECTIONS,
            ..DatabaseSettings::at(format!("{}/{service}", server.url()))
        };
        databases.insert(service, settings);
    }
    Ok(Databases::Each(databases))
}
