//! Who had a dossier sees it as it was on the last day of the own tenure, and nothing of what came after.

use stts_dossier::app::View;
use stts_dossier::ports::{Call, Criterion, Page};
use stts_dossier_domain::dossier::{Party, Status};
use stts_kernel::{ErrorKind, OperatorId};

use crate::world::{World, activation_data, applicant, call, day, on_both_databases};

on_both_databases!(a_former_operator_sees_the_last_day_of_its_tenure);

pub(crate) fn as_operator(code: &str, call: Call) -> Call {
    let mut call = call;
    call.caller.party = Party::Operator(OperatorId::new(code).unwrap());
    call
}

/// OP01 applies and cancels; OP02 applies on the suspended dossier and gives its own data.
async fn a_former_operator_sees_the_last_day_of_its_tenure(world: World) {
    let number = world.apply(1).await;
    world.app.cancel_application(&call("CancelApplication", 2), number, None).await.unwrap();
    let applies = as_operator("OP02", call("Apply", 3));
    world.app.apply(&applies, &applicant(1)).await.unwrap();
    let confirms = as_operator("OP02", call("ConfirmApplication", 4));
    let data = Some(activation_data(day(0)));
    world.app.confirm_application(&confirms, number, None, data).await.unwrap();

    let query = |code| as_operator(code, call("GetDossier", 0));
    let View::Past(past) = world.app.get_dossier(&query("OP01"), number).await.unwrap() else {
        panic!("OP01 has it no longer")
    };
    assert_eq!((past.status, past.version), (Status::Suspended, 2));
    assert_eq!(past.application.operator.as_str(), "OP01");
    let View::Present(present) = world.app.get_dossier(&query("OP02"), number).await.unwrap()
    else {
        panic!("OP02 has it")
    };
    assert_eq!((present.status, present.version), (Status::AwaitingActivation, 4));
    let stranger = world.app.get_dossier(&query("OP03"), number).await.unwrap_err();
    assert_eq!(stranger.kind, ErrorKind::DossierNotFound);
    let acting = world.app.present_dossier(&query("OP01"), number).await.unwrap_err();
    assert_eq!(acting.kind, ErrorKind::DossierNotFound, "nothing can be done to the past");

    let page = Page { after: 0, size: 50 };
    let by_number = Criterion::Number(number);
    for (code, expected) in [
        ("OP01", vec![View::Past(past)]),
        ("OP02", vec![View::Present(present)]),
        ("OP03", Vec::new()),
    ] {
        let found = world.app.find_dossiers(&query(code), &by_number, page).await.unwrap();
        assert_eq!(found.rows, expected, "{code}");
    }
}
