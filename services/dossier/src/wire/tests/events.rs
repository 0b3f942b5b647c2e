//! Events say what other services need, and nothing of who the person is.

use prost::Message;
use stts_contracts::events::v1 as contract;
use stts_dossier_domain::dossier::{
    Caller, ChangeReason, CommandName, DocumentKind, DocumentsRequest, Event, Language,
    ReductionPeriod, RightEnding, Task, TaskKind, Undue,
};
use stts_dossier_domain::eligibility::{FactName, Facts, Outcome, evaluate};
use stts_kernel::{Cents, DossierNumber, ErrorKind, Formula, Period, PersonId};
use uuid::Uuid;

use super::rules::rules;
use crate::store::record::tests::full::{self, date, operator};
use crate::wire::event::message;

fn number() -> DossierNumber {
    "1234567894".parse().unwrap()
}

fn person() -> PersonId {
    PersonId::from(Uuid::from_u128(3))
}

fn refused(dossier_number: Option<DossierNumber>) -> Event {
    let rules = rules();
    let row = &rules.eligibility.on(date("2024-03-01")).value;
    Event::ApplicationRefused {
        person_id: person(),
        language: Language::German,
        operator: operator("alpha"),
        dossier_number,
        refusal: ErrorKind::NotEntitled,
        reasons: evaluate(&Facts::unknown(), row).reasons,
        date: date("2024-03-01"),
    }
}

fn changed() -> Event {
    let before = full::dossier();
    let after = stts_dossier_domain::dossier::Dossier { version: 8, ..full::dossier() };
    Event::DossierChanged {
        before: Some(Box::new(before)),
        after: Box::new(after),
        command: CommandName::LapseDocuments,
        actor: Caller::system(),
        reason: Some(ChangeReason::DocumentsNotReceived),
    }
}

fn task() -> Task {
    Task {
        open: full::dossier().open_tasks[0].clone(),
        dossier_number: number(),
        application_id: full::application().id,
    }
}

fn period() -> ReductionPeriod {
    let period = Period::new(date("2024-03-31"), Some(date("2024-04-30"))).unwrap();
    ReductionPeriod { operator: operator("alpha"), formula: Formula::CallsOnly, period }
}

fn all() -> Vec<(Event, &'static str)> {
    let dossier_number = number();
    let open = full::dossier().open_tasks[1].clone();
    let received = Event::ApplicationReceived {
        dossier_number,
        person_id: person(),
        application: full::application(),
        outcome: Outcome::Undecided,
    };
    let requested = Event::DocumentsRequested(DocumentsRequest {
        dossier_number,
        person_id: person(),
        language: Language::Dutch,
        missing: vec![FactName::Hearing],
        kinds: vec![DocumentKind("AUDIOGRAM".to_owned())],
        answer_by: date("2024-05-04"),
        verification: true,
        reminder: false,
        version: 8,
    });
    let ends = Event::RightEnds(RightEnding {
        dossier_number,
        person_id: person(),
        language: Language::Dutch,
        right_end_date: date("2024-05-31"),
        reduction_end_date: Some(date("2024-05-20")),
        undue: Some(Undue { months: 2, amount: Cents(2300) }),
        version: 8,
    });
    vec![
        (received, "stts.events.v1.ApplicationReceived"),
        (refused(Some(dossier_number)), "stts.events.v1.ApplicationRefused"),
        (changed(), "stts.events.v1.DossierChanged"),
        (
            Event::ReductionPeriodChanged { dossier_number, period: period() },
            "stts.events.v1.ReductionPeriodChanged",
        ),
        (requested, "stts.events.v1.DocumentsRequested"),
        (ends, "stts.events.v1.RightEnds"),
        (Event::TaskRaised { task: task() }, "stts.events.v1.TaskRaised"),
        (Event::TaskDone { dossier_number, task: open.clone() }, "stts.events.v1.TaskDone"),
        (Event::TaskWithdrawn { dossier_number, task: open }, "stts.events.v1.TaskWithdrawn"),
    ]
}

fn decoded<M: Message + Default>(event: &Event) -> M {
    M::decode(message(event).1.bytes.as_slice()).unwrap()
}

#[test]
fn an_event_goes_under_its_dossier_and_its_full_name() {
    for (event, type_name) in all() {
        let (key, encoded) = message(&event);
        assert_eq!(
            (key.as_str(), encoded.type_name, encoded.version),
            ("1234567894", type_name, 1)
        );
    }
}

#[test]
fn nothing_tells_who_the_person_is() {
    let secrets = [
        "Peeters",
        "Maria",
        "Kerkstraat",
        "12A",
        "9000",
        "Gent",
        "example.org",
        "92345678",
        "1950",
        "K-1",
    ];
    for (event, type_name) in all() {
        let bytes = message(&event).1.bytes;
        let text = String::from_utf8_lossy(&bytes);
        for secret in secrets {
            assert!(!text.contains(secret), "{type_name} tells {secret}");
        }
    }
}

#[test]
fn a_change_tells_before_and_after_and_why() {
    let told: contract::DossierChanged = decoded(&changed());
    assert_eq!(told.person_id, person().to_string());
    assert_eq!(told.command, "LAPSE_DOCUMENTS");
    assert_eq!(told.reason(), contract::ChangeReason::DocumentsNotReceived);
    assert_eq!(told.language(), stts_contracts::common::v1::Language::Nl);
    let (before, after) = (told.before.unwrap(), told.after.unwrap());
    assert_eq!((before.version, after.version), (7, 8));
    assert_eq!(after.status(), stts_contracts::dossier::v1::Status::AwaitingTransfer);
    assert_eq!(after.category(), stts_contracts::dossier::v1::Category::Age65);
    assert_eq!((after.operator_id.as_str(), after.confirmed), ("alpha", false));
    let dates = [after.right_begin_date, after.reduction_end_date];
    assert_eq!(dates.map(|date| date.is_some()), [true, true]);
}

/// The last action began at version 6; a name came from the register since.
#[test]
fn a_cancellation_tells_which_version_is_back() {
    for (given, restored) in [(CommandName::CancelLastAction, 6), (CommandName::StopRight, 0)] {
        let mut event = changed();
        if let Event::DossierChanged { command, .. } = &mut event {
            *command = given;
        }
        let told: contract::DossierChanged = decoded(&event);
        assert_eq!(told.restored_version, restored, "{given:?}");
    }
}

#[test]
fn a_letter_names_the_version_from_which_it_follows() {
    for (event, name) in all() {
        let version = match name {
            "stts.events.v1.DocumentsRequested" => {
                decoded::<contract::DocumentsRequested>(&event).dossier_version
            }
            "stts.events.v1.RightEnds" => decoded::<contract::RightEnds>(&event).dossier_version,
            _ => continue,
        };
        assert_eq!(version, 8, "{name}");
    }
}

#[test]
fn a_refused_person_without_dossier_is_a_key_of_their_own() {
    let event = refused(None);
    assert_eq!(message(&event).0, person().to_string());
    let told: contract::ApplicationRefused = decoded(&event);
    assert_eq!((told.dossier_number.as_str(), told.grounds.len()), ("", 5));
    assert_eq!(told.ground(), contract::RefusalGround::NotEntitled);
    let told: contract::ApplicationRefused = decoded(&refused(Some(number())));
    assert_eq!(told.dossier_number, "1234567894");
}

#[test]
fn a_period_is_told_with_its_end_once_it_has_one() {
    let open = ReductionPeriod { period: Period::open(date("2024-03-31")), ..period() };
    for (period, ended) in [(open, false), (period(), true)] {
        let event = Event::ReductionPeriodChanged { dossier_number: number(), period };
        let told: contract::ReductionPeriodChanged = decoded(&event);
        assert_eq!(told.formula(), stts_contracts::dossier::v1::Formula::CallsOnly);
        assert_eq!(told.begin_date.unwrap().month, 3);
        assert_eq!(told.end_date.map(|end| end.month), ended.then_some(4));
    }
}

#[test]
fn a_task_names_whom_it_asks() {
    let told: contract::TaskRaised = decoded(&Event::TaskRaised { task: task() });
    assert_eq!(
        (told.assignee.as_str(), told.r#type()),
        ("beta", contract::TaskType::EnterMissingData)
    );
    let dates = [told.due_date, told.end_date].map(|date| date.map(|date| (date.year, date.month)));
    assert_eq!(dates, [Some((2025, 7)), Some((2025, 2))]);
    assert_eq!(told.undue.map(|undue| (undue.months, undue.amount_cents)), Some((2, 2300)));
    let open = full::dossier().open_tasks[1].clone();
    assert_eq!(open.kind, TaskKind::ReviewPerson);
    let told: contract::TaskRaised = decoded(&Event::TaskRaised { task: Task { open, ..task() } });
    assert_eq!(told.assignee, "BIPT");
}
