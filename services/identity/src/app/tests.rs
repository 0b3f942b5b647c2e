//! What a register that misbehaves and a log that fails lead to.

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use mockall::Sequence;
use mockall::predicate::{always, eq};
use stts_identity_domain::{
    BirthDate, Household, HouseholdKey, Language, Match, NationalNumber, Person, PersonSearch,
    Purpose,
};
use stts_kernel::{ErrorKind, HouseholdId, PersonId, Refusal};
use stts_testkit::{FixedClock, SeededIds};

use super::*;
use crate::ports::{
    Call, ConsultationId, Ids, MockChangeNotes, MockConsultationLog, MockPersonIds, MockRegister,
    Question, RegisterUnavailable, Seen, Unfound,
};

const ROW: ConsultationId = ConsultationId(7);

fn number(nine: u64) -> NationalNumber {
    NationalNumber::from_first_nine(nine, false).unwrap()
}

fn person() -> Person {
    Person {
        number: number(500_312_001),
        last_name: "Peeters".to_owned(),
        first_names: "An".to_owned(),
        birth_date: BirthDate::new(1950, 3, 12).unwrap(),
        language: Language::Dutch,
        address: None,
        deceased_on: None,
        household: HouseholdKey::new("H1"),
        orphan_or_entrusted: None,
    }
}

fn search() -> PersonSearch {
    PersonSearch::new("Peeters", "An", BirthDate::new(1950, 0, 0).unwrap(), None).unwrap()
}

fn call() -> Call {
    Call {
        operator_id: "OP01".to_owned(),
        client_id: "crm".to_owned(),
        user: None,
        profile: "COMMERCIAL".to_owned(),
        purpose: Purpose::Check,
        dossier_number: None,
        request_id: None,
    }
}

fn ids() -> Ids {
    let ids = SeededIds::new(1);
    Ids { person_id: PersonId::random(&ids), household_id: HouseholdId::random(&ids) }
}

/// Everybody has an id, and the budget is as short as a register that never answers needs.
fn app(register: MockRegister, log: MockConsultationLog) -> App {
    let mut person_ids = MockPersonIds::new();
    person_ids.expect_number_of().returning(|_| Ok(Some(person().number)));
    App {
        register: Arc::new(register),
        log: Arc::new(log),
        changes: Arc::new(MockChangeNotes::new()),
        person_ids: Arc::new(person_ids),
        clock: Arc::new(FixedClock::at("2026-03-01T08:00:00Z")),
        register_budget: Duration::from_millis(50),
    }
}

/// A log whose row is completed once, without an answer, for this reason.
fn log_of_unfound(why: Unfound) -> MockConsultationLog {
    let mut log = MockConsultationLog::new();
    log.expect_begin().times(1).returning(|_| Ok(ROW));
    log.expect_unfound().with(eq(ROW), eq(why), always()).times(1).returning(|_, _, _| Ok(()));
    log
}

fn refused<T>(kind: ErrorKind) -> Result<T, Refusal> {
    Err(kind.into())
}

#[tokio::test]
async fn without_a_row_nothing_is_asked() {
    for kind in [ErrorKind::ServiceUnavailable, ErrorKind::Overloaded, ErrorKind::Internal] {
        let mut log = MockConsultationLog::new();
        log.expect_begin().times(4).returning(move |_| Err(kind));
        // A register without expectations fails the test when it is asked anything.
        let app = app(MockRegister::new(), log);
        let (call, id, all) = (call(), ids().person_id, Include { household: true, facts: true });
        assert_eq!(app.find_person(&call, &search(), all).await, refused(kind));
        assert_eq!(app.get_person(&call, id, all).await, refused(kind));
        assert_eq!(app.get_household(&call, id).await, refused(kind));
        assert_eq!(app.get_facts(&call, id).await, refused(kind));
    }
}

#[tokio::test]
async fn row_then_question_then_completion() {
    let (mut register, mut log) = (MockRegister::new(), MockConsultationLog::new());
    let mut order = Sequence::new();
    log.expect_begin()
        .withf(|row| row.question == Question::FindPerson && row.person_id.is_none())
        .times(1)
        .in_sequence(&mut order)
        .returning(|_| Ok(ROW));
    register
        .expect_search()
        .times(1)
        .in_sequence(&mut order)
        .returning(|_| Ok(Match::One(person())));
    let seen = Seen { number: person().number, household: person().household };
    log.expect_found()
        .with(eq(ROW), eq(vec![seen]), always())
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _, _| Ok(vec![ids()]));
    let found = app(register, log).find_person(&call(), &search(), Include::default()).await;
    let expected = Entry { ids: ids(), person: person(), household: None, facts: None };
    assert_eq!(found, Ok(expected));
}

#[tokio::test]
async fn without_a_completion_nothing_is_answered() {
    let (mut register, mut log) = (MockRegister::new(), MockConsultationLog::new());
    register.expect_search().returning(|_| Ok(Match::One(person())));
    log.expect_begin().returning(|_| Ok(ROW));
    log.expect_found().returning(|_, _, _| Err(ErrorKind::ServiceUnavailable));
    let found = app(register, log).find_person(&call(), &search(), Include::default()).await;
    assert_eq!(found, refused(ErrorKind::ServiceUnavailable));
}

#[tokio::test]
async fn nobody_several_and_no_register_are_told_apart() {
    for (answer, why, kind) in [
        (Ok(Match::None), Unfound::NotFound, ErrorKind::PersonNotFound),
        (Ok(Match::Several), Unfound::Ambiguous, ErrorKind::PersonAmbiguous),
        (Err(RegisterUnavailable), Unfound::Unavailable, ErrorKind::RegisterUnavailable),
    ] {
        let mut register = MockRegister::new();
        register.expect_search().times(1).return_once(move |_| answer);
        let app = app(register, log_of_unfound(why));
        let found = app.find_person(&call(), &search(), Include::default()).await;
        assert_eq!(found, refused(kind));
    }
}

/// A register that takes every question and answers none.
struct Silent;

#[async_trait::async_trait]
impl Register for Silent {
    async fn search(&self, _: &PersonSearch) -> Result<Match<Person>, RegisterUnavailable> {
        std::future::pending().await
    }

    async fn search_all(
        &self,
        _: &PersonSearch,
        _: usize,
    ) -> Result<Vec<Person>, RegisterUnavailable> {
        std::future::pending().await
    }

    async fn person(&self, _: NationalNumber) -> Result<Option<Person>, RegisterUnavailable> {
        std::future::pending().await
    }

    async fn household(&self, _: NationalNumber) -> Result<Option<Household>, RegisterUnavailable> {
        std::future::pending().await
    }

    async fn facts(
        &self,
        _: NationalNumber,
    ) -> Result<Option<stts_identity_domain::SocialFacts>, RegisterUnavailable> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_register_that_never_answers_is_not_waited_for() {
    let silent = |log| App { register: Arc::new(Silent), ..app(MockRegister::new(), log) };
    let log = || log_of_unfound(Unfound::Unavailable);
    let (call, id) = (call(), ids().person_id);
    let nothing = Include::default();
    let down = ErrorKind::RegisterUnavailable;
    assert_eq!(silent(log()).find_person(&call, &search(), nothing).await, refused(down));
    assert_eq!(silent(log()).get_person(&call, id, nothing).await, refused(down));
    assert_eq!(silent(log()).get_household(&call, id).await, refused(down));
    assert_eq!(silent(log()).get_facts(&call, id).await, refused(down));
    for known in [Known::Name(search()), Known::Number(number(1))] {
        let found = silent(log()).find_persons(&call, &known).await;
        assert_eq!(found.err(), Some(down.into()));
    }
}

#[tokio::test]
async fn somebody_else_is_no_answer() {
    let dead_on = NaiveDate::from_ymd_opt(2025, 1, 1);
    for other in [
        Person { last_name: "Janssens".to_owned(), ..person() },
        Person { birth_date: BirthDate::new(1951, 3, 12).unwrap(), ..person() },
        Person { deceased_on: dead_on, ..person() },
    ] {
        let mut register = MockRegister::new();
        register.expect_search().return_once(move |_| Ok(Match::One(other)));
        let app = app(register, log_of_unfound(Unfound::Unavailable));
        let found = app.find_person(&call(), &search(), Include::default()).await;
        assert_eq!(found, refused(ErrorKind::RegisterUnavailable));
    }
    let mut register = MockRegister::new();
    let other = Person { number: number(600_312_001), ..person() };
    register.expect_person().return_once(move |_| Ok(Some(other)));
    let app = app(register, log_of_unfound(Unfound::Unavailable));
    let told = app.get_person(&call(), ids().person_id, Include::default()).await;
    assert_eq!(told, refused(ErrorKind::RegisterUnavailable));
}

#[tokio::test]
async fn somebody_else_among_several_is_no_answer() {
    let mut register = MockRegister::new();
    let other = Person { last_name: "Janssens".to_owned(), ..person() };
    register.expect_search_all().return_once(move |_, _| Ok(vec![person(), other]));
    let app = app(register, log_of_unfound(Unfound::Unavailable));
    let told = app.find_persons(&call(), &Known::Name(search())).await;
    assert_eq!(told.err(), Some(ErrorKind::RegisterUnavailable.into()));
}

#[tokio::test]
async fn another_household_than_the_persons_is_no_answer() {
    let other = Household { key: HouseholdKey::new("H2"), housemates: Vec::new() };
    for told in [None, Some(other)] {
        let mut register = MockRegister::new();
        register.expect_search().returning(|_| Ok(Match::One(person())));
        register.expect_household().return_once(move |_| Ok(told));
        let app = app(register, log_of_unfound(Unfound::Unavailable));
        let include = Include { household: true, facts: false };
        let found = app.find_person(&call(), &search(), include).await;
        assert_eq!(found, refused(ErrorKind::RegisterUnavailable));
    }
}

#[tokio::test]
async fn an_id_that_was_never_given_costs_no_question() {
    let mut person_ids = MockPersonIds::new();
    person_ids.expect_number_of().times(3).returning(|_| Ok(None));
    let app = App {
        changes: Arc::new(MockChangeNotes::new()),
        person_ids: Arc::new(person_ids),
        ..app(MockRegister::new(), MockConsultationLog::new())
    };
    let (call, id) = (call(), ids().person_id);
    let nobody = ErrorKind::PersonNotFound;
    assert_eq!(app.get_person(&call, id, Include::default()).await, refused(nobody));
    assert_eq!(app.get_household(&call, id).await, refused(nobody));
    assert_eq!(app.get_facts(&call, id).await, refused(nobody));
}
