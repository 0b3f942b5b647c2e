//! A national number lives in the identity service, sealed, and nowhere else.
//!
//! Every text and every column of bytes of every database is looked through, and the logs, for the
//! numbers of the people of the register.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::anyhow;
use serde_json::Value;
use stts_identity::PopulationSource;
use stts_identity::population::{Population, PopulationReader, Resident};

use super::Checked;
use super::databases::{Databases, of_hexadecimal, text};

const DIGITS: usize = 11;
const TABLES: &str = "SELECT DISTINCT table_name AS name FROM information_schema.columns \
    WHERE table_schema = 'public' AND data_type IN ('text', 'bytea') ORDER BY 1";

pub(super) async fn check(
    databases: &Databases,
    population: &PopulationSource,
    logs_folder: Option<&Path>,
) -> anyhow::Result<Checked> {
    let numbers = numbers(population)?;
    let mut checked = Checked::new(25, "a national number is nowhere but sealed in identity");
    for service in databases.services() {
        for table in databases.rows(service, TABLES).await? {
            let table = text(&table, "name");
            for row in databases.rows(service, &format!("SELECT * FROM {table}")).await? {
                let columns = row.as_object().into_iter().flatten();
                for (column, value) in columns {
                    let found = holds(value, &numbers);
                    checked.look(!found, || format!("{service}: {table}.{column} holds a number"));
                }
            }
        }
    }
    for file in logs_folder.map(fs::read_dir).transpose()?.into_iter().flatten() {
        let file = file?.path();
        let found = has_number(&fs::read(&file)?, &numbers);
        checked.look(!found, || format!("{} holds a number", file.display()));
    }
    Ok(checked)
}

fn numbers(population: &PopulationSource) -> anyhow::Result<BTreeSet<String>> {
    let of = |residents: &[Resident]| -> Vec<String> {
        residents.iter().map(|resident| resident.person.number.expose()).collect()
    };
    if let Some(file) = &population.file {
        let households = PopulationReader::open(std::io::BufReader::new(fs::File::open(file)?))?;
        let mut numbers = BTreeSet::new();
        for household in households {
            numbers.extend(of(&household?.residents));
        }
        return Ok(numbers);
    }
    let settings = population.settings().map_err(|error| anyhow!(error))?;
    Ok(Population::new(settings).flat_map(|household| of(&household.residents)).collect())
}

fn holds(value: &Value, numbers: &BTreeSet<String>) -> bool {
    let Some(text) = value.as_str() else { return false };
    match of_hexadecimal(text) {
        Some(bytes) => has_number(&bytes, numbers),
        None => has_number(text.as_bytes(), numbers),
    }
}

/// Written as 11 digits, or as `85.07.30-033.28`.
fn has_number(text: &[u8], numbers: &BTreeSet<String>) -> bool {
    let without_signs: Vec<u8> = text
        .iter()
        .enumerate()
        .filter(|(at, sign)| !(matches!(sign, b'.' | b'-') && stands_in_digits(text, *at)))
        .map(|(_, sign)| *sign)
        .collect();
    [text, without_signs.as_slice()].into_iter().any(|text| {
        text.split(|sign| !sign.is_ascii_digit())
            .filter(|run| run.len() >= DIGITS)
            .flat_map(|run| run.windows(DIGITS))
            .any(|digits| std::str::from_utf8(digits).is_ok_and(|digits| numbers.contains(digits)))
    })
}

fn stands_in_digits(text: &[u8], at: usize) -> bool {
    let is_digit =
        |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(u8::is_ascii_digit);
    is_digit(at.checked_sub(1)) && is_digit(at.checked_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_however_it_is_written() {
        let numbers = BTreeSet::from(["85073003328".to_owned()]);
        for (text, found) in [
            ("85073003328", true),
            ("{\"number\":\"85.07.30-033.28\"}", true),
            ("x85073003328y", true),
            ("9850730033281", true),
            ("8507300332", false),
            ("85073003329", false),
            ("2026-01-05T08:00:00.123456Z", false),
        ] {
            assert_eq!(has_number(text.as_bytes(), &numbers), found, "{text}");
        }
        let bytes = Value::String(format!("\\x0a0b{}32", "3835303733303033333238"));
        assert!(holds(&bytes, &numbers));
    }
}
