//! What a holder does to a dossier that is active: changes, stops, and what the nights make of them.

use chrono::NaiveDate;
use prost::Message;
use stts_contracts::dossier::v1::{self as contract, Status as StatusMessage};
use stts_dossier::app::View;
use stts_dossier::ports::{Answered, Call};
use stts_dossier_domain::dossier::{
    Contact, Dossier, Language, Modification, PendingChange, Profile, Status, Undated,
};
use stts_kernel::{DossierNumber, ErrorKind, Formula, Period};

use crate::world::{World, call, day, on_both_databases};

on_both_databases!(
    a_change_takes_effect_at_once_or_in_the_night_of_its_date,
    a_stopped_reduction_ends_in_the_night_of_its_computed_end,
    a_right_that_ended_before_tells_what_was_not_due,
    a_date_out_of_range_is_refused_with_the_earliest_one,
    bipt_stops_what_it_does_not_hold,
);

/// A call of somebody at OP01 who may stop and take back.
pub(crate) fn clerk(method: &'static str, number: u64) -> Call {
    let mut call = call(method, number);
    call.caller.profile = Profile::Administrative;
    call
}

/// A dossier that is active at OP01 since the first day; its reduction begins ten days later.
pub(crate) async fn active(world: &World, person: u64) -> DossierNumber {
    let number = world.apply(person).await;
    world.confirm(person, number, day(0)).await;
    world.night(1_000 + person, day(0)).await;
    number
}

/// A change on a date.
pub(crate) fn formula_on(formula: Formula, date: NaiveDate) -> Modification {
    let change = PendingChange {
        date,
        formula: Some(formula),
        installation_cost: None,
        line_kind: None,
        payment_kind: None,
    };
    Modification { undated: Undated::default(), dated: Some(change) }
}

async fn dossier(world: &World, number: DossierNumber) -> Dossier {
    match world.app.get_dossier(&call("GetDossier", 0), number).await.unwrap() {
        View::Present(dossier) | View::Past(dossier) => dossier,
    }
}

/// The dossier in the answer of a stop; those of both stops are alike.
fn stopped(answered: Answered) -> contract::Dossier {
    contract::StopRightResponse::decode(answered.unwrap().as_slice()).unwrap().dossier.unwrap()
}

fn text(date: Option<stts_contracts::common::v1::Date>) -> String {
    date.map(|date| format!("{}-{:02}-{:02}", date.year, date.month, date.day)).unwrap_or_default()
}

async fn a_change_takes_effect_at_once_or_in_the_night_of_its_date(world: World) {
    let number = active(&world, 1).await;
    let contact = Contact { email: Some("jan@example.be".to_owned()), phone: None };
    let (language, contact) = (Some(Language::French), Some(contact));
    let undated = Undated { language, contact, ..Undated::default() };
    let at_once = Modification { undated, dated: None };
    let first = call("ModifyDossier", 1);
    let answer = world.app.modify_dossier(&first, number, Some("3"), at_once).await.unwrap();
    let shown = contract::ModifyDossierResponse::decode(answer.as_slice()).unwrap();
    let shown = shown.dossier.unwrap();
    assert_eq!((shown.status(), shown.etag.as_str()), (StatusMessage::Active, "4"));
    assert_eq!(shown.contact.unwrap().email, "jan@example.be");

    let second = call("ModifyDossier", 2);
    let dated = formula_on(Formula::SubscriptionAndCalls, day(40));
    let answer = world.app.modify_dossier(&second, number, None, dated).await.unwrap();
    let shown = contract::ModifyDossierResponse::decode(answer.as_slice()).unwrap();
    let shown = shown.dossier.unwrap();
    assert_eq!(shown.status(), StatusMessage::AwaitingModification);
    let pending = shown.pending_modification.unwrap();
    assert_eq!(text(pending.modification_date), "2026-02-14");
    assert_eq!(shown.activation_data.unwrap().formula(), contract::Formula::CallsOnly);

    world.live_until(day(40));
    world.night(2, day(40)).await;
    let changed = dossier(&world, number).await;
    assert_eq!((changed.status, changed.person.language), (Status::Active, Language::French));
    let periods: Vec<_> = changed.periods.iter().map(|one| (one.formula, one.period)).collect();
    let meets = Period::new(day(10), Some(day(40))).unwrap();
    assert_eq!(
        periods,
        [(Formula::CallsOnly, meets), (Formula::SubscriptionAndCalls, Period::open(day(40)))]
    );
}

async fn a_stopped_reduction_ends_in_the_night_of_its_computed_end(world: World) {
    let number = active(&world, 1).await;
    let stop = clerk("StopReduction", 1);
    let shown = stopped(world.app.stop_reduction(&stop, number, None, day(75)).await);
    assert_eq!(shown.status(), StatusMessage::AwaitingStop);
    // Stopped on 21 March: the last full month is that until the 15th.
    assert_eq!(text(shown.reduction_end_date), "2026-03-15");
    assert_eq!((text(shown.right_end_date).as_str(), shown.undue), ("", None));

    world.live_until(day(68));
    world.night(2, day(68)).await;
    assert_eq!(dossier(&world, number).await.status, Status::AwaitingStop);
    world.live_until(day(69));
    world.night(3, day(69)).await;
    let suspended = dossier(&world, number).await;
    assert_eq!((suspended.status, suspended.operator), (Status::Suspended, None));
    let period = suspended.periods[0].period;
    assert_eq!(period, Period::new(day(10), Some(day(69))).unwrap());
}

async fn a_right_that_ended_before_tells_what_was_not_due(world: World) {
    let number = active(&world, 1).await;
    // 25 April: the months until 15 May were granted, the right ended on 20 February.
    world.live_until(day(110));
    let stop = clerk("StopRight", 1);
    let shown = stopped(world.app.stop_right(&stop, number, None, day(46)).await);
    assert_eq!(shown.status(), StatusMessage::AwaitingStop);
    assert_eq!(text(shown.right_end_date), "2026-03-15");
    assert_eq!(text(shown.reduction_end_date), "2026-03-15");
    let undue = shown.undue.unwrap();
    assert_eq!((undue.months, undue.amount_cents), (2, 620));
    world.night(2, day(110)).await;
    let closed = dossier(&world, number).await;
    assert_eq!(closed.status, Status::Closed);
    assert_eq!(closed.periods[0].period, Period::new(day(10), Some(day(69))).unwrap());
}

async fn a_date_out_of_range_is_refused_with_the_earliest_one(world: World) {
    let number = active(&world, 1).await;
    let before = day(0) - chrono::Days::new(1);
    let late = day(0) + chrono::Months::new(12) + chrono::Days::new(1);
    let (app, page) = (&world.app, [before, late]);
    for (request, date) in page.into_iter().enumerate() {
        let request = u64::try_from(request).unwrap();
        let (reduction, right) = (clerk("StopReduction", request), clerk("StopRight", request));
        for refused in [
            app.stop_reduction(&reduction, number, None, date).await,
            app.stop_right(&right, number, None, date).await,
        ] {
            let refused = refused.unwrap_err();
            assert_eq!(refused.kind, ErrorKind::EndDateOutOfRange);
            assert_eq!(refused.metadata[0], ("earliest_date", day(0).to_string()));
        }
    }
    let early = formula_on(Formula::SubscriptionAndCalls, day(9));
    let modify = call("ModifyDossier", 1);
    let refused = app.modify_dossier(&modify, number, None, early).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::ModificationDateOutOfRange);
    assert_eq!(refused.metadata[0], ("earliest_date", day(10).to_string()));
}

async fn bipt_stops_what_it_does_not_hold(world: World) {
    let number = active(&world, 1).await;
    let mut agent = clerk("StopRight", 1);
    agent.caller.party = stts_dossier_domain::dossier::Party::Bipt;
    agent.caller.profile = Profile::BiptAgent;
    let shown = stopped(world.app.stop_right(&agent, number, None, day(0)).await);
    assert_eq!(
        (text(shown.right_end_date).as_str(), shown.operator_id.as_str()),
        ("2026-01-15", "OP01")
    );
}
