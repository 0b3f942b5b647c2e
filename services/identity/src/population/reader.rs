//! Reads a population back.

use std::io::BufRead;

use chrono::NaiveDate;
use serde_json::Value;
use stts_identity_domain::{
    Address, BirthDate, Fact, FactSource, HouseholdKey, HouseholdPosition, Language,
    NationalNumber, Person, Relation, SocialFacts,
};
use stts_kernel::Cents;

use super::fields::{FieldProblem, Fields, problem};
use super::format::{FORMAT, FORMAT_VERSION, REFERENCE};
use super::{PopulationError, PopulationHousehold, PopulationSettings, Resident};

/// The households of a population file, one after the other. The first line that is not what it
/// should be ends the reading, and so does a file that ends early.
pub struct PopulationReader<R> {
    from: R,
    line: u64,
    settings: PopulationSettings,
    persons: u64,
    ended: bool,
}

impl<R: BufRead> PopulationReader<R> {
    /// Reads the header.
    pub fn open(mut from: R) -> Result<Self, PopulationError> {
        let mut text = String::new();
        from.read_line(&mut text)?;
        let settings =
            header(&text).map_err(|problem| PopulationError::Malformed { line: 1, problem })?;
        Ok(Self { from, line: 1, settings, persons: 0, ended: false })
    }

    /// What the population was made with.
    pub const fn settings(&self) -> PopulationSettings {
        self.settings
    }

    fn read(&mut self) -> Result<Option<PopulationHousehold>, PopulationError> {
        let mut text = String::new();
        let bytes = self.from.read_line(&mut text)?;
        self.line += 1;
        let line = self.line;
        let malformed = |problem| PopulationError::Malformed { line, problem };
        if bytes == 0 {
            return self.end().map_err(malformed).map(|()| None);
        }
        let household = household(&text).map_err(malformed)?;
        self.persons += household.residents.len() as u64;
        Ok(Some(household))
    }

    fn end(&self) -> Result<(), FieldProblem> {
        if self.persons == self.settings.persons() {
            Ok(())
        } else {
            Err(problem(
                "",
                "the file ends here, with another number of persons than its header says",
            ))
        }
    }
}

impl<R: BufRead> Iterator for PopulationReader<R> {
    type Item = Result<PopulationHousehold, PopulationError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = self.read().transpose();
        self.ended = !matches!(read, Some(Ok(_)));
        read
    }
}

fn json(text: &str) -> Result<Value, FieldProblem> {
    serde_json::from_str(text).map_err(|_| problem("", "is not a JSON text"))
}

fn header(text: &str) -> Result<PopulationSettings, FieldProblem> {
    let value = json(text)?;
    let known = ["format", "format_version", "persons", "seed", "reference_date"];
    let fields = Fields::of_line(&value, &known)?;
    if fields.text("format")? != FORMAT {
        return Err(fields.wrong("format", "is not that of a population"));
    }
    if fields.number("format_version")? != FORMAT_VERSION {
        return Err(fields.wrong("format_version", "is not 1: make the population again"));
    }
    let reference_date = fields.parsed("reference_date", date, A_DATE)?;
    PopulationSettings::new(fields.number("persons")?, fields.number("seed")?, reference_date)
        .map_err(|_| fields.wrong("persons", "or the reference date is out of range"))
}

const A_DATE: &str = "is not a date such as 2026-01-31";

pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn household(text: &str) -> Result<PopulationHousehold, FieldProblem> {
    let value = json(text)?;
    let fields = Fields::of_line(&value, &["household", "collective", "residents"])?;
    let key = HouseholdKey::new(fields.text("household")?);
    let collective = fields.boolean("collective")?;
    let residents = fields.list("residents", RESIDENT)?;
    let residents: Result<Vec<_>, _> = residents.iter().map(|one| resident(one, &key)).collect();
    let residents = residents?;
    let references = residents.iter().filter(|one| one.position == HouseholdPosition::Reference);
    if references.count() != usize::from(!collective) {
        return Err(fields.wrong(
            "residents",
            "must have exactly one at position REFERENCE, and none in a collective",
        ));
    }
    if residents.is_empty() {
        return Err(fields.wrong("residents", "is empty"));
    }
    Ok(PopulationHousehold { key, collective, residents })
}

const RESIDENT: &[&str] = &[
    "number",
    "last_name",
    "first_names",
    "birth_date",
    "language",
    "position",
    "address",
    "deceased_on",
    "orphan_or_entrusted",
    "facts",
];

fn resident(fields: &Fields<'_>, household: &HouseholdKey) -> Result<Resident, FieldProblem> {
    let number = |text: &str| text.parse::<NationalNumber>().ok();
    let person = Person {
        number: fields.parsed("number", number, "is not a national number")?,
        last_name: name(fields, "last_name")?,
        first_names: name(fields, "first_names")?,
        birth_date: fields.parsed("birth_date", birth_date, "is not a birth date")?,
        language: fields.parsed("language", Language::from_name, "is not nl, fr or de")?,
        address: address(fields)?,
        deceased_on: match fields.optional_text("deceased_on")? {
            Some(_) => Some(fields.parsed("deceased_on", date, A_DATE)?),
            None => None,
        },
        household: household.clone(),
        orphan_or_entrusted: fields.optional_boolean("orphan_or_entrusted")?,
    };
    let position = fields.parsed("position", position, "is neither REFERENCE nor a relation")?;
    Ok(Resident { person, position, facts: facts(fields)? })
}

pub(crate) fn name(fields: &Fields<'_>, name: &str) -> Result<String, FieldProblem> {
    let text = fields.text(name)?;
    if text.trim().is_empty() { Err(fields.wrong(name, "is empty")) } else { Ok(text.to_owned()) }
}

fn birth_date(text: &str) -> Option<BirthDate> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    BirthDate::new(year, month, day).ok()
}

fn position(text: &str) -> Option<HouseholdPosition> {
    if text == REFERENCE {
        return Some(HouseholdPosition::Reference);
    }
    relation(text).map(HouseholdPosition::RelativeOfReference)
}

pub(crate) fn relation(text: &str) -> Option<Relation> {
    Relation::from_name(text)
}

pub(crate) fn address(fields: &Fields<'_>) -> Result<Option<Address>, FieldProblem> {
    let known = ["street", "house_number", "box_number", "postal_code", "municipality"];
    let Some(fields) = fields.optional_object("address", &known)? else { return Ok(None) };
    Ok(Some(Address {
        street: name(&fields, "street")?,
        house_number: name(&fields, "house_number")?,
        box_number: fields.optional_text("box_number")?.map(str::to_owned),
        postal_code: name(&fields, "postal_code")?,
        municipality: name(&fields, "municipality")?,
    }))
}

fn facts(fields: &Fields<'_>) -> Result<SocialFacts, FieldProblem> {
    let known = [
        "collective_living",
        "increased_reimbursement",
        "household_income_cents",
        "own_income_cents",
        "disabled_66",
        "living_wage",
    ];
    let facts = fields.object("facts", &known)?;
    let truth = |name, source| fact(&facts, name, source, |fact| fact.optional_boolean("value"));
    let income = |name| {
        let cents = |fact: &Fields<'_>| Ok(fact.optional_integer("value")?.map(Cents));
        fact(&facts, name, FactSource::TaxAdministration, cents)
    };
    Ok(SocialFacts {
        collective_living: truth("collective_living", FactSource::NationalRegister)?,
        increased_reimbursement: truth("increased_reimbursement", FactSource::HealthInsurance)?,
        household_income: income("household_income_cents")?,
        own_income: income("own_income_cents")?,
        disabled_66: truth("disabled_66", FactSource::DisabilityService)?,
        living_wage: truth("living_wage", FactSource::SocialWelfare)?,
    })
}

fn fact<T>(
    facts: &Fields<'_>,
    name: &str,
    source: FactSource,
    value: impl Fn(&Fields<'_>) -> Result<Option<T>, FieldProblem>,
) -> Result<Fact<T>, FieldProblem> {
    let fields = facts.object(name, &["value", "as_of"])?;
    Ok(Fact { value: value(&fields)?, source, as_of: fields.parsed("as_of", date, A_DATE)? })
}
