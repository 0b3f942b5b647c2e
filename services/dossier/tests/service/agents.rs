//! What BIPT's agents do on dossiers: notes, and decisions explained.

use prost::Message;
use sea_orm::{ConnectionTrait, Statement};
use stts_contracts::dossier::v1::{self as contract, AddNoteResponse};
use stts_dossier::ports::{Call, Page};
use stts_dossier::wire::answer;
use stts_dossier_domain::dossier::{Party, Profile};
use stts_kernel::{DossierNumber, ErrorKind};

use crate::tenure::as_operator;
use crate::world::{World, applicant, call, day, on_both_databases};

on_both_databases!(
    a_note_is_listed_with_the_history_to_bipt_alone,
    a_repeated_note_is_added_once,
    a_note_is_sealed_in_its_table,
    a_decision_is_explained_and_is_the_same_again,
    a_decision_whose_rules_or_facts_were_altered_is_not_the_same,
);

const PAGE: Page = Page { after: 0, size: 50 };

fn agent(request: u64) -> Call {
    let mut call = call("AddNote", request);
    call.caller.party = Party::Bipt;
    call.caller.profile = Profile::BiptAgent;
    call.caller.user = Some("an.agent".to_owned());
    call
}

async fn noted(world: &World, request: u64, number: DossierNumber, text: &str) -> contract::Note {
    let answer = world.app.add_note(&agent(request), number, text).await.unwrap();
    AddNoteResponse::decode(answer.as_slice()).unwrap().note.unwrap()
}

/// The texts of the notes by the entry that they follow.
async fn listed(world: &World, call: &Call, number: DossierNumber) -> Vec<(u64, String)> {
    let history = world.app.list_history(call, number, None, PAGE).await.unwrap();
    history.notes.into_iter().map(|note| (note.version, note.text)).collect()
}

async fn a_note_is_listed_with_the_history_to_bipt_alone(world: World) {
    let number = world.apply(1).await;
    let first = noted(&world, 10, number, "She calls back on Monday.").await;
    assert_eq!(
        (first.user.as_str(), first.text.as_str()),
        ("an.agent", "She calls back on Monday.")
    );
    noted(&world, 11, number, "She did.").await;
    world.confirm(1, number, day(0)).await;
    noted(&world, 12, number, "Confirmed by the shop.").await;

    let expected =
        [(1, "She calls back on Monday."), (1, "She did."), (2, "Confirmed by the shop.")];
    let mut found = listed(&world, &agent(0), number).await;
    found.sort();
    assert_eq!(found, expected.map(|(version, text)| (version, text.to_owned())));
    assert_eq!(listed(&world, &call("ListHistory", 0), number).await, []);
    // A note changes nothing of the dossier.
    let dossier = world.app.present_dossier(&agent(0), number).await.unwrap();
    assert_eq!(dossier.version, 2);

    let unknown = "1000000021".parse().unwrap();
    let refused = world.app.add_note(&agent(13), unknown, "?").await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::DossierNotFound);
    let stranger = as_operator("OP02", call("ListHistory", 0));
    let refused = world.app.list_history(&stranger, number, None, PAGE).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::DossierNotFound);
}

async fn a_repeated_note_is_added_once(world: World) {
    let number = world.apply(1).await;
    let first = noted(&world, 10, number, "Once.").await;
    assert_eq!(noted(&world, 10, number, "Once.").await, first);
    let mut other = agent(10);
    other.request.as_mut().unwrap().content_hash = [8; 32];
    let reused = world.app.add_note(&other, number, "Twice.").await.unwrap_err();
    assert_eq!(reused.kind, ErrorKind::RequestIdReused);
    assert_eq!(listed(&world, &agent(0), number).await.len(), 1);
}

async fn a_note_is_sealed_in_its_table(world: World) {
    let number = world.apply(1).await;
    noted(&world, 10, number, "Peeters is ill.").await;
    let reader = world.database.store.reader();
    let backend = reader.connection().get_database_backend();
    let select = Statement::from_string(backend, "SELECT sealed_text FROM dossier_notes");
    let row = reader.connection().query_one_raw(select).await.unwrap().unwrap();
    let sealed: Vec<u8> = row.try_get("", "sealed_text").unwrap();
    assert!(!sealed.windows(7).any(|bytes| bytes == b"Peeters"));
    // Moved to another dossier, it opens no more.
    let other = world.apply(2).await;
    world.execute(&format!("UPDATE dossier_notes SET dossier_number = {}", other.get())).await;
    let history = world.app.list_history(&agent(0), other, None, PAGE).await.unwrap_err();
    assert_eq!(history.kind, ErrorKind::Internal);
}

async fn explained(world: &World, number: DossierNumber, which: u64) -> contract::Explanation {
    let which = Some(which).filter(|which| *which > 0);
    let found = world.app.explain_decision(&agent(0), number, which).await.unwrap();
    answer::explanation(&found.unwrap())
}

fn fact<'a>(explained: &'a contract::Explanation, name: &str) -> &'a contract::ExplainedFact {
    explained.facts.iter().find(|fact| fact.name == name).unwrap()
}

/// The person is 75, alone and without income; OP02 applies again once OP01 has let the dossier go,
/// two years later, and the right is evaluated anew.
async fn a_decision_is_explained_and_is_the_same_again(world: World) {
    world.remember_rules().await;
    let number = world.apply(1).await;
    world.app.cancel_application(&call("CancelApplication", 2), number, None).await.unwrap();
    world.live_until(day(800));
    let applies = as_operator("OP02", call("Apply", 3));
    world.app.apply(&applies, &applicant(1)).await.unwrap();

    let first = explained(&world, number, 1).await;
    assert_eq!((first.evaluation, first.replay()), (1, contract::Replay::Same));
    assert_eq!(first.replayed, first.decision);
    assert_eq!(first.rules_version, world.app.rules.version);
    assert_eq!(fact(&first, "age").value, "75");
    assert_eq!(fact(&first, "household").value, "NOBODY");
    assert_eq!(fact(&first, "income_ok").value, "TRUE");
    assert_eq!(fact(&first, "war_blind").value, "FALSE");
    assert_eq!(fact(&first, "war_blind").source, "claims");
    assert_eq!(first.facts.len(), 11);
    let decision = first.decision.unwrap();
    assert_eq!(decision.decision(), contract::Decision::Entitled);
    let by_age = &decision.grounds[0];
    assert_eq!(by_age.category(), contract::Category::Age65);
    assert_eq!(by_age.article, "art. 22 §1, 1.2 1°");
    let conditions: Vec<&str> = by_age.conditions.iter().map(|one| &*one.condition).collect();
    assert_eq!(conditions, ["AGE", "HOUSEHOLD", "INCOME", "OWN_LIVING"]);

    for which in [0, 2, 99] {
        let last = explained(&world, number, which).await;
        assert_eq!((last.evaluation, last.replay()), (2, contract::Replay::Same));
        assert_eq!(fact(&last, "age").value, "78");
    }
    let unknown = "1000000021".parse().unwrap();
    let refused = world.app.explain_decision(&agent(0), unknown, None).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::DossierNotFound);
}

async fn a_decision_whose_rules_or_facts_were_altered_is_not_the_same(world: World) {
    let number = world.apply(1).await;
    assert_eq!(explained(&world, number, 0).await.replay(), contract::Replay::RulesMissing);
    world.remember_rules().await;
    assert_eq!(explained(&world, number, 0).await.replay(), contract::Replay::Same);

    let age = "'\"at_least\":75', '\"at_least\":15'";
    let younger = format!("replace(content, {age})");
    world.execute(&format!("UPDATE evaluations SET content = {younger}")).await;
    let younger = "replace(content, '\"at_most\":75', '\"at_most\":15')";
    world.execute(&format!("UPDATE evaluations SET content = {younger}")).await;
    let different = explained(&world, number, 0).await;
    assert_eq!(different.replay(), contract::Replay::Different);
    assert_eq!(different.replayed.unwrap().decision(), contract::Decision::Denied);
    assert_eq!(different.decision.unwrap().decision(), contract::Decision::Entitled);

    let lower = "replace(content, '\"age_years\"=65', '\"age_years\"=10')";
    world.execute(&format!("UPDATE rule_sets SET content = {lower}")).await;
    let altered = explained(&world, number, 0).await;
    assert_eq!(altered.replay(), contract::Replay::RulesMissing);
    assert_eq!(altered.replayed, None);
}
