//! A figure: what was measured, what was aimed at, and what it is a share of.

use std::fmt;
use std::time::Duration;

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Map, Number, Value, json};

/// A measured number, kept in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity(u64);

impl Quantity {
    /// A whole number.
    pub const fn whole(number: u64) -> Self {
        Self(number.saturating_mul(1_000))
    }

    /// A time in milliseconds.
    pub fn milliseconds(time: Duration) -> Self {
        Self(u64::try_from(time.as_micros()).unwrap_or(u64::MAX))
    }

    /// A time in seconds.
    pub fn seconds(time: Duration) -> Self {
        Self(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    }

    /// Kilobytes (of 1,024 bytes) in megabytes.
    pub const fn megabytes(kilobytes: u64) -> Self {
        Self(kilobytes.saturating_mul(1_000) / 1_024)
    }

    /// So many in a time, by the second.
    pub fn per_second(count: u64, time: Duration) -> Self {
        let milliseconds = time.as_millis().max(1);
        let thousandths = u128::from(count) * 1_000_000 / milliseconds;
        Self(u64::try_from(thousandths).unwrap_or(u64::MAX))
    }

    /// What share this is of another, in percent.
    #[must_use]
    pub fn percent_of(self, other: Self) -> Self {
        let thousandths = u128::from(self.0) * 100_000 / u128::from(other.0.max(1));
        Self(u64::try_from(thousandths).unwrap_or(u64::MAX))
    }

    fn number(self) -> Value {
        self.to_string().parse::<Number>().map_or(Value::Null, Value::Number)
    }
}

/// As much as is of interest: thousandths below ten, tenths below a thousand.
impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 1_000, self.0 % 1_000);
        match whole {
            _ if rest == 0 => write!(formatter, "{whole}"),
            0..10 => write!(formatter, "{whole}.{rest:03}"),
            10..1_000 => write!(formatter, "{whole}.{}", rest / 100),
            _ => write!(formatter, "{whole}"),
        }
    }
}

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Less than this, in the figure's unit.
    Below(Quantity),
    /// More than this share of the reference, in percent.
    ShareAbove(Quantity),
}

/// What the machine can do, measured in the same run and in the figure's unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// By what it was measured.
    pub name: &'static str,
    /// How much it is.
    pub value: Quantity,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its name, such as `start.first`.
    pub name: String,
    /// What was measured.
    pub value: Quantity,
    /// In what.
    pub unit: &'static str,
    /// What it should be, where something is promised.
    pub aim: Option<Aim>,
    /// What it is compared with.
    pub reference: Option<Reference>,
}

impl Figure {
    /// A figure of which nothing is promised.
    pub fn new(name: impl Into<String>, value: Quantity, unit: &'static str) -> Self {
        Self { name: name.into(), value, unit, aim: None, reference: None }
    }

    /// With an aim.
    #[must_use]
    pub fn aiming(self, aim: Aim) -> Self {
        Self { aim: Some(aim), ..self }
    }

    /// Beside a reference.
    #[must_use]
    pub fn beside(self, name: &'static str, value: Quantity) -> Self {
        Self { reference: Some(Reference { name, value }), ..self }
    }

    fn share(&self) -> Option<Quantity> {
        self.reference.map(|reference| self.value.percent_of(reference.value))
    }

    fn reached(&self) -> Option<bool> {
        match self.aim? {
            Aim::Below(bound) => Some(self.value < bound),
            Aim::ShareAbove(bound) => Some(self.share()? > bound),
        }
    }

    fn aim_text(&self) -> Option<String> {
        Some(match self.aim? {
            Aim::Below(bound) => format!("< {bound} {}", self.unit),
            Aim::ShareAbove(bound) => format!("> {bound} %"),
        })
    }

    /// The figure as one line.
    pub fn json(&self) -> Value {
        let mut object = Map::new();
        object.insert("figure".to_owned(), json!(self.name));
        object.insert("value".to_owned(), self.value.number());
        object.insert("unit".to_owned(), json!(self.unit));
        if let Some(aim) = self.aim_text() {
            object.insert("aim".to_owned(), json!(aim));
        }
        if let Some(reached) = self.reached() {
            object.insert("reached".to_owned(), json!(reached));
        }
        if let Some((reference, share)) = self.reference.zip(self.share()) {
            let beside = json!({ "name": reference.name, "value": reference.value.number() });
            object.insert("reference".to_owned(), beside);
            object.insert("percent_of_reference".to_owned(), share.number());
        }
        Value::Object(object)
    }
}

/// All figures for a reader.
pub(super) fn table(figures: &[Figure]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(["figure", "value", "unit", "aim", "", "reference", "share"]);
    for figure in figures {
        let verdict = figure.reached().map_or("", |reached| if reached { "yes" } else { "NO" });
        let reference = figure.reference.map(|one| format!("{} {}", one.name, one.value));
        let share = figure.share().map(|share| format!("{share} %"));
        table.add_row([
            figure.name.clone(),
            figure.value.to_string(),
            figure.unit.to_owned(),
            figure.aim_text().unwrap_or_default(),
            verdict.to_owned(),
            reference.unwrap_or_default(),
            share.unwrap_or_default(),
        ]);
    }
    for column in [1, 6] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_as_exact_as_it_is_of_interest() {
        for (quantity, text) in [
            (Quantity::whole(5), "5"),
            (Quantity::milliseconds(Duration::from_micros(2_345)), "2.345"),
            (Quantity::seconds(Duration::from_millis(12_345)), "12.3"),
            (Quantity::megabytes(61_543), "60.1"),
            (Quantity::per_second(12_345, Duration::from_secs(8)), "1543"),
            (Quantity::whole(1_500).percent_of(Quantity::whole(6_000)), "25"),
        ] {
            assert_eq!(quantity.to_string(), text);
        }
    }

    #[test]
    fn an_aim_is_reached_on_its_side_only() {
        let value = Quantity::whole(20);
        for (aim, reached) in [
            (Aim::Below(Quantity::whole(21)), true),
            (Aim::Below(Quantity::whole(20)), false),
            (Aim::ShareAbove(Quantity::whole(19)), true),
            (Aim::ShareAbove(Quantity::whole(20)), false),
        ] {
            let figure = Figure::new("one", value, "calls/s").aiming(aim);
            let figure = figure.beside("other", Quantity::whole(100));
            assert_eq!(figure.reached(), Some(reached), "{aim:?}");
        }
    }

    #[test]
    fn a_share_without_a_reference_is_neither_reached_nor_missed() {
        let aim = Aim::ShareAbove(Quantity::whole(25));
        assert_eq!(Figure::new("one", Quantity::whole(1), "calls/s").aiming(aim).reached(), None);
    }

    #[test]
    fn a_line_says_everything() {
        let figure = Figure::new("apply.calls", Quantity::whole(1_500), "calls/s")
            .aiming(Aim::ShareAbove(Quantity::whole(30)))
            .beside("pgbench", Quantity::whole(6_000));
        let expected = json!({
            "figure": "apply.calls", "value": 1500, "unit": "calls/s", "aim": "> 30 %",
            "reached": false, "reference": { "name": "pgbench", "value": 6000 },
            "percent_of_reference": 25,
        });
        assert_eq!(figure.json(), expected);
    }
}
