//! `stts settlement calculate`.

use serde_json::{Value, json};

use crate::command::{json, output, parsed, stripped};

const EXAMPLES: &str = include_str!("vectors/settlement.json");
const CALCULATE: &[&str] = &["settlement", "calculate", "-"];

#[test]
fn the_worked_examples_come_out() {
    let (questions, answers) = stripped(&parsed(EXAMPLES), "input");
    assert_eq!(questions.as_array().unwrap().len(), 12);
    assert_eq!(json(CALCULATE, &questions), answers);
}

#[test]
fn a_single_question_needs_no_list() {
    let (questions, answers) = stripped(&parsed(EXAMPLES), "input");
    assert_eq!(json(CALCULATE, &questions[0]), json!([answers[0]]));
}

#[test]
fn what_is_left_out_of_a_declaration_is_missing() {
    let (questions, _) = stripped(&parsed(EXAMPLES), "input");
    for part in ["turnover", "factor_subscription", "factor_calls"] {
        let mut question = questions[0].clone();
        let operator = question["input"]["operators"][1].as_object_mut().unwrap();
        assert!(operator.remove(part).is_some());
        let refused = json!([{ "result": { "error": "DECLARATION_MISSING" } }]);
        assert_eq!(json(CALCULATE, &question), refused, "{part}");
    }
}

#[test]
fn people_read_tables() {
    let (questions, _) = stripped(&parsed(EXAMPLES), "input");
    let few: Value = questions.as_array().unwrap().iter().take(8).cloned().collect();
    let tables = output(&["settlement", "calculate", "-", "--format", "table"], &few.to_string());
    insta::assert_snapshot!(tables);
}

#[test]
fn a_year_of_many_periods_is_settled_in_one_go() {
    const PERIODS: usize = 100_000;
    let (questions, _) = stripped(&parsed(EXAMPLES), "input");
    let mut question = questions[1].clone();
    let period = question["input"]["periods"][0].clone();
    question["input"]["periods"] = vec![period; PERIODS].into();
    let result = &json(CALCULATE, &question)[0]["result"];
    assert_eq!(result["operators"][0]["days"]["CALLS_ONLY"], PERIODS);
    // 100,000 days of a year of 365, at 12 times 3.10 euro.
    assert_eq!(result["total_cents"], 1_019_178);
}
