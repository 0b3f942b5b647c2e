//! One dossier of which nothing is absent.

use chrono::NaiveDate;
use stts_dossier_domain::dates::{BillingCalendar, BillingDayChange, BirthDate};
use stts_dossier_domain::dossier::{
    ActivationData, Address, Application, ApplicationKind, Claim, CommandName, Contact,
    DocumentKind, Dossier, Ends, Language, LastAction, LineKind, OpenTask, PaymentKind,
    PendingChange, PersonSnapshot, PhoneNumber, PlaceKey, ReceivedDocument, RecordedFacts,
    Reduction, ReductionPeriod, Status, Stop, StopCause, TaskKind, TaskParty, Undue, Verification,
};
use stts_dossier_domain::eligibility::{Fact, FactName, Truth};
use stts_kernel::{
    ApplicationId, BillingDay, Category, Cents, Formula, HouseholdId, OperatorId, Period, PersonId,
    TaskId,
};
use uuid::Uuid;

pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn operator(code: &str) -> OperatorId {
    OperatorId::new(code).unwrap()
}

fn day(day: u32) -> BillingDay {
    BillingDay::new(day).unwrap()
}

fn person() -> PersonSnapshot {
    PersonSnapshot {
        last_name: "Peeters".to_owned(),
        first_name: "Maria".to_owned(),
        birth_date: BirthDate::new(1950, 0, 0).unwrap(),
        address: Some(Address {
            street: "Kerkstraat".to_owned(),
            house_number: "12A".to_owned(),
            box_number: Some("3".to_owned()),
            postal_code: "9000".to_owned(),
            municipality: "Gent".to_owned(),
        }),
        language: Language::Dutch,
        contact: Contact {
            email: Some("maria@example.org".to_owned()),
            phone: Some("092345678".to_owned()),
        },
    }
}

pub(crate) fn activation_data() -> ActivationData {
    ActivationData {
        phone_number: PhoneNumber::from_national("092345678").unwrap(),
        line_kind: LineKind::Fixed,
        payment_kind: PaymentKind::Postpaid,
        installation_cost: Cents(5500),
        formula: Formula::SubscriptionAndCalls,
        activation_date: date("2024-03-05"),
        billing_day: day(31),
        approved_phone_delivered: true,
        operator_reference: Some("K-1".to_owned()),
    }
}

pub(crate) fn application() -> Application {
    Application {
        id: ApplicationId::from(Uuid::from_u128(1)),
        kind: ApplicationKind::New,
        date: date("2024-03-01"),
        operator: operator("alpha"),
        claims: Some(vec![Claim::Hearing]),
        missing: vec![FactName::ApprovedPhone, FactName::Hearing],
        right_decided_on: Some(date("2024-03-04")),
        right_refused_on: Some(date("2024-03-05")),
        documents_letter_date: Some(date("2024-03-02")),
        documents_received_on: Some(date("2024-03-03")),
        confirmed: true,
        activation_data: Some(activation_data()),
    }
}

fn transfer() -> Application {
    Application {
        id: ApplicationId::from(Uuid::from_u128(2)),
        kind: ApplicationKind::Transfer,
        operator: operator("beta"),
        date: date("2025-01-10"),
        confirmed: false,
        activation_data: None,
        ..application()
    }
}

fn recorded() -> RecordedFacts {
    RecordedFacts {
        hearing: Fact::from_source(Truth::True, "document", date("2024-03-04")),
        hearing_child: Fact::from_source(Truth::False, "claims", date("2024-03-01")),
        approved_phone: Fact::from_source(Truth::True, "document", date("2024-03-04")),
        ..RecordedFacts::default()
    }
}

const fn undue() -> Undue {
    Undue { months: 2, amount: Cents(2300) }
}

fn periods() -> Vec<ReductionPeriod> {
    let granted = |formula, from, until| ReductionPeriod {
        operator: operator("alpha"),
        formula,
        period: Period::new(date(from), until).unwrap(),
    };
    vec![
        granted(Formula::SubscriptionAndCalls, "2024-03-31", Some(date("2024-06-30"))),
        granted(Formula::CallsSplit, "2024-06-30", None),
    ]
}

/// The dossier.
pub(crate) fn dossier() -> Dossier {
    let change = BillingDayChange { changed_on: date("2024-08-15"), new_day: day(1) };
    let task = |id, kind, to| OpenTask {
        id: TaskId::from(Uuid::from_u128(id)),
        kind,
        to,
        due: Some(date("2025-07-10")),
        end_date: Some(date("2025-02-01")),
        undue: Some(undue()),
    };
    Dossier {
        number: "1234567894".parse().unwrap(),
        person_id: PersonId::from(Uuid::from_u128(3)),
        person: person(),
        place: PlaceKey::household(HouseholdId::from(Uuid::from_u128(4))),
        status: Status::AwaitingTransfer,
        operator: Some(operator("alpha")),
        application: application(),
        transfer: Some(transfer()),
        granted: vec![Category::Age65, Category::Hearing],
        internet: Truth::True,
        right_begin_date: Some(date("2024-03-04")),
        right_end_date: Some(date("2026-03-01")),
        reduction: Some(Reduction {
            billing: BillingCalendar::new(date("2024-03-31"), day(31)).changed(change),
            last_change_date: date("2024-06-30"),
            end: Some(date("2025-02-01")),
        }),
        periods: periods(),
        stops: vec![Stop {
            ends: Ends::Reduction,
            date: date("2025-02-10"),
            cause: StopCause::Holder,
            undue: undue(),
        }],
        pending_change: Some(PendingChange {
            date: date("2025-01-20"),
            formula: Some(Formula::CallsOnly),
            installation_cost: Some(Cents(0)),
            line_kind: Some(LineKind::Mobile),
            payment_kind: Some(PaymentKind::Prepaid),
        }),
        last_check_date: Some(date("2024-03-04")),
        verification: Some(Verification {
            letter_date: date("2026-03-04"),
            missing: vec![FactName::IncomeOk],
            documents_received_on: Some(date("2026-03-10")),
            reminded_on: Some(date("2026-03-09")),
        }),
        last_transfer_date: Some(date("2024-12-01")),
        last_action: Some(LastAction {
            operator: operator("beta"),
            command: CommandName::ConfirmTransfer,
            version_before: 6,
        }),
        recorded: recorded(),
        received_documents: vec![ReceivedDocument {
            kind: DocumentKind("HEARING_CERTIFICATE".to_owned()),
            received_on: date("2024-03-03"),
        }],
        open_tasks: vec![
            task(5, TaskKind::EnterMissingData, TaskParty::Operator(operator("beta"))),
            task(6, TaskKind::ReviewPerson, TaskParty::Bipt),
        ],
        version: 7,
    }
}
