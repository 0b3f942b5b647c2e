//! The service in its frame.

use std::fs;
use std::sync::Arc;

use stts_chassis::caller::{Callers, DEVELOPMENT_ISSUER};
use stts_chassis::keys::{self, Issuer};
use stts_chassis::server::Host;
use stts_chassis::settings::{CallerSettings, Environment, LimitSettings};
use stts_notifications::Settings;
use stts_queue::log::InProcess;
use stts_service::{FrameSettings, Surroundings};
use stts_testkit::{DatabaseKind, Databases, SeededIds};
use tempfile::TempDir;

fn surroundings(folder: &TempDir) -> Surroundings {
    keys::init(folder.path()).unwrap();
    fs::write(folder.path().join("clients.toml"), "").unwrap();
    let callers = CallerSettings {
        jwks_file: folder.path().join(keys::JWKS_FILE),
        clients_file: folder.path().join("clients.toml"),
        issuer: DEVELOPMENT_ISSUER.to_owned(),
        audience: "stts".to_owned(),
    };
    let callers = Callers::load(&callers, Environment::Development).unwrap();
    Surroundings::new(
        Host::new(stts_contracts::DESCRIPTORS, callers, LimitSettings::default()).unwrap(),
        Arc::new(InProcess::default()),
        Arc::new(Issuer::load(folder.path()).unwrap()),
        Arc::new(SeededIds::new(1)),
    )
}

#[tokio::test]
async fn it_starts_only_with_a_mailbox_and_rules_that_it_can_use() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "no folder").unwrap();
    let usable = Settings { mailbox_folder: folder.path().join("mailbox"), ..Settings::default() };
    for (settings, fault) in [
        (usable.clone(), None),
        (Settings { mailbox_folder: file.clone(), ..usable.clone() }, Some("mailbox folder")),
        (Settings { rules_folder: Some(file), ..usable }, Some("documents.toml")),
    ] {
        for kind in [DatabaseKind::Sqlite, DatabaseKind::Postgres] {
            let (database, _database_folder) = Databases::empty(kind);
            let surroundings = surroundings(&folder);
            let frame = FrameSettings::on(database);
            let started = stts_notifications::start(&settings, &frame, surroundings.clone()).await;
            let found = started.err().map(|error| error.to_string());
            match (&found, fault) {
                (Some(found), Some(fault)) => assert!(found.contains(fault), "{found}"),
                _ => assert_eq!(found.as_deref(), fault, "{kind:?}"),
            }
            surroundings.host.shutdown().trigger();
            surroundings.host.drain().await;
        }
    }
}
