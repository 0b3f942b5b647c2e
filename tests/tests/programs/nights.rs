//! By the machine's clock, the nights run by themselves.

use std::time::Duration;
use std::{fs, process};

use stts::deployment::{Deployment, DeploymentSettings};
use stts_store::Inspection;
use stts_testkit::{postgres_url, redis_url};
use tempfile::TempDir;

const LOOKS_EVERY: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread")]
async fn of_two_replicas_one_runs_the_night() {
    let folder = TempDir::new().unwrap();
    let mut settings = DeploymentSettings::on(folder.path(), postgres_url(), redis_url());
    settings.prefix = format!("nights_{}", process::id());
    settings.replicas = 2;
    settings.population.persons = 100;
    let database = settings.database("dossier");
    let deployment = Deployment::start(&settings).await.unwrap();
    for replica in ["dossier-1", "dossier-2"] {
        let log = folder.path().join(format!("logs/{replica}.log"));
        while !fs::read_to_string(&log).unwrap().contains("the night run is started or done") {
            tokio::time::sleep(LOOKS_EVERY).await;
        }
    }
    let database = Inspection::open(&database).await.unwrap();
    let is_done = "SELECT 1 AS one FROM runs WHERE completed_at IS NOT NULL";
    while database.rows(is_done).await.unwrap().is_empty() {
        tokio::time::sleep(LOOKS_EVERY).await;
    }
    assert_eq!(database.rows("SELECT date FROM runs").await.unwrap().len(), 1);
    database.close().await.unwrap();
    deployment.stop().await.unwrap();
}
