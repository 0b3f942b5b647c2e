//! The file: what is written is read back, and what is wrong is refused with its line and field.

use super::tests::{file, households, settings};
use super::*;

fn read(file: &[u8]) -> Result<Vec<PopulationHousehold>, PopulationError> {
    PopulationReader::open(file)?.collect()
}

#[test]
fn what_is_written_is_read_back() {
    let made = households(3_000, 8);
    let file = file(3_000, 8);
    assert_eq!(PopulationReader::open(file.as_slice()).unwrap().settings(), settings(3_000, 8));
    assert!(read(&file).unwrap() == made);
}

/// The sentence with which a file of one household is refused after a text in it is replaced.
fn refusal(from: &str, to: &str) -> String {
    const HEADER: &str = r#"{"format":"stts-population","format_version":1,"persons":1,"seed":1,"reference_date":"2026-01-01"}"#;
    const HOUSEHOLD: &str = r#"{"household":"H1","collective":false,"residents":[{"number":"85073003328","last_name":"Maes","first_names":"Jan","birth_date":"1985-07-30","language":"nl","position":"REFERENCE","address":{"street":"Dorp","house_number":"1","postal_code":"9000","municipality":"Gent"},"facts":{"collective_living":{"value":false,"as_of":"2026-01-01"},"increased_reimbursement":{"as_of":"2026-01-01"},"household_income_cents":{"value":1000000,"as_of":"2024-12-31"},"own_income_cents":{"as_of":"2024-12-31"},"disabled_66":{"as_of":"2026-01-01"},"living_wage":{"value":true,"as_of":"2026-01-01"}}}]}"#;
    let whole = format!("{HEADER}\n{HOUSEHOLD}\n");
    assert_eq!(read(whole.as_bytes()).unwrap().len(), 1);
    let changed = whole.replacen(from, to, 1);
    assert_ne!(changed, whole, "{from}");
    read(changed.as_bytes()).unwrap_err().to_string()
}

/// Asserts the sentences with which changes of a line are refused.
fn assert_refused(line: u64, changes: &[(&str, &str, &str)]) {
    for (from, to, problem) in changes {
        let sentence = format!("line {line} of the population file: {problem}");
        assert_eq!(refusal(from, to), sentence);
    }
}

#[test]
fn a_malformed_header_is_refused_with_its_field() {
    assert_refused(
        1,
        &[
            ("{\"format\"", "\"format\"", "the line: is not a JSON text"),
            ("stts-population", "x", "format: is not that of a population"),
            (
                "\"format_version\":1",
                "\"format_version\":2",
                "format_version: is not 1: make the population again",
            ),
            ("\"seed\":1", "\"seed\":-1", "seed: is not a whole number"),
            ("\"persons\":1", "\"persons\":0", "persons: or the reference date is out of range"),
            ("2026-01-01", "2026-01", "reference_date: is not a date such as 2026-01-31"),
        ],
    );
}

#[test]
fn a_malformed_person_is_refused_with_its_line_and_field() {
    assert_refused(
        2,
        &[
            ("85073003328", "85073003329", "residents[0].number: is not a national number"),
            ("1985-07-30", "1985-02-30", "residents[0].birth_date: is not a birth date"),
            ("\"language\":\"nl\",", "", "residents[0].language: is missing"),
            ("\"Maes\"", "7", "residents[0].last_name: is not a text"),
            ("\"Maes\"", "\" \"", "residents[0].last_name: is empty"),
            (
                "REFERENCE",
                "NEIGHBOUR",
                "residents[0].position: is neither REFERENCE nor a relation",
            ),
            ("\"street\"", "\"straat\"", "residents[0].address.straat: is not a known field"),
            (
                "\"living_wage\":{\"value\":true",
                "\"living_wage\":{\"value\":1",
                "residents[0].facts.living_wage.value: is not true or false",
            ),
            (
                "2024-12-31",
                "2024",
                "residents[0].facts.household_income_cents.as_of: is not a date such as 2026-01-31",
            ),
        ],
    );
}

#[test]
fn a_household_has_one_reference_person_and_a_collective_none() {
    let problem =
        "residents: must have exactly one at position REFERENCE, and none in a collective";
    assert_refused(
        2,
        &[
            ("REFERENCE", "CHILD", problem),
            ("\"collective\":false", "\"collective\":true", problem),
        ],
    );
}

#[test]
fn a_file_that_ends_early_is_refused() {
    let problem =
        "the line: the file ends here, with another number of persons than its header says";
    assert_refused(3, &[("\"persons\":1", "\"persons\":2", problem)]);
}

#[test]
fn a_file_that_is_no_text_or_empty_is_refused() {
    for bytes in [&b""[..], b"\n", b"[]\n"] {
        assert!(matches!(read(bytes), Err(PopulationError::Malformed { line: 1, .. })));
    }
    assert!(matches!(read(b"\xff\xfe\n"), Err(PopulationError::Unreadable(_))));
}

#[test]
fn a_refused_line_ends_the_reading() {
    let mut file = file(100, 9);
    file.truncate(file.len() - 5);
    let mut reader = PopulationReader::open(file.as_slice()).unwrap();
    let refused = reader.find(Result::is_err);
    assert!(refused.is_some());
    assert!(reader.next().is_none());
}
