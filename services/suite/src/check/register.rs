//! Who asked the register what, and that nothing was decided about anybody without asking.

use std::collections::BTreeMap;

use super::Checked;
use super::databases::{Databases, number, text};

/// A row is written before the question, so that one without an outcome is of a call that was cut off.
const NAMELESS: &str = "SELECT id FROM consultations \
    WHERE operator_id = '' OR client_id = '' OR profile = '' OR purpose = '' \
    OR (outcome IS NULL) <> (completed_at IS NULL)";
const CONSULTED: &str = "SELECT person_id, count(*) AS count FROM consultations \
    WHERE outcome = 'FOUND' AND question = 'FIND_PERSON' AND person_id IS NOT NULL \
    GROUP BY person_id";
const DECIDED: &str = "SELECT person_id, count(*) AS count FROM evaluations GROUP BY person_id";

pub(super) async fn check(databases: &Databases) -> anyhow::Result<Checked> {
    let says = "the register is asked in somebody's name, and before anything is decided";
    let mut checked = Checked::new(14, says);
    let all = "SELECT count(*) AS count FROM consultations";
    checked.count = databases.count(stts_identity::NAME, all).await?;
    for row in databases.rows(stts_identity::NAME, NAMELESS).await? {
        checked.violations.push(format!("consultation {} is in nobody's name", row["id"]));
    }
    let consulted = databases.rows(stts_identity::NAME, CONSULTED).await?;
    let consulted: BTreeMap<&str, u64> =
        consulted.iter().map(|row| (text(row, "person_id"), number(row, "count"))).collect();
    for row in databases.rows(stts_dossier::NAME, DECIDED).await? {
        let (person, decided) = (text(&row, "person_id"), number(&row, "count"));
        let asked = consulted.get(person).copied().unwrap_or_default();
        checked.look(asked >= decided, || {
            format!("person {person} was decided about {decided} times and asked for {asked} times")
        });
    }
    Ok(checked)
}
