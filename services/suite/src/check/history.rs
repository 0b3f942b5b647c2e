//! Every status is reached by the history, and the history has no gap.

use std::collections::BTreeMap;

use serde_json::Value;
use stts_dossier_domain::dossier::{CommandName, Status, transitions_of};

use super::Checked;
use super::databases::{Databases, number, text};

const HISTORY: &str = "SELECT dossier_number, version, command, status_before, status_after, state \
    FROM dossier_history ORDER BY dossier_number, version";
const DOSSIERS: &str = "SELECT number, version, status, state FROM dossiers";

/// The two invariants over all dossiers.
pub(super) async fn check(databases: &Databases) -> anyhow::Result<Vec<Checked>> {
    let mut replayed = Checked::new(5, "every status is reached by replaying the history");
    let mut gapless = Checked::new(6, "every version of a dossier has one entry in its history");
    let mut histories = BTreeMap::<u64, Vec<Value>>::new();
    for entry in databases.rows(stts_dossier::NAME, HISTORY).await? {
        histories.entry(number(&entry, "dossier_number")).or_default().push(entry);
    }
    for dossier in databases.rows(stts_dossier::NAME, DOSSIERS).await? {
        let dossier_number = number(&dossier, "number");
        let history = histories.remove(&dossier_number).unwrap_or_default();
        let broken = unreachable(&dossier, &history);
        replayed.look(broken.is_none(), || {
            format!("dossier {dossier_number:010}: {}", broken.unwrap_or_default())
        });
        let versions: Vec<u64> = history.iter().map(|entry| number(entry, "version")).collect();
        let sound = versions.iter().copied().eq(1..=number(&dossier, "version"));
        gapless.look(sound, || {
            let version = number(&dossier, "version");
            format!(
                "dossier {dossier_number:010} is in version {version}, its history {versions:?}"
            )
        });
    }
    for dossier_number in histories.into_keys() {
        gapless.look(false, || {
            format!("a history of dossier {dossier_number:010}, which is not there")
        });
    }
    Ok(vec![replayed, gapless])
}

/// What the history does not explain, if there is anything.
fn unreachable(dossier: &Value, history: &[Value]) -> Option<String> {
    let mut status = None;
    for entry in history {
        let (before, after) = (named(entry, "status_before"), named(entry, "status_after"));
        let version = number(entry, "version");
        if before != status {
            return Some(format!("version {version} does not follow the one before it"));
        }
        let leads = CommandName::from_name(text(entry, "command")).zip(after).is_some_and(
            |(command, after)| transitions_of(command).any(|row| row.leads(before, after)),
        );
        if !leads {
            let command = text(entry, "command");
            return Some(format!("{command} in version {version} cannot lead there"));
        }
        status = after;
    }
    let state: Value = serde_json::from_str(text(dossier, "state")).unwrap_or_default();
    let last_state = history.last().map(|entry| text(entry, "state"));
    if status != named(dossier, "status") || text(&state, "status") != text(dossier, "status") {
        Some(format!("{} is not where its history ends", text(dossier, "status")))
    } else if last_state != Some(text(dossier, "state")) {
        Some("its state is not that of its last version".to_owned())
    } else {
        None
    }
}

fn named(row: &Value, column: &str) -> Option<Status> {
    Status::from_name(text(row, column))
}
