//! The last action is taken back: each kind of action, and who may.

use stts_dossier::ports::{Answered, Loaded};
use stts_dossier_domain::dossier::{
    Dossier, Language, Modification, OpenTask, PlaceState, Profile, Status, TaskKind, Undated,
};
use stts_kernel::{DossierNumber, ErrorKind, Formula};

use crate::life::{active, clerk, formula_on};
use crate::tenure::as_operator;
use crate::transfers::{data_of_b, prepared, seller};
use crate::world::{World, activation_data, call, day, on_both_databases};

on_both_databases!(
    an_application_is_as_it_was_before_each_action,
    an_active_dossier_is_as_it_was_before_each_action,
    a_transfer_that_is_taken_back_leaves_the_dossier_with_its_holder,
    a_household_whose_place_was_taken_meanwhile_keeps_it_so,
    what_a_night_has_put_into_effect_is_not_taken_back,
    whoever_never_had_the_dossier_is_answered_as_if_there_were_none,
);

async fn loaded(world: &World, number: DossierNumber) -> Loaded {
    world.app.store.by_number(number).await.unwrap().unwrap()
}

async fn tasks(world: &World, number: DossierNumber) -> Vec<TaskKind> {
    loaded(world, number).await.dossier.open_tasks.iter().map(|task| task.kind).collect()
}

async fn cancel(world: &World, code: &str, number: DossierNumber, request: u64) -> Answered {
    let cancels = as_operator(code, clerk("CancelLastAction", request));
    world.app.cancel_last_action(&cancels, number, None).await
}

/// After the action and its cancellation the dossier is as before, its place and tasks included, and
/// there is nothing more to take back.
async fn restores(
    world: &World,
    (code, number): (&str, DossierNumber),
    request: u64,
    action: impl Future<Output = Answered>,
) {
    let Loaded { dossier: before, place } = loaded(world, number).await;
    action.await.unwrap();
    let done = loaded(world, number).await.dossier;
    assert_eq!(done.version, before.version + 1);
    cancel(world, code, number, 2 * request).await.unwrap();
    let after = loaded(world, number).await;
    // A task that comes back is a new one to whoever keeps the tasks.
    let same = |task: &OpenTask, id| OpenTask { id, ..task.clone() };
    let ids = after.dossier.open_tasks.iter().map(|task| task.id);
    let open_tasks: Vec<_> =
        before.open_tasks.iter().zip(ids).map(|(task, id)| same(task, id)).collect();
    assert_eq!(open_tasks.len(), before.open_tasks.len());
    let version = before.version + 2;
    let expected = Dossier { version, last_action: None, open_tasks, ..before };
    assert!(after.dossier == expected, "{:?} {:?} {expected:?}", done.last_action, after.dossier);
    assert_eq!(after.place, place);
    let again = cancel(world, code, number, 2 * request + 1).await.unwrap_err();
    assert_eq!(again.kind, ErrorKind::NothingToCancel);
}

async fn an_application_is_as_it_was_before_each_action(world: World) {
    let (app, number) = (&world.app, world.apply(1).await);
    let own = ("OP01", number);
    let refused = cancel(&world, "OP01", number, 0).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NothingToCancel, "an application is cancelled otherwise");
    let [with, without] = [1, 2].map(|request| call("ConfirmApplication", request));
    let data = Some(activation_data(day(3)));
    restores(&world, own, 1, app.confirm_application(&with, number, None, data)).await;
    restores(&world, own, 2, app.confirm_application(&without, number, None, None)).await;
    let cancels = call("CancelApplication", 3);
    restores(&world, own, 3, app.cancel_application(&cancels, number, None)).await;
    assert_eq!(loaded(&world, number).await.place, PlaceState::Own, "the place is taken again");

    let confirms = call("ConfirmApplication", 4);
    app.confirm_application(&confirms, number, None, None).await.unwrap();
    assert_eq!(tasks(&world, number).await, [TaskKind::EnterMissingData]);
    let completes = call("CompleteActivationData", 5);
    let data = activation_data(day(3));
    restores(&world, own, 5, app.complete_activation_data(&completes, number, None, data)).await;
    assert_eq!(tasks(&world, number).await, [TaskKind::EnterMissingData], "it is back");
}

async fn an_active_dossier_is_as_it_was_before_each_action(world: World) {
    let (app, number) = (&world.app, active(&world, 1).await);
    let own = ("OP01", number);
    let undated = Undated { language: Some(Language::French), ..Undated::default() };
    let at_once = Modification { undated, dated: None };
    let [first, second] = [1, 2].map(|request| call("ModifyDossier", request));
    restores(&world, own, 1, app.modify_dossier(&first, number, None, at_once)).await;
    let dated = formula_on(Formula::SubscriptionAndCalls, day(40));
    restores(&world, own, 2, app.modify_dossier(&second, number, None, dated)).await;
    let (reduction, right) = (clerk("StopReduction", 3), clerk("StopRight", 4));
    restores(&world, own, 3, app.stop_reduction(&reduction, number, None, day(75))).await;
    restores(&world, own, 4, app.stop_right(&right, number, None, day(0))).await;
}

async fn a_transfer_that_is_taken_back_leaves_the_dossier_with_its_holder(world: World) {
    let number = active(&world, 1).await;
    let (admission, confirms) =
        (Some(prepared(&world, "OP02", 1).await), seller("OP02", "ConfirmTransfer", 1));
    let data = Some(data_of_b(75));
    let transfer = world.app.confirm_transfer(&confirms, admission, data);
    restores(&world, ("OP02", number), 1, transfer).await;
    let dossier = loaded(&world, number).await.dossier;
    assert_eq!((dossier.status, dossier.transferable_from()), (Status::Active, None));
    // The holder has done nothing that it could take back, and another can take the dossier over.
    let refused = cancel(&world, "OP01", number, 9).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NothingToCancel);
    prepared(&world, "OP03", 1).await;
}

async fn a_household_whose_place_was_taken_meanwhile_keeps_it_so(world: World) {
    let number = world.apply(1).await;
    let cancels = call("CancelApplication", 1);
    world.app.cancel_application(&cancels, number, None).await.unwrap();
    let other = world.apply(2).await;
    world
        .execute(&format!(
            "UPDATE household_places SET household_id = \
             (SELECT place FROM dossiers WHERE number = {}) WHERE dossier_number = {}",
            number.get(),
            other.get()
        ))
        .await;
    let refused = cancel(&world, "OP01", number, 2).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::HouseholdAlreadyBenefits);
    assert_eq!(loaded(&world, number).await.dossier.status, Status::Suspended);
}

async fn what_a_night_has_put_into_effect_is_not_taken_back(world: World) {
    let number = active(&world, 1).await;
    let refused = cancel(&world, "OP01", number, 1).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NothingToCancel, "confirmed, then activated");
    let stop = clerk("StopReduction", 2);
    world.app.stop_reduction(&stop, number, None, day(75)).await.unwrap();
    world.live_until(day(69));
    world.night(3, day(69)).await;
    let refused = cancel(&world, "OP01", number, 4).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NothingToCancel, "nobody holds it, and OP01 had it");
}

async fn whoever_never_had_the_dossier_is_answered_as_if_there_were_none(world: World) {
    let number = active(&world, 1).await;
    let stop = clerk("StopReduction", 1);
    world.app.stop_reduction(&stop, number, None, day(75)).await.unwrap();
    let nobodys: DossierNumber = "1234567894".parse().unwrap();
    let app = &world.app;
    let mut answers = Vec::new();
    for (request, number) in [(1, number), (2, nobodys)] {
        let call = |method| {
            let mut call = seller("OP03", method, request);
            call.caller.profile = Profile::Administrative;
            call
        };
        let dated = formula_on(Formula::CallsOnly, day(40));
        let whose = stts_dossier::app::Refreshing::Dossier(number);
        answers.push([
            cancel(&world, "OP03", number, request).await,
            app.stop_reduction(&call("StopReduction"), number, Some("1"), day(3)).await,
            app.stop_right(&call("StopRight"), number, None, day(900)).await,
            app.modify_dossier(&call("ModifyDossier"), number, None, dated).await,
            app.refresh_person_data(&call("RefreshPersonData"), whose, None).await,
        ]);
    }
    let [foreign, unknown] = answers.try_into().unwrap();
    for (foreign, unknown) in foreign.into_iter().zip(unknown) {
        let refused = foreign.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::DossierNotFound);
        assert_eq!(Err(refused), unknown);
    }
}
