//! A population with its indexes.

use std::collections::HashMap;
use std::io::BufRead;
use std::ops::Range;

use stts_identity_domain::{
    Household, HouseholdKey, Housemate, Match, NationalNumber, NormalizedName, Person,
    PersonSearch, SocialFacts, match_persons,
};
use thiserror::Error;

use crate::population::{
    FieldProblem, PopulationError, PopulationHousehold, PopulationReader, Resident,
};

/// No register can be made of this population.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RegisterError {
    /// Two people have the same number.
    #[error("a national number stands twice in the population")]
    NumberTwice,
    /// Two households have the same key.
    #[error("a household key stands twice in the population")]
    HouseholdTwice,
}

/// A register that answers from memory. All answers are in the order of the population, so they are
/// the same on every machine.
#[derive(Default)]
pub struct SimulatedRegister {
    pub(super) residents: Vec<Resident>,
    pub(super) households: Vec<Place>,
    pub(super) by_number: HashMap<NationalNumber, usize>,
    pub(super) by_name_and_year: HashMap<(NormalizedName, u16), Vec<usize>>,
    pub(super) by_household: HashMap<HouseholdKey, usize>,
}

/// Where those stand who ever lived in a household: whoever left lives in another one by now.
pub(super) struct Place {
    pub(super) collective: bool,
    first: Range<usize>,
    joined: Vec<usize>,
}

impl Place {
    pub(super) const fn empty() -> Self {
        Self { collective: false, first: 0..0, joined: Vec::new() }
    }

    /// Somebody joins the household.
    pub(super) fn let_in(&mut self, at: usize) {
        if !self.first.contains(&at) && !self.joined.contains(&at) {
            self.joined.push(at);
        }
    }

    fn residents(&self) -> impl Iterator<Item = usize> {
        self.first.clone().chain(self.joined.iter().copied())
    }
}

impl SimulatedRegister {
    /// A register of these households.
    pub fn of(
        households: impl IntoIterator<Item = PopulationHousehold>,
    ) -> Result<Self, RegisterError> {
        let mut register = Self::default();
        for household in households {
            register.add(household)?;
        }
        Ok(register)
    }

    /// A register of the households of a population file.
    pub fn read(file: PopulationReader<impl BufRead>) -> Result<Self, PopulationError> {
        let mut register = Self::default();
        for (household, line) in file.zip(2..) {
            register
                .add(household?)
                .map_err(|error| PopulationError::Malformed { line, problem: twice(error) })?;
        }
        Ok(register)
    }

    fn add(&mut self, household: PopulationHousehold) -> Result<(), RegisterError> {
        let first = self.residents.len();
        for resident in household.residents {
            self.index(&resident.person)?;
            self.residents.push(resident);
        }
        let first = first..self.residents.len();
        let place = Place { collective: household.collective, first, joined: Vec::new() };
        match self.by_household.insert(household.key, self.households.len()) {
            None => self.households.push(place),
            Some(_) => return Err(RegisterError::HouseholdTwice),
        }
        Ok(())
    }

    fn index(&mut self, person: &Person) -> Result<(), RegisterError> {
        let place = self.residents.len();
        if self.by_number.insert(person.number, place).is_some() {
            return Err(RegisterError::NumberTwice);
        }
        let name = (NormalizedName::new(&person.last_name), person.birth_date.year());
        self.by_name_and_year.entry(name).or_default().push(place);
        Ok(())
    }

    /// How many people it knows, the dead included.
    pub fn persons(&self) -> usize {
        self.residents.len()
    }

    /// Everybody, in the order of the population.
    pub fn residents(&self) -> &[Resident] {
        &self.residents
    }

    /// Finds the one living person of that name and birth date.
    pub fn search(&self, search: &PersonSearch) -> Match<&Person> {
        match_persons(search, self.candidates(search))
    }

    /// Everybody of that name and birth date, dead or alive.
    pub fn search_all<'a>(&'a self, search: &'a PersonSearch) -> impl Iterator<Item = &'a Person> {
        self.candidates(search).filter(|person| search.names(person))
    }

    fn candidates(&self, search: &PersonSearch) -> impl Iterator<Item = &Person> {
        let name = (search.last_name().clone(), search.birth_date().year());
        let places = self.by_name_and_year.get(&name);
        places.into_iter().flatten().filter_map(|&place| self.residents.get(place)).map(person_of)
    }

    /// The entry of that number, dead or alive.
    pub fn resident(&self, number: NationalNumber) -> Option<&Resident> {
        self.by_number.get(&number).and_then(|&place| self.residents.get(place))
    }

    /// The person of that number, dead or alive.
    pub fn person(&self, number: NationalNumber) -> Option<&Person> {
        self.resident(number).map(person_of)
    }

    /// What the sources know about the person of that number.
    pub fn facts(&self, number: NationalNumber) -> Option<&SocialFacts> {
        self.resident(number).map(|resident| &resident.facts)
    }

    /// The household of the person of that number, seen from that person. The dead live with nobody
    /// and nobody lives with them; in a collective nobody is named.
    pub fn household(&self, number: NationalNumber) -> Option<Household> {
        let resident = self.resident(number)?;
        let key = resident.person.household.clone();
        let place = self.by_household.get(&key).and_then(|&at| self.households.get(at))?;
        let alone = place.collective || resident.person.deceased_on.is_some();
        let all = if alone { None } else { Some(self.living(place, &key)) };
        let others = all.into_iter().flatten();
        let others = others.filter(|one| one.person.number != resident.person.number);
        let housemates = others.map(|one| housemate(resident, one)).collect();
        Some(Household { key, housemates })
    }

    fn living(&self, place: &Place, key: &HouseholdKey) -> impl Iterator<Item = &Resident> {
        let residents = place.residents().filter_map(|at| self.residents.get(at));
        residents
            .filter(move |one| one.person.household == *key && one.person.deceased_on.is_none())
    }

    /// The numbers of the living members of a household, or nothing when its key is unknown.
    pub fn members(&self, household: &HouseholdKey) -> Vec<NationalNumber> {
        let place = self.by_household.get(household).and_then(|&at| self.households.get(at));
        let living = place.into_iter().flat_map(|place| self.living(place, household));
        living.map(|resident| resident.person.number).collect()
    }
}

const fn person_of(resident: &Resident) -> &Person {
    &resident.person
}

fn housemate(of: &Resident, one: &Resident) -> Housemate {
    Housemate {
        number: one.person.number,
        relation: of.position.relation_of(one.position),
        birth_date: one.person.birth_date,
        orphan_or_entrusted: one.person.orphan_or_entrusted,
        disabled_66: one.facts.disabled_66.value,
    }
}

fn twice(error: RegisterError) -> FieldProblem {
    match error {
        RegisterError::NumberTwice => FieldProblem {
            field: "residents".to_owned(),
            what: "have a national number that stands in the file already",
        },
        RegisterError::HouseholdTwice => FieldProblem {
            field: "household".to_owned(),
            what: "is a key that stands in the file already",
        },
    }
}
