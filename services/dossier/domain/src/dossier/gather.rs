//! From what the register and earlier documents say to the facts of an application (domain,
//! sections 4.1 and 4.4, and the last paragraph of section 7).

use chrono::NaiveDate;
use stts_kernel::{HouseholdId, PersonId};

use super::{PersonSnapshot, PlaceKey};
use crate::eligibility::{Fact, FactName, Facts, HouseholdMember, Truth};

const REGISTER: &str = "national register";
const CLAIMS: &str = "claims";

/// What a person may claim and a document must prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// A hearing loss or laryngectomy of their own.
    Hearing,
    /// That of a child or grandchild living in.
    HearingChild,
    /// Being military war-blind.
    WarBlind,
    /// A subscription for the own exclusive use, in collective living.
    ExclusiveSubscription,
}

impl Claim {
    /// All claims.
    pub const ALL: &[Self] =
        &[Self::Hearing, Self::HearingChild, Self::WarBlind, Self::ExclusiveSubscription];

    /// The name used in contracts, files and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hearing => "HEARING",
            Self::HearingChild => "HEARING_CHILD",
            Self::WarBlind => "WAR_BLIND",
            Self::ExclusiveSubscription => "EXCLUSIVE_SUBSCRIPTION",
        }
    }

    /// The claim of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|claim| claim.name() == name)
    }
}

/// What documents proved or disproved, as it was recorded on the dossier. The first five are known
/// from documents alone; the others stand in where a source does not tell.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct RecordedFacts {
    /// [`Facts::hearing`].
    pub hearing: Fact<Truth>,
    /// [`Facts::hearing_child`].
    pub hearing_child: Fact<Truth>,
    /// [`Facts::approved_phone`].
    pub approved_phone: Fact<Truth>,
    /// [`Facts::war_blind`].
    pub war_blind: Fact<Truth>,
    /// [`Facts::exclusive_subscription`].
    pub exclusive_subscription: Fact<Truth>,
    /// [`Facts::collective_living`].
    pub collective_living: Fact<Truth>,
    /// [`Facts::income_ok`].
    pub income_ok: Fact<Truth>,
    /// [`Facts::disabled_66`].
    pub disabled_66: Fact<Truth>,
    /// [`Facts::living_wage`].
    pub living_wage: Fact<Truth>,
}

impl RecordedFacts {
    /// The record of a fact; none of an age and a household, which a register tells.
    pub(super) const fn entry(&mut self, name: FactName) -> Option<&mut Fact<Truth>> {
        match name {
            FactName::Hearing => Some(&mut self.hearing),
            FactName::HearingChild => Some(&mut self.hearing_child),
            FactName::ApprovedPhone => Some(&mut self.approved_phone),
            FactName::WarBlind => Some(&mut self.war_blind),
            FactName::ExclusiveSubscription => Some(&mut self.exclusive_subscription),
            FactName::CollectiveLiving => Some(&mut self.collective_living),
            FactName::IncomeOk => Some(&mut self.income_ok),
            FactName::Disabled66 => Some(&mut self.disabled_66),
            FactName::LivingWage => Some(&mut self.living_wage),
            FactName::Age | FactName::Household => None,
        }
    }
}

/// What the social-status sources say, each with source and date.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct SocialStatuses {
    /// [`Facts::collective_living`].
    pub collective_living: Fact<Truth>,
    /// Whether the household's income is not above its ceiling, or the person has the increased
    /// reimbursement.
    pub household_income_ok: Fact<Truth>,
    /// The same of the person's own income, measured by the ceiling of a household of one.
    pub own_income_ok: Fact<Truth>,
    /// [`Facts::disabled_66`].
    pub disabled_66: Fact<Truth>,
    /// [`Facts::living_wage`].
    pub living_wage: Fact<Truth>,
}

/// A person as the identity service found them, alive and unambiguous.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonFound {
    /// The person.
    pub person_id: PersonId,
    /// What the dossier shows of them.
    pub snapshot: PersonSnapshot,
    /// The household.
    pub household_id: HouseholdId,
    /// Who lives with them, without them; `None` when that is unknown.
    pub household: Fact<Option<Vec<HouseholdMember>>>,
    /// Their social statuses.
    pub statuses: SocialStatuses,
}

impl PersonFound {
    /// Whether they are known to live in a hotel, a rest home or another form of collective living.
    pub fn lives_collectively(&self) -> bool {
        self.statuses.collective_living.value.is_true()
    }

    /// The place that an application for them needs: their household's or, in collective living,
    /// their own (domain, section 4.4).
    pub fn place_key(&self) -> PlaceKey {
        if self.lives_collectively() {
            PlaceKey::alone(self.person_id)
        } else {
            PlaceKey::household(self.household_id)
        }
    }
}

/// The place that an application needs, and the facts on which it is decided.
#[derive(Clone, PartialEq, Eq)]
pub struct Gathered {
    /// The place.
    pub place: PlaceKey,
    /// The facts.
    pub facts: Facts,
}

stts_kernel::hidden_debug!(RecordedFacts, SocialStatuses, PersonFound, Gathered);

/// A recorded fact stands; of the others, what is not claimed is false once anything was said about
/// claims, and what is claimed stays unknown until a document proves it.
fn documented(
    recorded: &Fact<Truth>,
    claim: Claim,
    claims: Option<&[Claim]>,
    today: NaiveDate,
) -> Fact<Truth> {
    if !recorded.value.is_unknown() {
        return recorded.clone();
    }
    match claims {
        None => Fact::default(),
        Some(claims) if claims.contains(&claim) => Fact::from_source(Truth::Unknown, CLAIMS, today),
        Some(_) => Fact::from_source(Truth::False, CLAIMS, today),
    }
}

/// What a source tells, else what a document proved.
fn told(source: &Fact<Truth>, recorded: &Fact<Truth>) -> Fact<Truth> {
    if source.value.is_unknown() && !recorded.value.is_unknown() {
        recorded.clone()
    } else {
        source.clone()
    }
}

/// Makes the facts of an application. Who is known to be in collective living counts as a household
/// of one: no housemates, and the own income.
pub fn gather(
    person: &PersonFound,
    claims: Option<&[Claim]>,
    recorded: &RecordedFacts,
    today: NaiveDate,
) -> Gathered {
    let statuses = &person.statuses;
    let (household, income_ok) = if person.lives_collectively() {
        let nobody =
            Fact { value: Some(Vec::new()), origin: statuses.collective_living.origin.clone() };
        (nobody, statuses.own_income_ok.clone())
    } else {
        (person.household.clone(), statuses.household_income_ok.clone())
    };
    let age = person.snapshot.birth_date.age_on(today);
    let settled = |fact, claim| documented(fact, claim, claims, today);
    let facts = Facts {
        age: Fact::from_source(age, REGISTER, today),
        collective_living: told(&statuses.collective_living, &recorded.collective_living),
        exclusive_subscription: settled(
            &recorded.exclusive_subscription,
            Claim::ExclusiveSubscription,
        ),
        household,
        income_ok: told(&income_ok, &recorded.income_ok),
        disabled_66: told(&statuses.disabled_66, &recorded.disabled_66),
        living_wage: told(&statuses.living_wage, &recorded.living_wage),
        hearing: settled(&recorded.hearing, Claim::Hearing),
        hearing_child: settled(&recorded.hearing_child, Claim::HearingChild),
        approved_phone: recorded.approved_phone.clone(),
        war_blind: settled(&recorded.war_blind, Claim::WarBlind),
    };
    Gathered { place: person.place_key(), facts }
}
