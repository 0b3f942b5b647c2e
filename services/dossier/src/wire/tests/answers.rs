//! Answers, as an operator reads them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use prost::Message;
use stts_contracts::common::v1 as common;
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::{
    Application, ApplicationKind, Caller, CommandName, Dossier, InstallationGrant, Party, Profile,
    ReductionPeriod, RightCheck, Status,
};
use stts_dossier_domain::eligibility::{FactName, Facts, Outcome, evaluate};
use stts_kernel::{Category, Cents, Formula, Period};
use uuid::Uuid;

use super::rules::rules;
use crate::app::Check;
use crate::ports::{
    Answer, Call, Change, Encode, Export, HistoryEntry, Note, Purpose, RequestIdentity, Run,
    RunCounts, RunKind, RunState,
};
use crate::store::record::tests::full::{self, date, operator};
use crate::wire::{Wire, answer, call_context};

fn caller(profile: Profile) -> Caller {
    let party = Party::Operator(operator("alpha"));
    Caller { party, profile, user: Some("an".to_owned()) }
}

fn waiting(confirmed: bool, with_data: bool) -> Dossier {
    let full = full::application();
    let activation_data = full.activation_data.clone().filter(|_| with_data);
    Dossier {
        status: Status::AwaitingActivation,
        application: Application { confirmed, activation_data, right_decided_on: None, ..full },
        transfer: None,
        reduction: None,
        ..full::dossier()
    }
}

fn instant() -> DateTime<Utc> {
    "2024-03-01T10:00:00Z".parse().unwrap()
}

fn text(date: Option<common::Date>) -> String {
    date.map(|date| format!("{}-{:02}-{:02}", date.year, date.month, date.day)).unwrap_or_default()
}

#[test]
fn a_dossier_is_shown_as_it_is() {
    let shown = answer::dossier(&waiting(true, true), &caller(Profile::Commercial), &rules());
    assert_eq!((shown.dossier_number.as_str(), shown.etag.as_str()), ("1234567894", "7"));
    assert_eq!(shown.status(), contract::Status::AwaitingActivation);
    assert_eq!(shown.category(), contract::Category::Age65);
    assert_eq!((shown.operator_id.as_str(), shown.confirmed), ("alpha", true));
    assert_eq!(text(shown.application_date), "2024-03-01");
    assert_eq!(text(shown.right_begin_date), "2024-03-04");
    assert_eq!(text(shown.next_verification_date), "2026-03-04");
    assert_eq!((shown.reduction_begin_date, shown.reduction_end_date), (None, None));
    let person = shown.person.unwrap();
    assert_eq!(text(person.birth_date), "1950-00-00");
    assert_eq!((person.last_name.as_str(), person.language()), ("Peeters", common::Language::Nl));
    assert_eq!(person.address.unwrap().r#box, "3");
    let data = shown.activation_data.unwrap();
    assert_eq!((data.phone_number.as_str(), data.billing_day), ("092345678", 31));
    assert_eq!(data.installation_cost_cents, Some(5500));
}

#[test]
fn the_dates_of_a_reduction_are_shown() {
    let shown = answer::dossier(&full::dossier(), &caller(Profile::Commercial), &rules());
    assert_eq!(text(shown.reduction_begin_date), "2024-03-31");
    assert_eq!(text(shown.reduction_end_date), "2025-02-01");
    assert_eq!(text(shown.right_end_date), "2026-03-01");
}

/// While a dossier goes from alpha to beta, neither sees what is the other's.
#[test]
fn during_a_transfer_each_operator_sees_its_own_part() {
    let dossier = full::dossier();
    assert_eq!(dossier.status, Status::AwaitingTransfer);
    let holder = answer::dossier(&dossier, &caller(Profile::Commercial), &rules());
    assert_eq!((holder.operator_id.as_str(), holder.confirmed), ("alpha", true));
    assert_eq!(text(holder.application_date), "2024-03-01");
    assert_eq!(text(holder.reduction_end_date), "2025-02-01");
    assert!(holder.pending.is_empty(), "when the transfer lapses is the other's affair");
    let beta = Caller { party: Party::Operator(operator("beta")), ..caller(Profile::Commercial) };
    let incoming = answer::dossier(&dossier, &beta, &rules());
    assert_eq!((incoming.operator_id.as_str(), incoming.confirmed), ("", false));
    assert_eq!(text(incoming.application_date), "2025-01-10");
    assert_eq!((incoming.activation_data, incoming.undue), (None, None));
    assert_eq!((incoming.reduction_begin_date, incoming.reduction_end_date), (None, None));
    assert_eq!(incoming.pending_modification, None);
}

#[test]
fn what_comes_by_itself_is_told_with_its_date() {
    for (confirmed, with_data, status, on, lapse) in [
        (true, true, contract::Status::Active, "2024-03-05", false),
        (true, false, contract::Status::Suspended, "2024-09-02", true),
        (false, false, contract::Status::Suspended, "2024-03-09", true),
    ] {
        let dossier = waiting(confirmed, with_data);
        let shown = answer::dossier(&dossier, &caller(Profile::Commercial), &rules());
        let told: Vec<_> = shown
            .pending
            .iter()
            .map(|pending| (pending.status(), text(pending.date), pending.lapse))
            .collect();
        assert!(told.contains(&(status, on.to_owned(), lapse)), "{told:?}");
    }
}

#[test]
fn an_action_is_allowed_or_refused_with_its_reason() {
    let caller = caller(Profile::Commercial);
    let actions = answer::allowed_actions(&waiting(false, false), &caller, &rules());
    let told: Vec<_> =
        actions.iter().map(|action| (action.action(), action.allowed, action.reason())).collect();
    assert_eq!(
        told[..4],
        [
            (contract::Action::Apply, false, common::Reason::DossierExists),
            (contract::Action::ConfirmApplication, true, common::Reason::Unspecified),
            (contract::Action::CompleteActivationData, false, common::Reason::ActionNotAllowed),
            (contract::Action::CancelApplication, true, common::Reason::Unspecified),
        ]
    );
}

#[test]
fn an_evaluation_tells_the_ground_of_every_category() {
    let rules = rules();
    let row = &rules.eligibility.on(date("2024-03-01")).value;
    let told = answer::evaluation(&evaluate(&Facts::unknown(), row));
    assert_eq!(told.decision(), contract::Decision::Undecided);
    assert!(told.missing_facts.is_sorted() && told.missing_facts.contains(&"age".to_owned()));
    let categories: Vec<_> = told.grounds.iter().map(contract::Ground::category).collect();
    assert_eq!(categories.len(), Category::ALL.len());
    assert!(told.grounds.iter().all(|ground| ground.outcome() == contract::GroundOutcome::Unknown));
    assert!(told.grounds.iter().all(|ground| ground.article.starts_with("art. 22")));
}

#[test]
fn a_right_that_stands_rests_on_its_categories() {
    let told = answer::standing_right(&[Category::WarBlind], &rules(), date("2024-03-01"));
    assert_eq!(told.decision(), contract::Decision::Entitled);
    let [ground] = told.grounds.as_slice() else { panic!("one category is granted") };
    assert_eq!(ground.category(), contract::Category::WarBlind);
    assert_eq!(ground.outcome(), contract::GroundOutcome::Granted);
    assert_eq!(ground.article, "art. 22 §1, 3");
}

#[test]
fn a_check_tells_what_an_application_would_become() {
    for (outcome, status, first) in [
        (Outcome::Entitled, contract::Status::AwaitingActivation, Some(date("2024-03-02"))),
        (Outcome::Undecided, contract::Status::AwaitingDocuments, None),
    ] {
        let right = RightCheck {
            outcome,
            granted: vec![Category::Age65],
            missing: vec![FactName::Hearing],
            first_possible_reduction_date: first,
            evaluated: None,
        };
        let check = Check { existing: Some(full::dossier()), right };
        let told = answer::check_right(&check, &rules(), date("2024-03-01"));
        assert_eq!((told.status(), told.dossier_number.as_str()), (status, "1234567894"));
        assert_eq!(told.first_reduction_date.map(|date| date.day), first.map(|_| 2));
        let check = Check { existing: None, ..check };
        assert_eq!(answer::check_right(&check, &rules(), date("2024-03-01")).dossier_number, "");
    }
}

#[test]
fn history_tells_who_did_what() {
    let entry = HistoryEntry {
        version: 2,
        occurred_at: instant(),
        actor: Party::Operator(operator("alpha")),
        user: Some("An".to_owned()),
        command: CommandName::ConfirmWithData,
        reason: None,
        application_id: full::application().id,
        application_kind: ApplicationKind::New,
        operator: Some(operator("alpha")),
        other_operator: None,
        holder: Some(operator("alpha")),
        incoming: None,
        status_before: None,
        status_after: Status::AwaitingActivation,
    };
    let note = |version: u64, text: &str| Note {
        note_id: Uuid::from_u128(u128::from(version)),
        dossier_number: full::dossier().number,
        version,
        written_at: instant(),
        user: Some("agent".to_owned()),
        text: text.to_owned(),
    };
    let notes = [note(1, "before"), note(2, "then"), note(3, "after")];
    let told = answer::history_entry(&entry, &notes, &caller(Profile::Commercial));
    let texts: Vec<&str> = told.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(texts, ["then"], "a note is listed with the entry that it followed");
    assert_eq!((told.number, told.command.as_str()), (2, "CONFIRM_APPLICATION"));
    assert_eq!((told.actor.as_str(), told.user.as_str()), ("alpha", "An"));
    assert_eq!(told.application_kind(), contract::ApplicationKind::New);
    assert_eq!(told.status_before(), contract::Status::Unspecified);
    assert_eq!(told.status_after(), contract::Status::AwaitingActivation);

    let other = Party::Operator(operator("beta"));
    let told = answer::history_entry(
        &HistoryEntry { actor: other, ..entry },
        &[],
        &caller(Profile::Commercial),
    );
    let who = (told.actor.as_str(), told.user.as_str());
    assert_eq!(who, ("", ""), "no operator learns which other one acted");
}

#[test]
fn an_exported_row_is_a_period_or_an_installation() {
    let number = full::dossier().number;
    let period = ReductionPeriod {
        operator: operator("alpha"),
        formula: Formula::CallsSplit,
        period: Period::open(date("2024-03-31")),
    };
    let told = answer::export_row(3, &Export::Period(number, period));
    assert_eq!((told.key, told.operator_id.as_str()), (3, "alpha"));
    assert_eq!(told.reduction_period.unwrap().formula(), contract::Formula::CallsSplit);
    assert_eq!(told.installation_grant, None);
    let grant = InstallationGrant {
        operator: operator("alpha"),
        granted_on: date("2024-03-05"),
        normal_price: Cents(5500),
    };
    let told = answer::export_row(4, &Export::Installation(number, grant));
    let grant = told.installation_grant.unwrap();
    assert_eq!((grant.normal_price_cents, grant.line_kind()), (5500, contract::LineKind::Fixed));
    assert_eq!(told.reduction_period, None);
}

fn run() -> Run {
    Run {
        run_id: Uuid::from_u128(9),
        date: date("2024-03-01"),
        dry_run: true,
        kind: RunKind::Night,
        state: RunState::Completed(instant()),
        started_at: instant(),
        night: date("2024-03-01"),
        after_number: 0,
        counts: RunCounts::from([("ACTIVATE".to_owned(), 2)]),
    }
}

#[test]
fn an_answer_is_encoded_under_the_name_of_its_response() {
    let wire = Wire::new(Arc::new(rules()));
    let dossier = full::dossier();
    let encode = |answer| wire.answer(answer, &caller(Profile::Commercial), date("2024-03-01"));
    let applied = encode(Answer::Applied { dossier: &dossier, evaluation: None });
    assert_eq!(applied.type_name, "stts.dossier.v1.ApplyResponse");
    let told = contract::ApplyResponse::decode(applied.bytes.as_slice()).unwrap();
    assert_eq!(told.evaluation.unwrap().grounds.len(), 2);
    for (change, type_name) in [
        (Change::Confirmed, "stts.dossier.v1.ConfirmApplicationResponse"),
        (Change::Cancelled, "stts.dossier.v1.CancelApplicationResponse"),
        (Change::Completed, "stts.dossier.v1.CompleteActivationDataResponse"),
    ] {
        let changed = encode(Answer::Changed(change, &dossier));
        assert_eq!(changed.type_name, type_name);
        let told = contract::ConfirmApplicationResponse::decode(changed.bytes.as_slice()).unwrap();
        assert_eq!(told.dossier.unwrap().dossier_number, "1234567894");
    }
    let started = encode(Answer::RunStarted(&run()));
    assert_eq!(started.type_name, "stts.dossier.v1.StartNightRunResponse");
    let told = contract::StartNightRunResponse::decode(started.bytes.as_slice()).unwrap();
    let told = told.run.unwrap();
    assert_eq!((told.state(), told.counts[0].dossiers), (contract::RunState::Completed, 2));
}

#[test]
fn a_call_is_told_with_its_caller_and_its_request() {
    let request = RequestIdentity {
        method: "/stts.dossier.v1.DossierService/Apply",
        request_id: Uuid::from_u128(8),
        content_hash: [0; 32],
    };
    let by = |party, profile| Call {
        caller: Caller { party, profile, user: None },
        client_id: "client".to_owned(),
        request: Some(request.clone()),
    };
    let operators = by(Party::Operator(operator("alpha")), Profile::Commercial);
    let told = call_context(&operators, Purpose::Check, Some("1234567894"));
    assert_eq!((told.operator_id.as_str(), told.client_id.as_str()), ("alpha", "client"));
    assert_eq!(
        (told.profile(), told.purpose()),
        (common::Profile::Commercial, common::Purpose::Check)
    );
    assert_eq!(told.request_id, Uuid::from_u128(8).to_string());
    let agents = call_context(&by(Party::Bipt, Profile::BiptAgent), Purpose::Application, None);
    assert_eq!((agents.operator_id.as_str(), agents.dossier_number.as_str()), ("BIPT", ""));
    let wire = Wire::new(Arc::new(rules()));
    let caused = common::CallContext::decode(wire.cause(&operators, None).as_slice()).unwrap();
    assert_eq!(caused.purpose(), common::Purpose::Application);
}
