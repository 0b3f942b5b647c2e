//! Households one after the other.

use chrono::{Months, NaiveDate};
use stts_identity_domain::{
    BirthDate, HouseholdKey, HouseholdPosition, Language, NationalNumber, Person, SocialFacts,
};

use super::names::{first_names, last_name};
use super::numbers::{NumberKind, Numbers};
use super::places::Place;
use super::random::Random;
use super::shape::{Family, Member, alone, private_household, rest_home};
use super::statuses::{Means, before, facts, no_facts};
use super::words::{ELSEWHERE, Origin, Sex};
use super::{PopulationHousehold, PopulationSettings, Resident};

/// One household in so many is a rest home, the first one early, so that a small population has one.
const REST_HOME_EVERY: u64 = 2_000;
const FIRST_REST_HOME: u64 = 40;
/// So many households of a thousand are somebody who lives alone and has the names and the birth
/// date of the reference person of an earlier household.
const NAMESAKES_PER_MILLE: u32 = 7;
/// So many of a thousand lone people are struck off: no address, and it is not known how they live.
const STRUCK_OFF_PER_MILLE: u32 = 8;

/// The households of a population, each made when it is asked for.
///
/// Together they have exactly the persons of the settings, since the last one is cut to fit.
pub struct Population {
    settings: PopulationSettings,
    random: Random,
    numbers: Numbers,
    households: u64,
    left: u64,
    earlier: Option<Identity>,
}

/// By what somebody is known, apart from the number and the address.
#[derive(Clone)]
struct Identity {
    last_name: String,
    first_names: String,
    birth_date: BirthDate,
    sex: Sex,
    age: u32,
}

/// What the members of a household have in common.
struct Setting {
    key: HouseholdKey,
    place: Place,
    origin: Origin,
    collective: bool,
    struck_off: bool,
    names: [String; 2],
}

impl Population {
    /// Begins the population of these settings.
    pub fn new(settings: PopulationSettings) -> Self {
        Self {
            settings,
            random: Random::new(settings.seed()),
            numbers: Numbers::default(),
            households: 0,
            left: settings.persons(),
            earlier: None,
        }
    }

    /// The settings.
    pub const fn settings(&self) -> PopulationSettings {
        self.settings
    }

    fn household(&mut self) -> Option<PopulationHousehold> {
        let index = self.households;
        self.households += 1;
        let collective = index % REST_HOME_EVERY == FIRST_REST_HOME;
        let namesake = self.namesake(collective);
        let mut members = self.members(collective, namesake.as_ref());
        members.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        let setting = self.setting(index, &members, collective)?;
        let means = Means::draw(&mut self.random, &members, collective);
        let address =
            if setting.struck_off { None } else { setting.place.address(&mut self.random) };
        let mut residents = Vec::with_capacity(members.len());
        for member in &members {
            let identity = match &namesake {
                Some(namesake) => namesake.clone(),
                None => self.identity(member, &setting)?,
            };
            self.remember(&identity, member);
            let mut resident = self.resident(member, &setting, identity, means)?;
            resident.person.address.clone_from(&address);
            residents.push(resident);
        }
        self.left = self.left.checked_sub(u64::try_from(residents.len()).ok()?)?;
        Some(PopulationHousehold { key: setting.key, collective, residents })
    }

    fn namesake(&mut self, collective: bool) -> Option<Identity> {
        let chosen = !collective && self.random.per_mille(NAMESAKES_PER_MILLE);
        if chosen { self.earlier.take() } else { None }
    }

    fn members(&mut self, collective: bool, namesake: Option<&Identity>) -> Vec<Member> {
        match namesake {
            Some(namesake) => alone(namesake.age, namesake.sex),
            None if collective => rest_home(&mut self.random),
            None => private_household(&mut self.random),
        }
    }

    fn setting(&mut self, index: u64, members: &[Member], collective: bool) -> Option<Setting> {
        let place = Place::draw(&mut self.random)?;
        let elsewhere = if place.is_bilingual() { 380 } else { 130 };
        let foreign = !collective && self.random.per_mille(elsewhere);
        let home = if foreign { self.random.frequent_one_of(ELSEWHERE) } else { None };
        let origin = home.map_or(Origin::Local(place.language), |home| Origin::Elsewhere(home));
        let struck_off =
            !collective && members.len() == 1 && self.random.per_mille(STRUCK_OFF_PER_MILLE);
        let names = [last_name(&mut self.random, origin)?, last_name(&mut self.random, origin)?];
        let key = HouseholdKey::new(format!("H{:09}", index + 1));
        Some(Setting { key, place, origin, collective, struck_off, names })
    }

    fn identity(&mut self, member: &Member, setting: &Setting) -> Option<Identity> {
        let [reference, spouse] = &setting.names;
        let last_name = match member.family {
            Family::Reference => reference.clone(),
            Family::Spouse => spouse.clone(),
            Family::Own => last_name(&mut self.random, setting.origin)?,
        };
        let birth_date = self.birth_date(member, setting.origin)?;
        let year = birth_date.year();
        let first_names = first_names(&mut self.random, setting.origin, member.sex, year)?;
        Some(Identity { last_name, first_names, birth_date, sex: member.sex, age: member.age })
    }

    /// Of some adults from elsewhere only the year is known.
    fn birth_date(&mut self, member: &Member, origin: Origin) -> Option<BirthDate> {
        let birthday = self.settings.reference_date();
        let birthday = birthday.checked_sub_months(Months::new(member.age * 12))?;
        let date = before(birthday, self.random.below(365));
        let whole = BirthDate::try_from(date).ok()?;
        let vague = from_elsewhere(origin) && member.age >= 25 && self.random.per_mille(35);
        if vague { BirthDate::new(whole.year(), 0, 0).ok() } else { Some(whole) }
    }

    fn remember(&mut self, identity: &Identity, member: &Member) {
        let living_adult = member.dead_for_days.is_none() && member.age >= 18;
        if living_adult && member.position == HouseholdPosition::Reference {
            self.earlier = Some(identity.clone());
        }
    }

    fn number(&mut self, identity: &Identity, origin: Origin) -> Option<NationalNumber> {
        let bis = self.random.per_mille(if from_elsewhere(origin) { 30 } else { 1 });
        let kind = match bis {
            true if self.random.per_mille(700) => NumberKind::Bis,
            true => NumberKind::BisWithoutSex,
            false => NumberKind::Register,
        };
        self.numbers.next(identity.birth_date, kind, identity.sex)
    }

    fn resident(
        &mut self,
        member: &Member,
        setting: &Setting,
        identity: Identity,
        means: Means,
    ) -> Option<Resident> {
        let person = Person {
            number: self.number(&identity, setting.origin)?,
            last_name: identity.last_name,
            first_names: identity.first_names,
            birth_date: identity.birth_date,
            language: self.language(setting.place.language),
            address: None,
            deceased_on: self.deceased_on(member),
            household: setting.key.clone(),
            orphan_or_entrusted: member.orphan_or_entrusted,
        };
        let facts = self.facts(member, setting, means);
        Some(Resident { person, position: member.position, facts })
    }

    fn deceased_on(&self, member: &Member) -> Option<NaiveDate> {
        member.dead_for_days.map(|days| before(self.settings.reference_date(), days))
    }

    fn facts(&mut self, member: &Member, setting: &Setting, means: Means) -> SocialFacts {
        let today = self.settings.reference_date();
        let collective = (!setting.struck_off).then_some(setting.collective);
        match member.dead_for_days {
            Some(days) => no_facts(before(today, days)),
            None => facts(&mut self.random, member, means, collective, today),
        }
    }

    /// A few choose another language than the rest of the household.
    fn language(&mut self, household: Language) -> Language {
        let own = self.random.per_mille(10);
        let other = if household == Language::French { Language::Dutch } else { Language::French };
        if own { other } else { household }
    }
}

const fn from_elsewhere(origin: Origin) -> bool {
    matches!(origin, Origin::Elsewhere(_))
}

impl Iterator for Population {
    type Item = PopulationHousehold;

    fn next(&mut self) -> Option<PopulationHousehold> {
        if self.left == 0 { None } else { self.household() }
    }
}
