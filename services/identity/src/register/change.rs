//! A change in the script of the simulated register, and its line in a file.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use stts_identity_domain::{Address, NationalNumber, Relation};

use crate::population::fields::{FieldProblem, Fields, problem};
use crate::population::{address, date, name, relation};

/// What becomes different about one person, and when.
#[derive(Clone, PartialEq, Eq)]
pub struct ScriptedChange {
    /// The business date from which the register knows it.
    pub on: NaiveDate,
    /// The person.
    pub number: NationalNumber,
    /// What.
    pub what: Scripted,
}

/// What becomes different.
#[derive(Clone, PartialEq, Eq)]
pub enum Scripted {
    /// The person died.
    Death {
        /// The date of death.
        on: NaiveDate,
    },
    /// The person did not die after all.
    DeathWithdrawn,
    /// Another name.
    Name {
        /// The last name.
        last_name: String,
        /// All first names.
        first_names: String,
    },
    /// Another address, another household, or both.
    Move {
        /// The new address; absent: that of the household which is joined, else as it was.
        address: Option<Address>,
        /// With whom the person lives from then on.
        with: LivesWith,
    },
    /// Another number, which nobody has.
    NumberReplaced {
        /// The new number.
        by: NationalNumber,
    },
    /// The entry was a second one of somebody else, and ends.
    Merged {
        /// The entry that stays.
        into: NationalNumber,
    },
}

/// With whom somebody lives after a move.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LivesWith {
    /// With the same people.
    Same,
    /// In a household of one's own.
    Alone,
    /// In the household of somebody, as this to its reference person.
    HouseholdOf(NationalNumber, Relation),
}

stts_kernel::hidden_debug!(ScriptedChange, Scripted, LivesWith);

const KNOWN: [&str; 11] = [
    "on",
    "number",
    "what",
    "deceased_on",
    "last_name",
    "first_names",
    "address",
    "household_of",
    "relation",
    "own_household",
    "other_number",
];
const A_NUMBER: &str = "is not a national number";
const A_DATE: &str = "is not a date such as 2026-01-31";

impl ScriptedChange {
    /// Reads a line, such as `{"on": "2026-03-05", "number": "...", "what": "DEATH"}`.
    pub fn read(line: &str) -> Result<Self, FieldProblem> {
        let value: Value =
            serde_json::from_str(line).map_err(|_| problem("", "is not a JSON text"))?;
        let fields = Fields::of_line(&value, &KNOWN)?;
        let on = fields.parsed("on", date, A_DATE)?;
        Ok(Self { on, number: number(&fields, "number")?, what: what(&fields, on)? })
    }

    /// The line that says it.
    pub fn line(&self) -> String {
        let mut line = Map::new();
        line.insert("on".to_owned(), json!(self.on.to_string()));
        line.insert("number".to_owned(), json!(self.number.expose()));
        let mut say = |name: &str, value: Value| drop(line.insert(name.to_owned(), value));
        match &self.what {
            Scripted::Death { on } => {
                say("what", json!("DEATH"));
                say("deceased_on", json!(on.to_string()));
            }
            Scripted::DeathWithdrawn => say("what", json!("DEATH_WITHDRAWN")),
            Scripted::Name { last_name, first_names } => {
                say("what", json!("NAME"));
                say("last_name", json!(last_name));
                say("first_names", json!(first_names));
            }
            Scripted::Move { address, with } => {
                say("what", json!("MOVE"));
                if let Some(address) = address {
                    say("address", address_value(address));
                }
                match with {
                    LivesWith::Same => {}
                    LivesWith::Alone => say("own_household", json!(true)),
                    LivesWith::HouseholdOf(number, relation) => {
                        say("household_of", json!(number.expose()));
                        say("relation", json!(relation.name()));
                    }
                }
            }
            Scripted::NumberReplaced { by } => {
                say("what", json!("NUMBER_REPLACED"));
                say("other_number", json!(by.expose()));
            }
            Scripted::Merged { into } => {
                say("what", json!("MERGED"));
                say("other_number", json!(into.expose()));
            }
        }
        Value::Object(line).to_string()
    }
}

fn what(fields: &Fields<'_>, on: NaiveDate) -> Result<Scripted, FieldProblem> {
    Ok(match fields.text("what")? {
        "DEATH" => Scripted::Death {
            on: match fields.optional_text("deceased_on")? {
                Some(_) => fields.parsed("deceased_on", date, A_DATE)?,
                None => on,
            },
        },
        "DEATH_WITHDRAWN" => Scripted::DeathWithdrawn,
        "NAME" => Scripted::Name {
            last_name: name(fields, "last_name")?,
            first_names: name(fields, "first_names")?,
        },
        "MOVE" => Scripted::Move { address: address(fields)?, with: lives_with(fields)? },
        "NUMBER_REPLACED" => Scripted::NumberReplaced { by: number(fields, "other_number")? },
        "MERGED" => Scripted::Merged { into: number(fields, "other_number")? },
        _ => {
            let known = "is none of DEATH, DEATH_WITHDRAWN, NAME, MOVE, NUMBER_REPLACED, MERGED";
            return Err(fields.wrong("what", known));
        }
    })
}

fn lives_with(fields: &Fields<'_>) -> Result<LivesWith, FieldProblem> {
    let alone = fields.optional_boolean("own_household")?.unwrap_or_default();
    match (fields.optional_text("household_of")?, alone) {
        (None, false) => Ok(LivesWith::Same),
        (None, true) => Ok(LivesWith::Alone),
        (Some(_), true) => Err(fields.wrong("own_household", "is not one that is joined")),
        (Some(_), false) => {
            let relation = match fields.optional_text("relation")? {
                Some(_) => fields.parsed("relation", relation, "is not a relation")?,
                None => Relation::Other,
            };
            Ok(LivesWith::HouseholdOf(number(fields, "household_of")?, relation))
        }
    }
}

fn number(fields: &Fields<'_>, name: &str) -> Result<NationalNumber, FieldProblem> {
    fields.parsed(name, |text| text.parse().ok(), A_NUMBER)
}

fn address_value(address: &Address) -> Value {
    let Address { street, house_number, box_number, postal_code, municipality } = address;
    let mut value = json!({
        "street": street,
        "house_number": house_number,
        "postal_code": postal_code,
        "municipality": municipality,
    });
    if let Some(box_number) = box_number {
        value["box_number"] = json!(box_number);
    }
    value
}
