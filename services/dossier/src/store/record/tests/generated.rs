//! Dossiers of every shape that the types allow, whether or not the rules would make them.

use chrono::{Days, NaiveDate};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use stts_dossier_domain::dates::{Age, BillingCalendar, BillingDayChange, BirthDate};
use stts_dossier_domain::dossier::{
    ActivationData, Address, Application, ApplicationKind, Claim, Contact, Dossier, Language,
    LineKind, OpenTask, PaymentKind, PendingChange, PersonSnapshot, PhoneNumber, PlaceKey,
    RecordedFacts, Reduction, Status, TaskKind, TaskParty,
};
use stts_dossier_domain::eligibility::{
    Fact, FactName, Facts, HouseholdMember, Origin, Relation, Truth,
};
use stts_kernel::{
    ApplicationId, BillingDay, Category, Cents, DossierNumber, Formula, HouseholdId, IdSource,
    OperatorId, PersonId, TaskId,
};
use uuid::Uuid;

/// Draws one number, to make a dossier number of it.
struct Drawn(u64);

impl IdSource for Drawn {
    fn uuid(&self) -> Uuid {
        Uuid::nil()
    }

    fn number_below(&self, bound: u64) -> u64 {
        self.0 % bound
    }
}

fn dates() -> impl Strategy<Value = NaiveDate> {
    (0_u64..40_000).prop_map(|days| {
        NaiveDate::from_ymd_opt(1930, 1, 1).unwrap().checked_add_days(Days::new(days)).unwrap()
    })
}

fn uuids() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

fn texts() -> impl Strategy<Value = String> {
    vec(select("aZé '\"\\/\u{0}ß-1\u{1F4DE}".chars().collect::<Vec<_>>()), 0..8)
        .prop_map(|letters| letters.into_iter().collect())
}

fn operators() -> impl Strategy<Value = OperatorId> {
    select(vec!["A", "proximus", "op-2_X"]).prop_map(|code| OperatorId::new(code).unwrap())
}

fn billing_days() -> impl Strategy<Value = BillingDay> {
    (1_u32..=31).prop_map(|day| BillingDay::new(day).unwrap())
}

fn truths() -> impl Strategy<Value = Truth> {
    select(vec![Truth::True, Truth::False, Truth::Unknown])
}

fn all<T: Clone + std::fmt::Debug + 'static>(list: &'static [T]) -> impl Strategy<Value = T> {
    select(list)
}

fn line_kinds() -> impl Strategy<Value = LineKind> {
    select(vec![LineKind::Fixed, LineKind::Mobile])
}

fn payment_kinds() -> impl Strategy<Value = PaymentKind> {
    select(vec![PaymentKind::Prepaid, PaymentKind::Postpaid])
}

fn birth_dates() -> impl Strategy<Value = BirthDate> {
    (1890_i32..2030, 0_u32..=12, 0_u32..=28).prop_map(|(year, month, day)| {
        BirthDate::new(year, month, if month == 0 { 0 } else { day }).unwrap()
    })
}

fn people() -> impl Strategy<Value = PersonSnapshot> {
    let addresses = (texts(), texts(), option::of(texts()), texts(), texts()).prop_map(
        |(street, house_number, box_number, postal_code, municipality)| Address {
            street,
            house_number,
            box_number,
            postal_code,
            municipality,
        },
    );
    let contacts = (option::of(texts()), option::of(texts()))
        .prop_map(|(email, phone)| Contact { email, phone });
    (texts(), texts(), birth_dates(), option::of(addresses), all(Language::ALL), contacts).prop_map(
        |(last_name, first_name, birth_date, address, language, contact)| PersonSnapshot {
            last_name,
            first_name,
            birth_date,
            address,
            language,
            contact,
        },
    )
}

fn activation_data() -> impl Strategy<Value = ActivationData> {
    let numbers = (10_000_000_u64..1_000_000_000)
        .prop_map(|digits| PhoneNumber::from_national(&format!("0{digits}")).unwrap());
    let line = (numbers, line_kinds(), payment_kinds(), any::<i64>().prop_map(Cents));
    let rest = (all(Formula::ALL), dates(), billing_days(), any::<bool>(), option::of(texts()));
    (line, rest).prop_map(|(line, rest)| ActivationData {
        phone_number: line.0,
        line_kind: line.1,
        payment_kind: line.2,
        installation_cost: line.3,
        formula: rest.0,
        activation_date: rest.1,
        billing_day: rest.2,
        approved_phone_delivered: rest.3,
        operator_reference: rest.4,
    })
}

fn applications() -> impl Strategy<Value = Application> {
    let kinds = select(vec![
        ApplicationKind::New,
        ApplicationKind::Reactivation,
        ApplicationKind::Transfer,
    ]);
    let first = (uuids(), kinds, dates(), operators());
    let lists = (option::of(vec(all(Claim::ALL), 0..4)), vec(all(FactName::ALL), 0..4));
    let days = (option::of(dates()), option::of(dates()), option::of(dates()));
    let rest = (any::<bool>(), option::of(activation_data()));
    (first, lists, days, rest).prop_map(|(first, lists, days, rest)| Application {
        id: ApplicationId::from(first.0),
        kind: first.1,
        date: first.2,
        operator: first.3,
        claims: lists.0,
        missing: lists.1,
        right_decided_on: days.0,
        documents_letter_date: days.1,
        documents_received_on: days.2,
        confirmed: rest.0,
        activation_data: rest.1,
    })
}

fn reductions() -> impl Strategy<Value = Reduction> {
    let changes = vec(
        (dates(), billing_days())
            .prop_map(|(changed_on, new_day)| BillingDayChange { changed_on, new_day }),
        0..3,
    );
    (dates(), billing_days(), changes, dates(), option::of(dates())).prop_map(
        |(begin, day, changes, period_begin, end)| {
            let calendar = BillingCalendar::new(begin, day);
            let billing = changes.into_iter().fold(calendar, BillingCalendar::changed);
            Reduction { billing, period_begin, end }
        },
    )
}

fn pending_changes() -> impl Strategy<Value = PendingChange> {
    let costs = option::of(any::<i64>().prop_map(Cents));
    (
        dates(),
        option::of(all(Formula::ALL)),
        costs,
        option::of(line_kinds()),
        option::of(payment_kinds()),
    )
        .prop_map(|(date, formula, installation_cost, line_kind, payment_kind)| {
            PendingChange { date, formula, installation_cost, line_kind, payment_kind }
        })
}

fn facts_of<T: std::fmt::Debug>(
    values: impl Strategy<Value = T>,
) -> impl Strategy<Value = Fact<T>> {
    let origins = (texts(), dates()).prop_map(|(source, date)| Origin { source, date });
    (values, option::of(origins)).prop_map(|(value, origin)| Fact { value, origin })
}

fn true_facts() -> impl Strategy<Value = Fact<Truth>> {
    facts_of(truths())
}

fn recorded() -> impl Strategy<Value = RecordedFacts> {
    (true_facts(), true_facts(), true_facts(), true_facts(), true_facts()).prop_map(|facts| {
        RecordedFacts {
            hearing: facts.0,
            hearing_child: facts.1,
            approved_phone: facts.2,
            war_blind: facts.3,
            exclusive_subscription: facts.4,
        }
    })
}

fn tasks() -> impl Strategy<Value = OpenTask> {
    let parties = option::of(operators())
        .prop_map(|operator| operator.map_or(TaskParty::Bipt, TaskParty::Operator));
    (uuids(), all(TaskKind::ALL), parties).prop_map(|(id, kind, to)| OpenTask {
        id: TaskId::from(id),
        kind,
        to,
    })
}

fn ages() -> impl Strategy<Value = Age> {
    prop_oneof![
        Just(Age::UNKNOWN),
        (0_u32..120).prop_map(Age::exact),
        (0_u32..120, 0_u32..120).prop_map(|(one, other)| Age::between(one, other)),
    ]
}

fn members() -> impl Strategy<Value = HouseholdMember> {
    (option::of(all(Relation::ALL)), ages(), truths(), truths()).prop_map(
        |(relation, age, orphan_or_entrusted, disabled_66)| HouseholdMember {
            relation,
            age,
            orphan_or_entrusted,
            disabled_66,
        },
    )
}

/// Any facts.
pub(super) fn facts() -> impl Strategy<Value = Facts> {
    let household = facts_of(option::of(vec(members(), 0..4)));
    let sources = (true_facts(), true_facts(), true_facts(), true_facts());
    (facts_of(ages()), household, sources, recorded()).prop_map(
        |(age, household, sources, recorded)| Facts {
            age,
            household,
            collective_living: sources.0,
            income_ok: sources.1,
            disabled_66: sources.2,
            living_wage: sources.3,
            exclusive_subscription: recorded.exclusive_subscription,
            hearing: recorded.hearing,
            hearing_child: recorded.hearing_child,
            approved_phone: recorded.approved_phone,
            war_blind: recorded.war_blind,
        },
    )
}

/// Any dossier.
pub(super) fn dossiers() -> impl Strategy<Value = Dossier> {
    let numbers = any::<u64>().prop_map(|drawn| DossierNumber::random(&Drawn(drawn)));
    let whose = (numbers, uuids(), people(), uuids(), any::<bool>());
    let held = (
        all(Status::ALL),
        option::of(operators()),
        applications(),
        option::of(applications()),
        vec(all(Category::ALL), 0..5),
        truths(),
    );
    let days = (option::of(dates()), option::of(dates()), option::of(dates()));
    let rest = (
        option::of(reductions()),
        option::of(pending_changes()),
        recorded(),
        vec(tasks(), 0..3),
        any::<u64>(),
    );
    (whose, held, days, rest).prop_map(|(whose, held, days, rest)| Dossier {
        number: whose.0,
        person_id: PersonId::from(whose.1),
        person: whose.2,
        place: PlaceKey::household(HouseholdId::from(whose.3)),
        place_contested: whose.4,
        status: held.0,
        operator: held.1,
        application: held.2,
        transfer: held.3,
        granted: held.4,
        internet: held.5,
        right_begin_date: days.0,
        right_end_date: days.1,
        last_check_date: days.2,
        reduction: rest.0,
        pending_change: rest.1,
        recorded: rest.2,
        open_tasks: rest.3,
        version: rest.4,
    })
}
