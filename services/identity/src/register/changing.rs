//! How the simulated register's people change.

use stts_identity_domain::{
    HouseholdKey, HouseholdPosition, NationalNumber, NormalizedName, RegisterChange, Relation,
};
use uuid::Uuid;

use super::change::{LivesWith, Scripted, ScriptedChange};
use super::simulated::{Place, SimulatedRegister};

impl SimulatedRegister {
    /// What the register tells when this happens: about whom, under the number of before, and what.
    /// Nothing, when it has no such person, or what is said is so already.
    pub fn tells(
        &self,
        change_id: Uuid,
        change: &ScriptedChange,
    ) -> Option<(NationalNumber, RegisterChange)> {
        let person = self.person(change.number)?;
        let is_dead = person.deceased_on.is_some();
        let told = match &change.what {
            Scripted::Death { on } if !is_dead => RegisterChange::Death { on: *on },
            Scripted::DeathWithdrawn if is_dead => RegisterChange::DeathWithdrawn,
            Scripted::Name { last_name, first_names }
                if (last_name, first_names) != (&person.last_name, &person.first_names) =>
            {
                RegisterChange::NameOrAddress
            }
            Scripted::Move { address, with } if !is_dead => {
                let to = self.household_after(change_id, &person.household, *with)?;
                if to != person.household {
                    RegisterChange::Household { from: person.household.clone(), to }
                } else if address.is_some() && *address != person.address {
                    RegisterChange::NameOrAddress
                } else {
                    return None;
                }
            }
            Scripted::NumberReplaced { by } if self.person(*by).is_none() => {
                RegisterChange::NumberReplaced { by: *by }
            }
            Scripted::Merged { into } => {
                let by = self.person(*into)?.number;
                if by == person.number {
                    return None;
                }
                RegisterChange::NumberReplaced { by }
            }
            _ => return None,
        };
        Some((person.number, told))
    }

    fn household_after(
        &self,
        change_id: Uuid,
        now: &HouseholdKey,
        with: LivesWith,
    ) -> Option<HouseholdKey> {
        match with {
            LivesWith::Same => Some(now.clone()),
            LivesWith::Alone => Some(HouseholdKey::new(format!("S{}", change_id.simple()))),
            LivesWith::HouseholdOf(number, _) => Some(self.person(number)?.household.clone()),
        }
    }

    /// Answers accordingly from now on; what it does not tell, it does not do.
    pub fn change(&mut self, change_id: Uuid, change: &ScriptedChange) {
        let Some((number, told)) = self.tells(change_id, change) else { return };
        let Some(&at) = self.by_number.get(&number) else { return };
        match (&change.what, told) {
            (_, RegisterChange::NumberReplaced { by }) => self.renumber(at, by),
            (Scripted::Move { address, with }, told) => {
                let joined = self.address_joined(*with);
                if let RegisterChange::Household { to, .. } = told {
                    self.move_into(at, to, *with);
                }
                let Some(resident) = self.residents.get_mut(at) else { return };
                if let Some(address) = address.clone().or(joined) {
                    resident.person.address = Some(address);
                }
            }
            (what, _) => self.change_person(at, what),
        }
    }

    fn change_person(&mut self, at: usize, what: &Scripted) {
        let Some(resident) = self.residents.get_mut(at) else { return };
        let person = &mut resident.person;
        match what {
            Scripted::Death { on } => person.deceased_on = Some(*on),
            Scripted::DeathWithdrawn => person.deceased_on = None,
            Scripted::Name { last_name, first_names } => {
                person.last_name.clone_from(last_name);
                person.first_names.clone_from(first_names);
                // Under the old name a search still comes here, and sees that it is not the name.
                let name = (NormalizedName::new(last_name), person.birth_date.year());
                let places = self.by_name_and_year.entry(name).or_default();
                if !places.contains(&at) {
                    places.push(at);
                }
            }
            Scripted::Move { .. } | Scripted::NumberReplaced { .. } | Scripted::Merged { .. } => {}
        }
    }

    fn address_joined(&self, with: LivesWith) -> Option<stts_identity_domain::Address> {
        match with {
            LivesWith::HouseholdOf(number, _) => self.person(number)?.address.clone(),
            LivesWith::Same | LivesWith::Alone => None,
        }
    }

    fn move_into(&mut self, at: usize, key: HouseholdKey, with: LivesWith) {
        let new = self.households.len();
        let number = *self.by_household.entry(key.clone()).or_insert(new);
        if number == new {
            self.households.push(Place::empty());
        }
        let Some(place) = self.households.get_mut(number) else { return };
        place.let_in(at);
        let Some(resident) = self.residents.get_mut(at) else { return };
        resident.person.household = key;
        resident.facts.collective_living.value = Some(place.collective);
        resident.position = match with {
            LivesWith::HouseholdOf(_, relation) => HouseholdPosition::RelativeOfReference(relation),
            // A collective has nobody to whom the others are related.
            _ if place.collective => HouseholdPosition::RelativeOfReference(Relation::Other),
            _ => HouseholdPosition::Reference,
        };
    }

    /// The old number leads to the entry of the new one, as it does in the real register. When that
    /// is an entry already, the old entry ends: it lives nowhere, and no search finds it.
    fn renumber(&mut self, at: usize, by: NationalNumber) {
        let goes_on = *self.by_number.entry(by).or_insert(at);
        for leads_to in self.by_number.values_mut().filter(|leads_to| **leads_to == at) {
            *leads_to = goes_on;
        }
        let Some(resident) = self.residents.get_mut(at) else { return };
        if goes_on == at {
            resident.person.number = by;
            return;
        }
        resident.person.household = HouseholdKey::new("");
        for places in self.by_name_and_year.values_mut() {
            places.retain(|place| *place != at);
        }
    }
}
