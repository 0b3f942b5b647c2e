//! The text itself: a database holds it for decades.

use serde::Serialize;

use super::evaluations::evaluated;
use super::{DossierRecord, full, read};
use crate::store::record::EvaluatedRecord;

const DOSSIER: &str = include_str!("dossier.json");
/// As it was before there were stops, transfers and checks.
const FIRST_DOSSIER: &str = include_str!("dossier_first.json");
const EVALUATED: &str = include_str!("evaluated.json");

fn pretty(record: &impl Serialize) -> String {
    serde_json::to_string_pretty(record).unwrap() + "\n"
}

#[test]
fn a_dossier_is_written_as_it_always_was() {
    assert_eq!(pretty(&DossierRecord::from(&full::dossier())), DOSSIER);
    assert_eq!(read(DOSSIER), full::dossier());
}

#[test]
fn a_dossier_of_the_first_days_is_still_read() {
    let dossier = read(FIRST_DOSSIER);
    assert_eq!(dossier.number, full::dossier().number);
    assert_eq!(dossier.application.activation_data, full::dossier().application.activation_data);
    assert!(dossier.stops.is_empty() && dossier.last_action.is_none());
}

#[test]
fn an_evaluation_is_written_as_it_always_was() {
    assert_eq!(pretty(&EvaluatedRecord::from(&evaluated())), EVALUATED);
}
