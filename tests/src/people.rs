//! The people of the register, chosen by what the law says of them.

use std::fs::File;
use std::io::BufReader;

use stts::suite::PopulationSource;
use stts_identity::population::{Population, PopulationReader, Resident};
use stts_identity::register::{Expectation, SimulatedRegister, showcase};
use stts_identity_domain::Person;

/// The people of the register that the services were started with.
pub struct People {
    register: SimulatedRegister,
}

impl People {
    /// The same people as in the services: a population is made from its numbers, or read.
    pub fn of(source: &PopulationSource) -> Self {
        if let Some(file) = &source.file {
            let file = BufReader::new(File::open(file).unwrap());
            let population = PopulationReader::open(file).unwrap();
            return Self { register: SimulatedRegister::read(population).unwrap() };
        }
        let population = Population::new(source.settings().unwrap());
        Self { register: SimulatedRegister::of(population).unwrap() }
    }

    /// Somebody of whom this is expected on the first day.
    pub fn expected(&self, expectation: Expectation) -> &Person {
        let on = crate::World::first_day();
        let found = showcase(&self.register, on);
        let shown = found.into_iter().find(|shown| shown.expectation == expectation);
        shown.expect("the population has such a person").person
    }

    /// Everybody, in the order of the register.
    pub fn residents(&self) -> &[Resident] {
        self.register.residents()
    }

    /// The living members of the largest household at a home of its own.
    pub fn largest_household(&self) -> Vec<&Person> {
        let living = |resident: &&Resident| resident.person.deceased_on.is_none();
        let mut best: Vec<&Person> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for resident in self.residents().iter().filter(living) {
            let key = resident.person.household.expose().to_owned();
            if !seen.insert(key) || resident.facts.collective_living.value == Some(true) {
                continue;
            }
            let numbers = self.register.members(&resident.person.household);
            let members: Vec<&Person> =
                numbers.iter().filter_map(|number| self.register.person(*number)).collect();
            if members.len() > best.len() {
                best = members;
            }
        }
        best
    }
}
