//! `stts queue` against a suite that runs: a dead job is seen, shown, redriven and gone.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use stts_queue::jobs::{JobStore, Moment, NewJob};
use stts_store::{DatabaseSettings, Store, VaultKey, jobs, migrate};

use crate::command::{Ended, output, parsed, stts};
use crate::running::Running;

impl Running {
    fn queue(&self, arguments: &[&str]) -> Ended {
        let token = self.token("bipt-operations");
        let at = ["--address", self.address(), "--token", &token];
        stts(&[&["queue"][..], arguments, &at[..]].concat(), "")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let ended = self.queue(arguments);
        assert_eq!((ended.code, ended.errors.as_str()), (Some(0), ""), "{arguments:?}");
        parsed(&ended.output)
    }

    /// What waits in the dossier service.
    fn dossier(&self) -> Value {
        let view = self.json(&["top", "--once"]);
        let services = view["services"].as_array().unwrap();
        assert_eq!(services.len(), 5);
        services.iter().find(|one| one["service"] == "dossier").unwrap().clone()
    }
}

/// Leaves a job in the dossier service's database that was given up before the suite starts; nobody
/// does jobs of its kind.
async fn with_dead_job(folder: &Path) {
    let file = folder.join("data").join("dossier.db");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let secret = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=".to_owned();
    let settings = DatabaseSettings {
        vault_keys: vec![VaultKey::new(1, secret)],
        ..DatabaseSettings::at(format!("sqlite://{}?mode=rwc", file.display()))
    };
    let migrations = stts_dossier::store::migrations;
    migrate(&settings, migrations()).await.unwrap();
    let store = Store::open(&settings, migrations()).await.unwrap();
    let at: DateTime<Utc> = "2026-01-05T08:00:00Z".parse().unwrap();
    let transaction = store.begin().await.unwrap();
    let job = NewJob {
        kind: "nobodys".to_owned(),
        key: None,
        type_name: "none".to_owned(),
        payload: Vec::new(),
        due_at: at,
        traceparent: None,
    };
    jobs::enqueue(&transaction, job).await.unwrap();
    transaction.commit().await.unwrap();
    let moment = Moment { business: at, machine: at };
    let claimed = store.claim(&["nobodys"], 1, moment, Duration::from_mins(1)).await.unwrap();
    store.bury(claimed[0].claim, "REFUSED").await.unwrap();
}

#[test]
fn a_dead_job_is_listed_shown_and_redriven() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(with_dead_job(folder.path()));
    let running = Running::on(folder.path(), &["--persons", "10"]);

    assert_eq!(running.dossier()["jobs"]["dead"], 1);
    let listed = running.json(&["dead-letters"]);
    assert_eq!(listed["unreachable_services"], json!([]));
    let letter = &listed["dead_letters"][0];
    let number = letter["number"].as_i64().unwrap().to_string();
    let expected = json!({
        "service": "dossier", "kind": "job", "number": letter["number"], "type": "nobodys",
        "class": "REFUSED", "attempts": 1, "last_failed_at": null, "place": null, "key": null,
    });
    assert_eq!(*letter, expected);
    for others in [["--service", "tasks"], ["--kind", "event"]] {
        let listed = running.json(&[&["dead-letters"][..], &others].concat());
        assert_eq!(listed["dead_letters"], json!([]), "{others:?}");
    }

    let redrive = ["redrive", "dossier", "job", &number];
    let shown = running.json(&[&redrive[..], &["--dry-run"]].concat());
    assert_eq!(shown["dead_letters"], json!([expected]));
    assert_eq!(running.dossier()["jobs"]["dead"], 1, "nothing was done");
    assert_eq!(running.json(&redrive), json!({ "redriven": 1, "failed_class": null }));
    let jobs = &running.dossier()["jobs"];
    assert_eq!((&jobs["dead"], &jobs["due"]), (&json!(0), &json!(1)));

    for gone in [&redrive[..], &[&redrive[..], &["--dry-run"]].concat()] {
        let ended = running.queue(gone);
        assert_eq!((ended.code, ended.output.as_str()), (Some(1), ""), "{gone:?}");
        assert_eq!(ended.errors.lines().count(), 1, "{}", ended.errors);
    }
}

#[test]
fn people_get_tables_without_colours() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::on(folder.path(), &["--persons", "10"]);
    let top = running.queue(&["top", "--once", "--format", "table"]);
    assert_eq!(top.code, Some(0), "{}", top.errors);
    for text in ["Services", "identity", "dead events", "jobs due"] {
        assert!(top.output.contains(text), "{text} in\n{}", top.output);
    }
    assert!(!top.output.contains('\u{1b}'));
    let letters = running.queue(&["dead-letters", "--format", "table"]);
    assert_eq!((letters.code, letters.output.as_str()), (Some(0), "No dead letters.\n"));
}

#[test]
fn where_and_as_whom_must_be_said() {
    for arguments in [
        &["queue", "top", "--address", "http://127.0.0.1:1"][..],
        &["queue", "top", "--token", "a"],
        &["queue", "top", "--target", "a", "--address", "b", "--token", "c"],
        &["queue", "redrive", "register", "event", "1", "--target", "a"],
        &["queue", "redrive", "tasks", "letter", "1", "--target", "a"],
        &["queue", "redrive", "tasks", "event", "0", "--target", "a"],
    ] {
        let ended = stts(arguments, "");
        assert_eq!((ended.code, ended.output.as_str()), (Some(2), ""), "{arguments:?}");
    }
    let nowhere = stts(&["queue", "top", "--target", "/nowhere/targets.toml"], "");
    assert_eq!(nowhere.code, Some(1));
    assert!(nowhere.errors.contains("/nowhere/targets.toml"), "{}", nowhere.errors);
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token.jwt");
    std::fs::write(&token, "token").unwrap();
    let at = ["--address", "http://127.0.0.1:1", "--token", token.to_str().unwrap()];
    let silent = stts(&[&["queue", "top"][..], &at].concat(), "");
    assert_eq!(silent.code, Some(1));
    assert!(silent.errors.contains("http://127.0.0.1:1: "), "{}", silent.errors);
    assert!(output(&["queue", "redrive", "--help"], "").contains("--dry-run"));
}
