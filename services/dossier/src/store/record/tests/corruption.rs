//! A record that cannot be what was written is refused by the name of its field.

use serde_json::{Value, json};
use stts_dossier_domain::dossier::Dossier;

use super::full;
use crate::store::record::{CorruptRecord, DossierRecord, Json};

fn damaged(pointer: &str, value: Value) -> Result<Dossier, CorruptRecord> {
    let mut record = serde_json::to_value(DossierRecord::from(&full::dossier())).unwrap();
    *record.pointer_mut(pointer).unwrap() = value;
    DossierRecord::from_json(&record.to_string())?.try_into()
}

#[test]
fn a_bad_value_is_named_by_its_field_and_never_shown() {
    for (pointer, value, field) in [
        ("/v", json!(2), "v"),
        ("/number", json!("1234567890"), "number"),
        ("/status", json!("GONE"), "status"),
        ("/operator", json!("no operator"), "operator"),
        ("/person/birth_date", json!("1950-02-30"), "person.birth_date"),
        ("/person/birth_date", json!("1950-02"), "person.birth_date"),
        ("/person/language", json!("it"), "person.language"),
        ("/application/claims/0", json!("DEAF"), "application.claims"),
        ("/application/missing/0", json!("luck"), "application.missing"),
        (
            "/application/activation_data/phone_number",
            json!("+3212"),
            "application.activation_data.phone_number",
        ),
        (
            "/application/activation_data/billing_day",
            json!(32),
            "application.activation_data.billing_day",
        ),
        ("/transfer/kind", json!("MOVE"), "transfer.kind"),
        (
            "/reduction/billing_day_changes/0/new_day",
            json!(0),
            "reduction.billing_day_changes.new_day",
        ),
        ("/reduction/end", json!("yesterday"), "reduction.end"),
        ("/pending_change/formula", json!("FREE"), "pending_change.formula"),
        ("/recorded/hearing/value", json!("MAYBE"), "recorded.hearing"),
        ("/recorded/hearing/origin/date", json!("2024-13-01"), "recorded.hearing.date"),
        ("/open_tasks/0/operator", json!("-"), "open_tasks.operator"),
        ("/granted/1", json!("RICH"), "granted"),
        ("/internet", json!("FAST"), "internet"),
    ] {
        let fault = damaged(pointer, value.clone()).unwrap_err();
        assert_eq!(fault.field(), field);
        assert_eq!(fault.to_string(), format!("a stored record is corrupt at {field}"));
    }
}

#[test]
fn a_text_of_another_shape_is_refused_by_its_place() {
    let text = DossierRecord::from(&full::dossier()).to_json().unwrap();
    for broken in [
        text.replacen("\"v\":1", "\"v\":1,\"shoe_size\":\"Peeters\"", 1),
        text.replacen("\"v\":1", "\"v\":\"Peeters\"", 1),
        text.replacen("\"v\":1,", "", 1),
        text[..text.len() - 1].to_owned(),
    ] {
        let Err(fault) = DossierRecord::from_json(&broken) else { panic!("{broken}") };
        assert!(fault.field().starts_with("line 1 column "), "{fault}");
        assert!(!fault.to_string().contains("Peeters"), "{fault}");
    }
}
