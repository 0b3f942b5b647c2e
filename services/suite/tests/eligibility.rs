//! `stts eligibility evaluate`.

use serde_json::{Value, json};

use crate::command::{json, output, parsed, stripped};

const EXAMPLES: &str = include_str!("vectors/eligibility.json");
const EVALUATE: &[&str] = &["eligibility", "evaluate", "-"];

#[test]
fn the_worked_examples_come_out() {
    let (questions, answers) = stripped(&parsed(EXAMPLES), "facts");
    assert_eq!(questions.as_array().unwrap().len(), 31);
    assert_eq!(json(EVALUATE, &questions), answers);
}

#[test]
fn a_single_question_needs_no_list() {
    let (questions, answers) = stripped(&parsed(EXAMPLES), "facts");
    assert_eq!(json(EVALUATE, &questions[3]), json!([answers[3]]));
    assert_eq!(json(EVALUATE, &json!([])), json!([]));
}

#[test]
fn what_is_unknown_is_null() {
    let facts = json!({ "facts": {
        "age": null, "collective_living": null, "exclusive_subscription": null, "household": null,
        "income_ok": null, "disabled_66": null, "living_wage": null, "hearing": null,
        "hearing_child": null, "approved_phone": null, "war_blind": null,
    } });
    let result = &json(EVALUATE, &facts)[0]["result"];
    assert_eq!(result["decision"], "UNDECIDED");
    assert_eq!(result["missing"].as_array().unwrap().len(), 11);
    assert!(result["categories"].as_object().unwrap().values().all(Value::is_null));
}

#[test]
fn a_housemate_may_be_unknown_too() {
    let (questions, _) = stripped(&parsed(EXAMPLES), "facts");
    let mut question = questions[0].clone();
    question["facts"]["household"] = json!([{ "relation": null, "age": null }]);
    let result = &json(EVALUATE, &question)[0]["result"];
    assert_eq!(
        (&result["decision"], &result["missing"]),
        (&json!("UNDECIDED"), &json!(["household"]))
    );
}

#[test]
fn people_read_a_table() {
    let (questions, _) = stripped(&parsed(EXAMPLES), "facts");
    let table =
        output(&["eligibility", "evaluate", "-", "--format", "table"], &questions.to_string());
    insta::assert_snapshot!(table);
}

#[test]
fn a_file_of_many_persons_is_answered_in_one_go() {
    const PERSONS: usize = 100_000;
    let (questions, answers) = stripped(&parsed(EXAMPLES), "facts");
    let (questions, answers) = (questions.as_array().unwrap(), answers.as_array().unwrap());
    let many: Value = questions.iter().cycle().take(PERSONS).cloned().collect();
    let found = json(EVALUATE, &many);
    let expected: Value = answers.iter().cycle().take(PERSONS).cloned().collect();
    assert!(found == expected, "the answers are not those of the worked examples, repeated");
}
