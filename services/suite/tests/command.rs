//! Runs the binary.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

/// How a run ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

/// Runs `stts` with these arguments, and a text on standard input.
pub(crate) fn stts(arguments: &[&str], input: &str) -> Ended {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stts"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = child.stdin.take().unwrap();
    let input = input.to_owned();
    // A command that does not read its input leaves the pipe broken; what it answers tells.
    let writing = std::thread::spawn(move || drop(to.write_all(input.as_bytes())));
    let ended = child.wait_with_output().unwrap();
    writing.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ended { code: ended.status.code(), output: text(ended.stdout), errors: text(ended.stderr) }
}

/// The output of a run that went well and said nothing else.
pub(crate) fn output(arguments: &[&str], input: &str) -> String {
    let ended = stts(arguments, input);
    assert_eq!((ended.code, ended.errors.as_str()), (Some(0), ""), "{arguments:?}");
    ended.output
}

/// The JSON that a run gives.
pub(crate) fn json(arguments: &[&str], input: &Value) -> Value {
    serde_json::from_str(&output(arguments, &input.to_string())).unwrap()
}

/// A text as JSON.
pub(crate) fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The examples of a list without their answers, and the answers.
pub(crate) fn stripped(examples: &Value, question: &str) -> (Value, Value) {
    let examples = examples.as_array().unwrap();
    let questions =
        examples.iter().map(|example| serde_json::json!({ question: example[question] }));
    let answers =
        examples.iter().map(|example| serde_json::json!({ "result": example["expected"] }));
    (questions.collect(), answers.collect())
}
