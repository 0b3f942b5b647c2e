//! A task is open if and only if the dossier asks for it.

use std::collections::BTreeMap;

use super::Checked;
use super::databases::{Databases, text};

/// By the dossier: confirmed without data, or undecided and confirmed (domain, section 8).
const ASKED: &str = "SELECT number, kind FROM (SELECT to_char(number, 'FM0000000000') AS number, \
    CASE \
    WHEN NOT (application ->> 'confirmed')::boolean THEN '' \
    WHEN status = 'AWAITING_DOCUMENTS' THEN 'REVIEW_DOCUMENTS' \
    WHEN status IN ('AWAITING_ACTIVATION', 'AWAITING_TRANSFER') \
        AND application ->> 'activation_data' IS NULL THEN 'ENTER_MISSING_DATA' \
    ELSE '' END AS kind FROM (SELECT number, status, \
        coalesce(nullif(state::jsonb -> 'transfer', 'null'), state::jsonb -> 'application') \
        AS application FROM dossiers) states) asked WHERE kind <> ''";
/// Those that end by themselves; the others stay until they are acknowledged.
const OPEN: &str = "SELECT to_char(dossier_number, 'FM0000000000') AS number, task_type AS kind \
    FROM tasks WHERE state = 'OPEN' AND task_type IN ('REVIEW_DOCUMENTS', 'ENTER_MISSING_DATA')";

pub(super) async fn check(databases: &Databases) -> anyhow::Result<Checked> {
    let mut checked = Checked::new(12, "a task is open if and only if its dossier asks for it");
    let mut tasks = BTreeMap::<(String, String), (u64, u64)>::new();
    for row in databases.rows(stts_dossier::NAME, ASKED).await? {
        tasks.entry(task(&row)).or_default().0 += 1;
    }
    for row in databases.rows(stts_tasks::NAME, OPEN).await? {
        tasks.entry(task(&row)).or_default().1 += 1;
    }
    for ((dossier_number, kind), (asked, open)) in tasks {
        checked.look(asked == open, || {
            format!("dossier {dossier_number} asks for {asked} tasks {kind}, {open} are open")
        });
    }
    Ok(checked)
}

fn task(row: &serde_json::Value) -> (String, String) {
    (text(row, "number").to_owned(), text(row, "kind").to_owned())
}
