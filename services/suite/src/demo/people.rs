//! People of the register, by what the law says of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};
use stts_contracts::common::v1::{Date, Language as LanguageMessage};
use stts_contracts::dossier::v1::{Applicant, Formula};
use stts_identity::population::{Population, Resident};
use stts_identity::register::SimulatedRegister;
use stts_identity_domain::{Language, Match, Person, PersonSearch, Relation};

use super::draw::Draw;
use crate::suite::PopulationSource;

/// What is known of somebody before they apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Entitled: 66 or older, alone, with the increased reimbursement.
    Aged,
    /// Entitled: disabled, alone, with the increased reimbursement.
    Disabled,
    /// Entitled: a living wage.
    LivingWage,
    /// No source knows anything that entitles; hearing and war-blindness are known to none.
    Plain,
    /// Dead.
    Dead,
    /// Somebody else has the same names and birth date.
    Namesake,
    /// Entitled, and so is the spouse, who stands next in the list.
    Couple,
}

impl Kind {
    /// Those who are entitled by what the sources know.
    pub(super) const ENTITLED: [Self; 3] = [Self::Aged, Self::Disabled, Self::LivingWage];

    /// The formulas that may be granted (annex art. 38).
    pub(super) const fn formulas(self) -> &'static [Formula] {
        match self {
            Self::LivingWage => &[
                Formula::LivingWageCredit,
                Formula::LivingWageCredit,
                Formula::Internet,
                Formula::InternetAndCalls,
            ],
            _ => &[
                Formula::SubscriptionAndCalls,
                Formula::CallsOnly,
                Formula::CallsSplit,
                Formula::Internet,
                Formula::InternetAndCalls,
            ],
        }
    }

    /// Whether half of an installation is granted: to everybody but those with a living wage alone
    /// (annex art. 38 §1, 1°).
    pub(super) const fn has_installation(self) -> bool {
        !matches!(self, Self::LivingWage)
    }
}

/// Those who are left to be chosen, by kind, no two of one household but couples.
pub(super) struct People {
    left: BTreeMap<Kind, Vec<Group>>,
}

/// Somebody, or a couple.
pub(super) struct Group {
    /// The register's key of their household.
    pub(super) household: String,
    /// Each as they say who they are.
    pub(super) applicants: Vec<Applicant>,
}

impl People {
    /// The people of a population, as things are on a date.
    pub(super) fn of(source: &PopulationSource, on: NaiveDate) -> Result<Self, String> {
        let population = Population::new(source.settings()?);
        let register = SimulatedRegister::of(population).map_err(|error| error.to_string())?;
        let mut left: BTreeMap<Kind, Vec<Group>> = BTreeMap::new();
        let mut households = BTreeSet::new();
        for resident in register.residents() {
            let Some((kind, applicants)) = chosen(&register, resident, on) else { continue };
            let household = resident.person.household.expose().to_owned();
            if households.insert(household.clone()) {
                left.entry(kind).or_default().push(Group { household, applicants });
            }
        }
        let mut draw = Draw::new(source.seed);
        for groups in left.values_mut() {
            draw.shuffle(groups);
        }
        Ok(Self { left })
    }

    /// Somebody of that kind, with the spouse if it is a couple; nobody is chosen twice.
    pub(super) fn take(&mut self, kind: Kind) -> Option<Group> {
        self.left.get_mut(&kind)?.pop()
    }
}

fn chosen(
    register: &SimulatedRegister,
    resident: &Resident,
    on: NaiveDate,
) -> Option<(Kind, Vec<Applicant>)> {
    let own = || applicant(&resident.person).map(|one| vec![one]);
    match found(register, &resident.person)? {
        Match::None if resident.person.deceased_on.is_some() => Some((Kind::Dead, own()?)),
        Match::Several if resident.person.deceased_on.is_none() => Some((Kind::Namesake, own()?)),
        Match::One(person) if person.number == resident.person.number => {
            match spouse(register, resident) {
                Living::Alone => Some((kind_alone(resident, on)?, own()?)),
                Living::With(spouse) => {
                    let both = [resident, spouse].iter().all(|one| is_aged(one, on));
                    let findable = matches!(found(register, &spouse.person)?, Match::One(_));
                    let group = vec![applicant(&resident.person)?, applicant(&spouse.person)?];
                    (both && findable).then_some((Kind::Couple, group))
                }
                Living::Otherwise => None,
            }
        }
        Match::None | Match::One(_) | Match::Several => None,
    }
}

/// With whom somebody lives.
enum Living<'a> {
    Alone,
    With(&'a Resident),
    Otherwise,
}

fn spouse<'a>(register: &'a SimulatedRegister, resident: &Resident) -> Living<'a> {
    if resident.facts.collective_living.value != Some(false) {
        return Living::Otherwise;
    }
    let household = register.household(resident.person.number);
    let housemates = household.map(|household| household.housemates).unwrap_or_default();
    match housemates.as_slice() {
        [] => Living::Alone,
        [one] if one.relation == Some(Relation::Spouse) => {
            register.resident(one.number).map_or(Living::Otherwise, Living::With)
        }
        _ => Living::Otherwise,
    }
}

fn kind_alone(resident: &Resident, on: NaiveDate) -> Option<Kind> {
    let facts = &resident.facts;
    let status = [facts.disabled_66, facts.living_wage, facts.increased_reimbursement];
    let adult = is_between(resident, 25, 60, on);
    match status.map(|fact| fact.value) {
        [Some(false), _, Some(true)] if is_aged(resident, on) => Some(Kind::Aged),
        [Some(true), Some(false), Some(true)] if adult => Some(Kind::Disabled),
        [Some(false), Some(true), _] if adult => Some(Kind::LivingWage),
        [Some(false), Some(false), Some(false)] if adult => Some(Kind::Plain),
        _ => None,
    }
}

fn is_aged(resident: &Resident, on: NaiveDate) -> bool {
    resident.facts.increased_reimbursement.value == Some(true)
        && resident.facts.disabled_66.value == Some(false)
        && is_between(resident, 66, 130, on)
}

fn is_between(resident: &Resident, least: u32, below: u32, on: NaiveDate) -> bool {
    let born = resident.person.birth_date.date();
    born.is_some_and(|born| {
        born < on - Months::new(least * 12) && born > on - Months::new(below * 12)
    })
}

fn found<'a>(register: &'a SimulatedRegister, person: &Person) -> Option<Match<&'a Person>> {
    person.birth_date.date()?;
    let search =
        PersonSearch::new(&person.last_name, first_name(person)?, person.birth_date, None).ok()?;
    Some(register.search(&search))
}

fn first_name(person: &Person) -> Option<&str> {
    person.first_names.split_whitespace().next()
}

/// The person as they say who they are, with their own language.
fn applicant(person: &Person) -> Option<Applicant> {
    let language = match person.language {
        Language::Dutch => LanguageMessage::Nl,
        Language::French => LanguageMessage::Fr,
        Language::German => LanguageMessage::De,
    };
    Some(Applicant {
        last_name: person.last_name.clone(),
        first_name: first_name(person)?.to_owned(),
        birth_date: Some(Date {
            year: i32::from(person.birth_date.year()),
            month: i32::from(person.birth_date.month()),
            day: i32::from(person.birth_date.day()),
        }),
        language: language.into(),
        address: None,
        contact: None,
        claims: None,
    })
}
