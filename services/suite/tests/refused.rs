//! Questions that are not as they must be: one line with the place, exit code 2, no answer.

use serde_json::{Value, json};

use crate::command::{parsed, stripped, stts};

fn refusal(arguments: &[&str], input: &str) -> String {
    let ended = stts(arguments, input);
    assert_eq!(ended.code, Some(2), "{input}\n{}", ended.errors);
    assert_eq!(ended.output, "", "{input}");
    assert_eq!(ended.errors.lines().count(), 1, "{}", ended.errors);
    ended.errors
}

fn assert_refused(arguments: &[&str], input: &str, place: &str, reason: &str) {
    let refusal = refusal(arguments, input);
    let begin = format!("error: standard input: {place}");
    assert!(refusal.starts_with(&begin) && refusal.contains(reason), "{refusal}\n{begin} {reason}");
}

/// A question with one value replaced, or one added where there was none.
fn with(question: &Value, pointer: &str, value: Value) -> String {
    let mut question = question.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = question.pointer_mut(parent).unwrap();
    if parent.is_array() {
        parent[name.parse::<usize>().unwrap()] = value;
    } else {
        parent[name] = value;
    }
    question.to_string()
}

fn without(question: &Value, pointer: &str) -> String {
    let mut question = question.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = question.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    assert!(parent.remove(name).is_some(), "{pointer}");
    question.to_string()
}

#[test]
fn what_is_no_question_is_refused() {
    for arguments in
        [&["dates", "-"][..], &["eligibility", "evaluate", "-"], &["settlement", "calculate", "-"]]
    {
        for (input, reason) in [
            ("", "EOF"),
            ("{", "EOF"),
            ("[1", ""),
            ("7", "invalid type"),
            ("null", "invalid type"),
            ("\"text\"", "invalid type"),
            ("{} {}", ""),
        ] {
            let refusal = refusal(arguments, input);
            assert!(refusal.contains(reason), "{arguments:?} {input}: {refusal}");
        }
    }
}

#[test]
fn dates_that_cannot_be_asked_are_refused() {
    let question = json!({
        "reduction_begin": [{ "activation": "2024-01-15", "billing_day": 20 }],
        "billing_day_change": [
            { "begin": "2024-01-20", "old_day": 20, "changed_on": "2024-03-05", "new_day": 5 },
        ],
    });
    for (pointer, value, place, reason) in [
        ("/reduction_begins", json!([]), "reduction_begins: ", "unknown field"),
        ("/right_end", json!(null), "right_end: ", "invalid type: null"),
        ("/reduction_begin/0/begin", json!("2024-01-20"), "reduction_begin[0].begin: ", "unknown"),
        (
            "/reduction_begin/0/activation",
            json!("2023-02-29"),
            "reduction_begin[0].activation: ",
            "`2023-02-29` is not a date YYYY-MM-DD",
        ),
        (
            "/reduction_begin/0/activation",
            json!(20_240_115),
            "reduction_begin[0].activation: ",
            "invalid type: integer",
        ),
        (
            "/reduction_begin/0/billing_day",
            json!(32),
            "reduction_begin[0].billing_day: ",
            "a number from 1 to 31",
        ),
        (
            "/reduction_begin/0/billing_day",
            json!(0),
            "reduction_begin[0].billing_day: ",
            "a number from 1 to 31",
        ),
        (
            "/reduction_begin/0/billing_day",
            json!("20"),
            "reduction_begin[0].billing_day: ",
            "invalid type: string",
        ),
        (
            "/reduction_begin/0/billing_day",
            json!(20.0),
            "reduction_begin[0].billing_day: ",
            "invalid type: floating point",
        ),
        (
            "/billing_day_change/0/new_day",
            json!(null),
            "billing_day_change[0].new_day: ",
            "invalid type: null",
        ),
    ] {
        assert_refused(&["dates", "-"], &with(&question, pointer, value), place, reason);
    }
    let missing = without(&question, "/reduction_begin/0/billing_day");
    assert_refused(
        &["dates", "-"],
        &missing,
        "reduction_begin[0]: ",
        "missing field `billing_day`",
    );
    let twice = r#"{"right_end": [], "right_end": []}"#;
    assert_refused(&["dates", "-"], twice, "", "duplicate field `right_end`");
}

#[test]
fn facts_that_cannot_be_evaluated_are_refused() {
    let evaluate = &["eligibility", "evaluate", "-"];
    let (questions, _) = stripped(&parsed(include_str!("vectors/eligibility.json")), "facts");
    let question = &questions.as_array().unwrap()[..6];
    let question = &Value::from(question);
    for (pointer, value, place, reason) in [
        ("/3/expected", json!({}), "[3].expected: ", "unknown field"),
        ("/3/facts/Age", json!(70), "[3].facts.Age: ", "unknown field `Age`"),
        ("/3/facts/age", json!("70"), "[3].facts.age: ", "invalid type"),
        ("/3/facts/age", json!(-1), "[3].facts.age: ", "invalid value"),
        ("/3/facts/income_ok", json!("unknown"), "[3].facts.income_ok: ", "expected a boolean"),
        ("/3/facts/household", json!({}), "[3].facts.household: ", "expected a sequence"),
        ("/5/facts/household/0/age", json!(60.5), "[5].facts.household[0].age: ", "invalid type"),
        ("/5/facts/household/0/name", json!("x"), "[5].facts.household[0].name: ", "unknown field"),
        (
            "/5/facts/household/0/relation",
            json!("WIFE"),
            "[5].facts.household[0].relation: ",
            "`WIFE` is not a relation: it is one of SPOUSE, CHILD",
        ),
    ] {
        assert_refused(evaluate, &with(question, pointer, value), place, reason);
    }
    for (pointer, place, reason) in [
        ("/3/facts/age", "[3].facts: ", "missing field `age`"),
        ("/3/facts/household", "[3].facts: ", "missing field `household`"),
        ("/5/facts/household/0/age", "[5].facts.household[0]: ", "missing field `age`"),
        ("/3/facts", "[3]: ", "missing field `facts`"),
    ] {
        assert_refused(evaluate, &without(question, pointer), place, reason);
    }
    let single = with(&questions[0], "/facts/age", json!(true));
    assert_refused(evaluate, &single, "facts.age: ", "invalid type: boolean");
}

#[test]
fn settlements_that_cannot_be_calculated_are_refused() {
    let calculate = &["settlement", "calculate", "-"];
    let (questions, _) = stripped(&parsed(include_str!("vectors/settlement.json")), "input");
    let question = &json!([questions[0]]);
    for (pointer, value, place, reason) in [
        ("/0/input/year", json!(2004), "[0].input.year: ", "the fund settles the years 2005"),
        ("/0/input/operator", json!([]), "[0].input.operator: ", "unknown field"),
        (
            "/0/input/operators/1/id",
            json!("OP01"),
            "[0].input.operators: ",
            "operator OP01 stands twice",
        ),
        ("/0/input/operators/1/id", json!("a b"), "[0].input.operators[1].id: ", "an operator id"),
        (
            "/0/input/operators/1/factor_calls",
            json!(1),
            "[0].input.operators[1].factor_calls: ",
            "expected a string",
        ),
        (
            "/0/input/operators/1/turnover/0/cents",
            json!(1.5),
            "[0].input.operators[1].turnover[0].cents: ",
            "invalid type",
        ),
        (
            "/0/input/operators/1/turnover/0/euros",
            json!(1),
            "[0].input.operators[1].turnover[0].euros: ",
            "unknown field",
        ),
        (
            "/0/input/periods/1/formula",
            json!("TYPE_1"),
            "[0].input.periods[1].formula: ",
            "`TYPE_1` is not a formula",
        ),
        (
            "/0/input/periods/1/until",
            json!("2006-02-04"),
            "[0].input.periods[1]: ",
            "a period cannot end before it begins",
        ),
        (
            "/0/input/periods/1/from",
            json!("2006-13-01"),
            "[0].input.periods[1].from: ",
            "is not a date",
        ),
        (
            "/0/input/installations/0/line",
            json!("COPPER"),
            "[0].input.installations[0].line: ",
            "unknown variant `COPPER`",
        ),
        (
            "/0/input/installations/0/normal_price_cents",
            json!(-1),
            "[0].input.installations[0]: ",
            "cannot be negative",
        ),
    ] {
        assert_refused(calculate, &with(question, pointer, value), place, reason);
    }
}

#[test]
fn settlements_that_are_incomplete_are_refused() {
    let calculate = &["settlement", "calculate", "-"];
    let (questions, _) = stripped(&parsed(include_str!("vectors/settlement.json")), "input");
    let question = &json!([questions[0]]);
    for (pointer, place, reason) in [
        ("/0/input/year", "[0].input: ", "missing field `year`"),
        ("/0/input/installations", "[0].input: ", "missing field `installations`"),
        ("/0/input/operators/0/id", "[0].input.operators[0]: ", "missing field `id`"),
        ("/0/input/periods/0/until", "[0].input.periods[0]: ", "missing field `until`"),
    ] {
        assert_refused(calculate, &without(question, pointer), place, reason);
    }
}

#[test]
fn a_file_is_named_when_it_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("facts.json");
    let name = file.to_str().unwrap();
    let arguments = ["eligibility", "evaluate", name];
    assert!(refusal(&arguments, "").starts_with(&format!("error: {name}: No such file")));
    std::fs::write(&file, b"\xff\xfe").unwrap();
    assert!(refusal(&arguments, "").contains("UTF-8"));
    std::fs::write(&file, "[{}]").unwrap();
    let missing = format!("error: {name}: [0]: missing field `facts`");
    assert!(refusal(&arguments, "").starts_with(&missing));
}

#[test]
fn wrong_arguments_end_with_2() {
    for arguments in [
        &[][..],
        &["fly"],
        &["dates"],
        &["dates", "-", "--format", "xml"],
        &["eligibility"],
        &["settlement", "calculate"],
        &["completions", "basic"],
        &["population", "generate", "--persons", "10"],
        &["keys", "token", "--operator", "OP01", "--profile", "KING", "--user", "an"],
    ] {
        let ended = stts(arguments, "");
        assert_eq!((ended.code, ended.output.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ended.errors.contains("--help"), "{arguments:?}: {}", ended.errors);
    }
}

#[test]
fn settings_that_cannot_be_used_are_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.toml");
    let missing = missing.to_str().unwrap();
    for (arguments, told) in [
        (["--otlp", "nonsense"], "telemetry.otlp_endpoint: is not an address"),
        (["--otlp", "localhost:4317"], "telemetry.otlp_endpoint: is not an address"),
        (["--config", missing], "none.toml: there is no such file"),
    ] {
        let refusal = refusal(&[&["run", "--print-config"], &arguments[..]].concat(), "");
        assert!(refusal.contains(told), "{refusal}");
    }
}
