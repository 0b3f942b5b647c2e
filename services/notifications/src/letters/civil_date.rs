//! Dates as people write them.

use chrono::{Datelike, NaiveDate};
use stts_notifications_domain::Language;

const DUTCH: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const FRENCH: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const GERMAN: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// The date in words: `1 maart 2026`, `1er mars 2026`, `1. März 2026`.
pub fn written_date(date: NaiveDate, language: Language) -> String {
    let month = |names: [&'static str; 12]| names[date.month0() as usize];
    let (day, year) = (date.day(), date.year());
    match language {
        Language::Dutch => format!("{day} {} {year}", month(DUTCH)),
        Language::French if day == 1 => format!("1er {} {year}", month(FRENCH)),
        Language::French => format!("{day} {} {year}", month(FRENCH)),
        Language::German => format!("{day}. {} {year}", month(GERMAN)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_as_in_their_language() {
        for (date, language, written) in [
            ("2026-03-01", Language::Dutch, "1 maart 2026"),
            ("2026-03-01", Language::French, "1er mars 2026"),
            ("2026-08-21", Language::French, "21 août 2026"),
            ("2026-03-01", Language::German, "1. März 2026"),
        ] {
            assert_eq!(written_date(date.parse().unwrap(), language), written);
        }
    }
}
