//! Dossiers of every shape that the types allow, whether or not the rules would make them.

use chrono::{Days, NaiveDate};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use stts_dossier_domain::dates::{Age, BillingCalendar, BillingDayChange, BirthDate};
use stts_dossier_domain::dossier::{
    ActivationData, Address, Application, ApplicationKind, Claim, CommandName, Contact,
    DocumentKind, Dossier, Ends, Language, LastAction, LineKind, OpenTask, PaymentKind,
    PendingChange, PersonSnapshot, PhoneNumber, PlaceKey, ReceivedDocument, RecordedFacts,
    Reduction, ReductionPeriod, Status, Stop, StopCause, TaskKind, TaskParty, Undue, Verification,
};
use stts_dossier_domain::eligibility::{
    Fact, FactName, Facts, HouseholdMember, Origin, Relation, Truth,
};
use stts_kernel::{
    ApplicationId, BillingDay, Category, Cents, DossierNumber, Formula, HouseholdId, IdSource,
    OperatorId, Period, PersonId, TaskId,
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
    let days = (option::of(dates()), option::of(dates()), option::of(dates()), option::of(dates()));
    let rest = (any::<bool>(), option::of(activation_data()));
    (first, lists, days, rest).prop_map(|(first, lists, days, rest)| Application {
        id: ApplicationId::from(first.0),
        kind: first.1,
        date: first.2,
        operator: first.3,
        claims: lists.0,
        missing: lists.1,
        right_decided_on: days.0,
        right_refused_on: days.3,
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
        |(begin, day, changes, last_change_date, end)| {
            let calendar = BillingCalendar::new(begin, day);
            let billing = changes.into_iter().fold(calendar, BillingCalendar::changed);
            Reduction { billing, last_change_date, end }
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
    let documents = (true_facts(), true_facts(), true_facts(), true_facts(), true_facts());
    let sources = (true_facts(), true_facts(), true_facts(), true_facts());
    (documents, sources).prop_map(|(documents, sources)| RecordedFacts {
        hearing: documents.0,
        hearing_child: documents.1,
        approved_phone: documents.2,
        war_blind: documents.3,
        exclusive_subscription: documents.4,
        collective_living: sources.0,
        income_ok: sources.1,
        disabled_66: sources.2,
        living_wage: sources.3,
    })
}

fn undue() -> impl Strategy<Value = Undue> {
    (any::<u32>(), any::<i64>())
        .prop_map(|(months, amount)| Undue { months, amount: Cents(amount) })
}

fn periods() -> impl Strategy<Value = ReductionPeriod> {
    (operators(), all(Formula::ALL), dates(), option::of(0_u64..4_000)).prop_map(
        |(operator, formula, from, days)| {
            let until = days.map(|days| from.checked_add_days(Days::new(days)).unwrap());
            ReductionPeriod { operator, formula, period: Period::new(from, until).unwrap() }
        },
    )
}

fn stops() -> impl Strategy<Value = Stop> {
    (all(Ends::ALL), dates(), all(StopCause::ALL), undue())
        .prop_map(|(ends, date, cause, undue)| Stop { ends, date, cause, undue })
}

fn verifications() -> impl Strategy<Value = Verification> {
    (dates(), vec(all(FactName::ALL), 0..3), option::of(dates()), option::of(dates())).prop_map(
        |(letter_date, missing, documents_received_on, reminded_on)| Verification {
            letter_date,
            missing,
            documents_received_on,
            reminded_on,
        },
    )
}

fn received_documents() -> impl Strategy<Value = ReceivedDocument> {
    ("[A-Z_]{1,20}", dates())
        .prop_map(|(kind, received_on)| ReceivedDocument { kind: DocumentKind(kind), received_on })
}

fn last_actions() -> impl Strategy<Value = LastAction> {
    (operators(), all(CommandName::ALL), any::<u64>()).prop_map(
        |(operator, command, version_before)| LastAction { operator, command, version_before },
    )
}

fn tasks() -> impl Strategy<Value = OpenTask> {
    let parties = option::of(operators())
        .prop_map(|operator| operator.map_or(TaskParty::Bipt, TaskParty::Operator));
    let dates = (option::of(dates()), option::of(dates()), option::of(undue()));
    (uuids(), all(TaskKind::ALL), parties, dates).prop_map(|(id, kind, to, dates)| OpenTask {
        id: TaskId::from(id),
        kind,
        to,
        due: dates.0,
        end_date: dates.1,
        undue: dates.2,
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
    let whose = (numbers, uuids(), people(), uuids());
    let held = (
        all(Status::ALL),
        option::of(operators()),
        applications(),
        option::of(applications()),
        vec(all(Category::ALL), 0..5),
        truths(),
    );
    let days = (option::of(dates()), option::of(dates()), option::of(dates()), option::of(dates()));
    let ends = (
        vec(periods(), 0..4),
        vec(stops(), 0..3),
        option::of(verifications()),
        option::of(last_actions()),
    );
    let rest = (
        option::of(reductions()),
        option::of(pending_changes()),
        recorded(),
        vec(received_documents(), 0..3),
        vec(tasks(), 0..3),
        any::<u64>(),
    );
    (whose, held, days, ends, rest).prop_map(|(whose, held, days, ends, rest)| Dossier {
        number: whose.0,
        person_id: PersonId::from(whose.1),
        person: whose.2,
        place: PlaceKey::household(HouseholdId::from(whose.3)),
        status: held.0,
        operator: held.1,
        application: held.2,
        transfer: held.3,
        granted: held.4,
        internet: held.5,
        right_begin_date: days.0,
        right_end_date: days.1,
        last_check_date: days.2,
        last_transfer_date: days.3,
        periods: ends.0,
        stops: ends.1,
        verification: ends.2,
        last_action: ends.3,
        reduction: rest.0,
        pending_change: rest.1,
        recorded: rest.2,
        received_documents: rest.3,
        open_tasks: rest.4,
        version: rest.5,
    })
}
