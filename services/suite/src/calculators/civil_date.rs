//! Dates as the files write them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize, Serializer};

/// A civil date, written `2024-02-29` and in no other way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct CivilDate(pub(super) NaiveDate);

impl TryFrom<String> for CivilDate {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let date = text.parse::<NaiveDate>().ok();
        // The parser alone would also take spaces and missing zeros.
        let date = date.filter(|date| date.to_string() == text && text.len() == 10);
        date.map(Self).ok_or_else(|| format!("`{text}` is not a date YYYY-MM-DD"))
    }
}

impl Serialize for CivilDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_in_one_way() {
        assert!(CivilDate::try_from("2024-02-29".to_owned()).is_ok());
        for text in [
            "2023-02-29",
            "2024-2-9",
            " 2024-02-09",
            "2024-02-09 ",
            "24-02-09",
            "20240209",
            "",
            "2024-02-09T00:00:00",
            "+10000-01-01",
            "1950-00-00",
        ] {
            assert!(CivilDate::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
