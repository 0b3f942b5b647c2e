//! When a search has found its person (domain, sections 4.1 and 4.2).

use thiserror::Error;

use crate::{AddressRefinement, BirthDate, NormalizedName, Person, given_names};
use stts_kernel::hidden_debug;

/// Whom an operator looks for: a name, a birth date or a year, and perhaps an address.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonSearch {
    last_name: NormalizedName,
    first_name: NormalizedName,
    birth_date: BirthDate,
    address: AddressRefinement,
}

hidden_debug!(PersonSearch);

/// The search names nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidPersonSearch {
    /// No letter in the last name.
    #[error("the last name has no letter")]
    LastName,
    /// No letter in the first name.
    #[error("the first name has no letter")]
    FirstName,
}

impl PersonSearch {
    /// Takes the names as they were given, in any spelling.
    pub fn new(
        last_name: &str,
        first_name: &str,
        birth_date: BirthDate,
        address: Option<AddressRefinement>,
    ) -> Result<Self, InvalidPersonSearch> {
        let last_name = NormalizedName::new(last_name);
        let first_name = NormalizedName::new(first_name);
        if last_name.is_empty() {
            return Err(InvalidPersonSearch::LastName);
        }
        if first_name.is_empty() {
            return Err(InvalidPersonSearch::FirstName);
        }
        Ok(Self { last_name, first_name, birth_date, address: address.unwrap_or_default() })
    }

    /// The last name, for an index.
    pub const fn last_name(&self) -> &NormalizedName {
        &self.last_name
    }

    /// The birth date asked for, for an index.
    pub const fn birth_date(&self) -> BirthDate {
        self.birth_date
    }

    /// Whether the person, dead or alive, has the name and birth date asked for. The address is not
    /// looked at: it only chooses among several.
    pub fn names(&self, person: &Person) -> bool {
        person.birth_date.matches(self.birth_date)
            && NormalizedName::new(&person.last_name) == self.last_name
            && given_names(&person.first_names).contains(&self.first_name)
    }

    fn is_at_address(&self, person: &Person) -> bool {
        person.address.as_ref().is_some_and(|address| self.address.matches(address))
    }
}

/// What a search has found. It never says how many, and never lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match<T> {
    /// Nobody.
    None,
    /// This one.
    One(T),
    /// More than one; the address refines, else the person contacts BIPT.
    Several,
}

impl<T> Match<T> {
    fn of(mut found: impl Iterator<Item = T>) -> Self {
        match (found.next(), found.next()) {
            (None, _) => Self::None,
            (Some(one), None) => Self::One(one),
            (Some(_), Some(_)) => Self::Several,
        }
    }
}

/// Finds the person among candidates. The dead are not found (domain, section 3: an application for
/// a dead person is answered `PERSON_NOT_FOUND`).
///
/// The address chooses among several of the same name and birth date and does nothing else: it does
/// not hide the only one, who may have moved since, and an operator learns nothing by trying
/// addresses. When it does not choose exactly one, there are still several.
pub fn match_persons<'a>(
    search: &PersonSearch,
    candidates: impl IntoIterator<Item = &'a Person>,
) -> Match<&'a Person> {
    let living = candidates.into_iter().filter(|person| person.deceased_on.is_none());
    let named: Vec<&Person> = living.filter(|person| search.names(person)).collect();
    match Match::of(named.iter().copied()) {
        Match::Several if !search.address.is_empty() => refine(search, &named),
        found => found,
    }
}

fn refine<'a>(search: &PersonSearch, named: &[&'a Person]) -> Match<&'a Person> {
    match Match::of(named.iter().copied().filter(|person| search.is_at_address(person))) {
        Match::None | Match::Several => Match::Several,
        one @ Match::One(_) => one,
    }
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
