//! A deployment with servers of its own, and every way to hurt it.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use chrono::NaiveDate;
use stts::check::CheckSettings;
use stts::control::{Control, hour_of};
use stts::deployment::{Deployment, DeploymentSettings, Process, TARGETS_FILE, Targets};
use stts::suite::PopulationSource;
use stts_store::{DatabaseSettings, Inspection};
use stts_testkit::{PostgresServer, RedisServer};
use tempfile::TempDir;

use super::{Points, Proxy};

/// The first day of its clocks.
const FIRST_DAY: &str = "2026-01-05";

/// A running deployment, and the servers below it.
pub struct Cluster {
    /// Ended first, while its servers are there.
    pub deployment: Deployment,
    /// The people of its register.
    pub population: PopulationSource,
    /// The way of the services to PostgreSQL.
    pub to_postgres: Proxy,
    /// The way of the services to Redis.
    pub to_redis: Proxy,
    /// Their databases; what is committed is on the disk.
    pub postgres: PostgresServer,
    /// What carries their events; it keeps nothing.
    pub redis: RedisServer,
    /// Where its processes die, and which of their guards are off.
    pub points: Points,
    folder: TempDir,
}

impl Cluster {
    /// Starts one with so many replicas of each service, and so many people in the register.
    pub async fn start(replicas: usize, persons: u64) -> Self {
        let postgres = PostgresServer::start_durable().unwrap();
        let redis = RedisServer::start().unwrap();
        let to_postgres = Proxy::to(port_of(postgres.url())).await;
        let to_redis = Proxy::to(port_of(&redis.url())).await;
        let folder = TempDir::with_prefix("stts-faults-").unwrap();
        let mut settings = DeploymentSettings::on(
            folder.path(),
            format!("postgres://stts@127.0.0.1:{}", to_postgres.port()),
            format!("redis://127.0.0.1:{}", to_redis.port()),
        );
        settings.replicas = replicas;
        settings.simulated_from = Some(hour_of(Self::first_day(), 8));
        settings.population.persons = persons;
        let points = Points::in_folder(folder.path().join("points"));
        settings.environment = [points.variable()].into();
        let population = settings.population.clone();
        let deployment = Deployment::start(&settings).await.unwrap();
        Self { deployment, population, to_postgres, to_redis, postgres, redis, points, folder }
    }

    /// The date on which its clocks start.
    pub fn first_day() -> NaiveDate {
        FIRST_DAY.parse().unwrap()
    }

    /// Where its services are.
    pub const fn targets(&self) -> &Targets {
        self.deployment.targets()
    }

    /// Its clocks and nights.
    pub fn control(&self) -> Control {
        self.targets().control().unwrap()
    }

    /// One of its processes.
    pub fn process(&mut self, name: &str) -> &mut Process {
        let processes = self.deployment.processes().iter_mut();
        processes.into_iter().find(|process| process.name() == name).unwrap()
    }

    /// Kills all processes of a service, and starts them again.
    pub async fn start_again(&mut self, service: &str) {
        let is_of_it = |process: &&mut Process| process.service() == service;
        for process in self.deployment.processes().iter_mut().filter(is_of_it) {
            process.kill().await.unwrap();
        }
        self.end_leases(service);
        for process in self.deployment.processes().iter_mut().filter(is_of_it) {
            process.restart().unwrap();
        }
        self.deployment.wait_until_ready().await.unwrap();
    }

    /// Ends the leases of a service whose processes are all dead. They end by themselves within a
    /// minute, for which no test waits that is about something else.
    pub fn end_leases(&self, service: &str) {
        let end = "UPDATE jobs SET lease_until = 0 WHERE state = 'running'";
        self.psql(&format!("stts_{service}"), end);
    }

    /// Lets its processes sleep, or wakes them: `STOP` or `CONT`.
    pub fn signal(&mut self, service: &str, signal: &str) {
        let processes = self.deployment.processes().iter();
        for process in processes.filter(|process| process.service() == service) {
            let pid = process.pid().unwrap().to_string();
            let sent = Command::new("kill").args([&format!("-{signal}"), &pid]).status();
            assert!(sent.unwrap().success(), "{} cannot be sent {signal}", process.name());
        }
    }

    /// Changes one of its databases, such as `stts_dossier`, by hand; gives the rows that are returned.
    pub fn psql(&self, database: &str, statements: &str) -> String {
        let url = format!("{}/{database}", self.postgres.url());
        let asked = Command::new(self.postgres.program("psql"))
            .args(["-qtA", "-v", "ON_ERROR_STOP=1", "-c", statements, &url])
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&asked.stderr);
        assert!(asked.status.success(), "{statements}: {errors}");
        String::from_utf8_lossy(&asked.stdout).into_owned()
    }

    /// What a checker is told of it.
    pub fn check_settings(&self) -> CheckSettings {
        CheckSettings::of_deployment(&self.folder.path().join(TARGETS_FILE)).unwrap()
    }

    /// The names of the letters in its mailbox.
    pub fn letters(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path().join("mailbox")).unwrap().map(Result::unwrap);
        let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
        files.map(|entry| entry.file_name().into_string().unwrap()).collect()
    }

    /// The rows of a query to the database of a service.
    pub async fn rows(&self, service: &str, query: &str) -> Vec<serde_json::Value> {
        let databases: BTreeMap<String, DatabaseSettings> = self.check_settings().databases;
        let database = Inspection::open(&databases[service]).await.unwrap();
        let rows = database.rows(query).await.unwrap();
        database.close().await.unwrap();
        rows
    }

    /// Moves all clocks through the nights of so many days.
    pub async fn live(&self, days: u64) {
        let control = self.control();
        let mut today = control.now().await.unwrap().date_naive();
        for _ in 0..days {
            today = today.succ_opt().unwrap();
            control.advance(hour_of(today, 8)).await.unwrap();
            control.night(today).await.unwrap();
        }
        control.quiet().await.unwrap();
    }
}

fn port_of(url: &str) -> u16 {
    url.rsplit(':').next().unwrap().parse().unwrap()
}
