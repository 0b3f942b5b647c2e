//! A small world in which scenarios play: rules, persons, callers, and dossiers on their way.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::NaiveDate;
use stts_dossier_domain::dates::{Age, BirthDate};
use stts_dossier_domain::dossier::{
    ActivationData, ApplicationRules, Apply, Caller, Claim, Command, Contact, Context, Decision,
    DocumentKind, DocumentRules, Dossier, Event, Language, LineKind, Modification, Party,
    PaymentKind, PersonFound, PersonSnapshot, PhoneNumber, PlaceState, Profile, Refused, Rules,
    SocialStatuses, TaskKind, Undated, decide, night,
};
use stts_dossier_domain::eligibility::{
    EligibilityRules, FactName, HouseholdMember, Relation, Truth,
};
use stts_kernel::{
    BillingDay, Cents, Dated, DatedRow, Discount, Formula, HouseholdId, IdSource, OperatorId,
    Period, PersonId, Source, Tariff,
};

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Counts, so that every identifier is another and every scenario the same each time.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn after(number: u64) -> Self {
        Self(AtomicU64::new(number))
    }
}

impl IdSource for Counter {
    fn uuid(&self) -> uuid::Uuid {
        uuid::Uuid::from_u128(self.number_below(u64::MAX).into())
    }

    fn number_below(&self, bound: u64) -> u64 {
        (self.0.fetch_add(1, Ordering::Relaxed) + 1) % bound
    }
}

fn always<T>(value: T) -> Dated<T> {
    let source = Source { article: "art. 22".into(), source: "annex".into() };
    let row = DatedRow { valid_from: date("2005-06-30"), value, source };
    Dated::new(vec![row], date("2005-07-01")).unwrap()
}

pub(crate) fn rules() -> Rules {
    let discount = Discount::Percentage { percent: 40, maximum: Cents(840) };
    Rules {
        eligibility: always(EligibilityRules {
            age_years: 65,
            companion_age_years: 60,
            descendant_max_age_years: None,
            disabled_age_years: 18,
            disabled_max_companions: 2,
        }),
        application: always(ApplicationRules {
            confirmation_days: 7,
            documents_days: 60,
            transfer_confirmation_days: 30,
            check_interval_months: 24,
        }),
        documents: always(DocumentRules {
            proofs: vec![
                (FactName::Hearing, DocumentKind("HEARING_CERTIFICATE".into())),
                (FactName::HearingChild, DocumentKind("HEARING_CERTIFICATE".into())),
                (FactName::ApprovedPhone, DocumentKind("PROOF_OF_PURCHASE".into())),
                (FactName::WarBlind, DocumentKind("WAR_BLIND_CARD".into())),
            ],
        }),
        tariff: always(Tariff {
            subscription: discount,
            internet: Some(discount),
            calls: Cents(310),
            calls_split: Cents(1150),
            internet_with_calls: true,
            installation_percent: 50,
            vat_percent: 21,
        }),
        version: "test".into(),
    }
}

pub(crate) fn operator(code: &str) -> OperatorId {
    OperatorId::new(code).unwrap()
}

pub(crate) fn seller(code: &str) -> Caller {
    Caller {
        party: Party::Operator(operator(code)),
        profile: Profile::Commercial,
        user: Some("seller".into()),
    }
}

/// Who also stops and cancels the last action.
pub(crate) fn clerk(code: &str) -> Caller {
    Caller { profile: Profile::Administrative, user: Some("clerk".into()), ..seller(code) }
}

/// An agent of BIPT.
pub(crate) fn agent() -> Caller {
    Caller { party: Party::Bipt, profile: Profile::BiptAgent, user: Some("agent".into()) }
}

pub(crate) fn person_id(number: u64) -> PersonId {
    PersonId::from(uuid::Uuid::from_u64_pair(1, number))
}

pub(crate) fn household_id(number: u64) -> HouseholdId {
    HouseholdId::from(uuid::Uuid::from_u64_pair(2, number))
}

/// Somebody born in 1950 who lives alone, is known not to be disabled, and has an income that is low
/// enough: entitled by age from 2015 on.
pub(crate) fn aged() -> PersonFound {
    let no = || Truth::False.into();
    PersonFound {
        person_id: person_id(1),
        snapshot: PersonSnapshot {
            last_name: "Peeters".into(),
            first_name: "Zoë".into(),
            birth_date: BirthDate::new(1950, 5, 10).unwrap(),
            address: None,
            language: Language::French,
            contact: Contact::default(),
        },
        household_id: household_id(1),
        household: Some(Vec::new()).into(),
        statuses: SocialStatuses {
            collective_living: no(),
            household_income_ok: Truth::True.into(),
            own_income_ok: Truth::True.into(),
            disabled_66: no(),
            living_wage: no(),
        },
    }
}

/// Somebody too young for everything that the register can tell.
pub(crate) fn young() -> PersonFound {
    let mut person = aged();
    person.snapshot.birth_date = BirthDate::new(1990, 1, 1).unwrap();
    person
}

/// Somebody young with a living wage.
pub(crate) fn on_living_wage() -> PersonFound {
    let mut person = young();
    person.statuses.living_wage = Truth::True.into();
    person
}

pub(crate) fn with_a_lodger(mut person: PersonFound) -> PersonFound {
    let lodger = HouseholdMember::new(Some(Relation::Other), Age::exact(30));
    person.household = Some(vec![lodger]).into();
    person
}

pub(crate) fn apply(person: &PersonFound, claims: Option<&[Claim]>) -> Command {
    let claims = claims.map(<[Claim]>::to_vec);
    Command::Apply(Box::new(Apply { person: person.clone(), claims }))
}

pub(crate) fn data(activation_date: &str) -> ActivationData {
    ActivationData {
        phone_number: PhoneNumber::from_national("021234567").unwrap(),
        line_kind: LineKind::Fixed,
        payment_kind: PaymentKind::Postpaid,
        installation_cost: Cents(5000),
        formula: Formula::SubscriptionAndCalls,
        activation_date: date(activation_date),
        billing_day: BillingDay::new(20).unwrap(),
        approved_phone_delivered: false,
        operator_reference: None,
    }
}

pub(crate) fn confirm(data: Option<ActivationData>) -> Command {
    Command::ConfirmApplication { activation_data: data.map(Box::new) }
}

pub(crate) fn complete(data: ActivationData) -> Command {
    Command::CompleteActivationData { activation_data: Box::new(data) }
}

pub(crate) fn change_billing_day(day: u32) -> Command {
    let undated =
        Undated { billing_day: Some(BillingDay::new(day).unwrap()), ..Undated::default() };
    Command::Modify(Box::new(Modification { undated, dated: None }))
}

pub(crate) fn between(from: &str, until: &str) -> Period {
    Period::new(date(from), Some(date(until))).unwrap()
}

/// One dossier, the day, and who has the place of its household.
pub(crate) struct World {
    pub(crate) rules: Rules,
    pub(crate) ids: Counter,
    pub(crate) place: PlaceState,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { rules: rules(), ids: Counter::default(), place: PlaceState::Free }
    }

    pub(crate) fn taken() -> Self {
        Self { place: PlaceState::Taken, ..Self::new() }
    }

    pub(crate) fn context<'a>(&'a self, caller: &'a Caller, today: &str) -> Context<'a> {
        let (rules, place, ids) = (&self.rules, self.place, &self.ids);
        Context { caller, today: date(today), rules, place, ids }
    }

    pub(crate) fn ask(
        &self,
        state: Option<&Dossier>,
        caller: &Caller,
        command: &Command,
        today: &str,
    ) -> Result<Decision, Refused> {
        decide(state, command, &self.context(caller, today))
    }

    pub(crate) fn night(&self, dossier: &Dossier, today: &str) -> Option<Decision> {
        night(dossier, &self.context(&Caller::system(), today)).unwrap()
    }

    /// The dossier after an application of operator A.
    pub(crate) fn applied(&self, person: &PersonFound, today: &str) -> Dossier {
        self.ask(None, &seller("A"), &apply(person, None), today).unwrap().next
    }

    /// The dossier after a command of operator A.
    pub(crate) fn then(&self, dossier: &Dossier, command: &Command, today: &str) -> Dossier {
        self.ask(Some(dossier), &seller("A"), command, today).unwrap().next
    }

    /// Active at operator A since the activation date.
    pub(crate) fn active(&self, today: &str) -> Dossier {
        let applied = self.applied(&aged(), today);
        let confirmed = self.then(&applied, &confirm(Some(data(today))), today);
        self.night(&confirmed, today).unwrap().next
    }
}

/// What a decision says of tasks, shortly.
pub(crate) fn tasks(events: &[Event]) -> Vec<(&'static str, TaskKind)> {
    let told = |event: &Event| match event {
        Event::TaskRaised { task } => Some(("raised", task.open.kind)),
        Event::TaskDone { task, .. } => Some(("done", task.kind)),
        Event::TaskWithdrawn { task, .. } => Some(("withdrawn", task.kind)),
        Event::ApplicationReceived { .. }
        | Event::ApplicationRefused { .. }
        | Event::DossierChanged { .. }
        | Event::ReductionPeriodChanged { .. }
        | Event::DocumentsRequested(_)
        | Event::RightEnds(_) => None,
    };
    events.iter().filter_map(told).collect()
}
