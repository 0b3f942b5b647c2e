//! `stts dates`.

use serde_json::{Value, json};

use crate::command::{json, output, parsed};

const EXAMPLES: &str = include_str!("vectors/dates.json");

fn questions(examples: &Value) -> Value {
    let mut questions = examples.clone();
    for (list, answer) in [
        ("reduction_begin", "begin"),
        ("reduction_end", "end"),
        ("right_end", "end"),
        ("latest_activation", "latest"),
        ("billing_day_change", "billing_dates"),
    ] {
        for question in questions[list].as_array_mut().unwrap() {
            assert!(question.as_object_mut().unwrap().remove(answer).is_some(), "{list}");
        }
    }
    questions
}

#[test]
fn the_worked_examples_come_out() {
    let examples = parsed(EXAMPLES);
    assert_eq!(examples.as_object().unwrap().len(), 5);
    assert_eq!(json(&["dates", "-"], &questions(&examples)), examples);
}

#[test]
fn only_what_is_asked_is_answered() {
    let asked = json!({ "latest_activation": [{ "application": "2024-08-31" }] });
    let answer =
        json!({ "latest_activation": [{ "application": "2024-08-31", "latest": "2025-02-28" }] });
    assert_eq!(json(&["dates", "-"], &asked), answer);
    assert_eq!(json(&["dates", "-"], &json!({})), json!({}));
    let empty = json!({ "right_end": [] });
    assert_eq!(json(&["dates", "-"], &empty), empty);
}

#[test]
fn the_answer_keeps_the_order_of_the_fields() {
    let asked = r#"{"right_end": [{"conditions_lost": "2024-03-10", "billing_day": 15}]}"#;
    let answer = output(&["dates", "-", "--format", "json"], asked);
    let places: Vec<_> =
        ["conditions_lost", "billing_day", "\"end\""].map(|name| answer.find(name).unwrap()).into();
    assert!(places.is_sorted(), "{answer}");
}

#[test]
fn people_read_tables() {
    let questions = questions(&parsed(EXAMPLES)).to_string();
    insta::assert_snapshot!(output(&["dates", "-", "--format", "table"], &questions));
}
