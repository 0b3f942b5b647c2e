//! Messages that keep every rule, made from their descriptors.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, Value};

use super::breaches::{Rules, exclusive_fields};

/// A text that each pattern of the contracts takes, and texts that it does not.
pub(super) const PATTERNS: [(&str, &str, &[&str]); 11] = [
    (
        "^[0-9]{10}$",
        "1234567894",
        &["", "123456789", "12345678901", "123456789a", "1234567894\n", " 1234567894"],
    ),
    // The national number of nobody.
    (
        "^[0-9]{11}$",
        "47112208132",
        &["", "4711220813", "471122081321", "4711220813a", "47.11.22-081.32", "47112208132\n"],
    ),
    (
        "^([0-9]{11})?$",
        "47112208132",
        &["4711220813", "471122081321", "4711220813a", "47.11.22-081.32", "\n"],
    ),
    ("^([0-9]{10})?$", "1234567894", &["123456789", "12345678901", "1234567894\n", "\n"]),
    (
        "^(0[0-9]{8,9})?$",
        "021234567",
        &["02123456", "02123456789", "121234567", "+3221234567", "021234567\n"],
    ),
    (
        "^0[0-9]{8,9}$",
        "021234567",
        &["", "02123456", "02123456789", "121234567", "02 123 45 67", "021234567\n"],
    ),
    (
        "^(age|approved_phone|collective_living|disabled_66|exclusive_subscription|hearing|\
         hearing_child|household|income_ok|living_wage|war_blind)$",
        "hearing",
        &["", "Hearing", "hearings", "hearing\n", " hearing", "income"],
    ),
    ("^[0-9]{2,10}$", "0278", &["", "0", "02787654321", "02 78", "027a", "0278\n"]),
    ("^([1-9][0-9]{3})?$", "1000", &["100", "10000", "0100", "B-1000"]),
    (
        "^(identity|dossier|tasks|notifications|settlement)$",
        "dossier",
        &["", "dossiers", "Dossier", "dossier\n", "register"],
    ),
    (
        "^(identity|dossier|tasks|notifications|settlement)?$",
        "tasks",
        &["task", "suite", "tasks\n", " tasks"],
    ),
];

/// The patterns of an operator's code: required, and optional.
pub(super) const OPERATOR_PATTERNS: [(&str, &str, &[&str]); 2] = [
    ("^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$", "OP09", &["", "-OP", "OP 1", "OP.1", "OP01\n"]),
    ("^([A-Za-z0-9][A-Za-z0-9_-]{0,31})?$", "OP09", &["-OP", "OP 1", "é", "OP01\n"]),
];

/// A message in which every field is given and keeps its rules; of fields of which one alone may be
/// given, the first.
pub(super) fn sample(descriptor: &MessageDescriptor) -> DynamicMessage {
    let mut message = DynamicMessage::new(descriptor.clone());
    for field in descriptor.fields() {
        let item = item(&field);
        let value = if field.is_list() { Value::List(vec![item]) } else { item };
        message.set_field(&field, value);
    }
    for field in exclusive_fields(descriptor).iter().skip(1) {
        message.clear_field(field);
    }
    message
}

/// A value that a field takes, or an item of it.
pub(super) fn item(field: &FieldDescriptor) -> Value {
    match field.kind() {
        Kind::Message(message) => Value::Message(inner(field, &message)),
        // The one service of which an offer may have several.
        Kind::Enum(of) if of.name() == "OfferedService" => Value::EnumNumber(7),
        Kind::Enum(_) => Value::EnumNumber(1),
        // A bulk whose results can be read to their end.
        Kind::Bool => Value::Bool(field.name() == "complete"),
        Kind::String => Value::String(text(field)),
        Kind::Int32 => Value::I32(i32::try_from(number(field)).unwrap()),
        Kind::Int64 => Value::I64(number(field)),
        other => panic!("{}: {other:?} is not known here", field.full_name()),
    }
}

/// Of a period, the beginning lies before the end.
fn inner(field: &FieldDescriptor, descriptor: &MessageDescriptor) -> DynamicMessage {
    let mut message = sample(descriptor);
    let year = match field.name() {
        "participates_from" | "offered_from" | "assigned_from" => 1999,
        "participates_until" | "offered_until" | "assigned_until" => 2026,
        _ => return message,
    };
    message.set_field_by_name("year", Value::I32(year));
    message
}

fn text(field: &FieldDescriptor) -> String {
    let rules = Rules::of(field);
    let known = if let Some(pattern) = rules.pattern() {
        let all = PATTERNS.iter().chain(&OPERATOR_PATTERNS);
        let found = all.into_iter().find(|(known, ..)| *known == pattern);
        found.unwrap_or_else(|| panic!("{}: pattern {pattern}", field.full_name())).1
    } else if rules.has("uuid") {
        "67e55044-10b1-426f-9247-bb680e5fe0c8"
    } else if rules.has("email") {
        "an.peeters@example.be"
    } else {
        match field.name() {
            "page_token" => "",
            "factor_subscription" | "factor_calls" => "0.95",
            "line" => "MOBILE_POSTPAID",
            "paths" => "activation_data.formula",
            _ => "x",
        }
    };
    known.to_owned()
}

/// Parts of dates and years make the fifth of January 2025.
fn number(field: &FieldDescriptor) -> i64 {
    match field.name() {
        "year" => 2025,
        "month" | "number" | "line" => 1,
        "day" => 5,
        "billing_day" => 15,
        "page_size" => 10,
        _ => 0,
    }
}
