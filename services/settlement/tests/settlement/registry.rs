//! The registry of operators: what is noted of each, and who takes part in a year.

use stts_chassis::fields::date_message;
use stts_contracts::settlement::v1::operator_service_server::OperatorService;
use stts_contracts::settlement::v1::{
    CheckParticipationRequest, CheckParticipationResponse, GetOperatorRequest, GrantingPractice,
    NumberAssignment, OfferedService, Operator, ParticipationReason, RegisterOperatorRequest,
    ServiceKind,
};
use stts_kernel::IdSource;
use stts_testkit::SeededIds;
use tonic::Status;
use tonic_types::StatusExt;

use crate::dossiers::date;
use crate::world::{World, YEAR, manager, operator, reason, registration};

fn service(kind: ServiceKind) -> OfferedService {
    let offered_from = Some(date_message(date("2010-01-01")));
    OfferedService { kind: kind.into(), offered_from, offered_until: None }
}

fn numbers(from: &str, until: Option<&str>) -> NumberAssignment {
    NumberAssignment {
        block: "0278".to_owned(),
        assigned_from: Some(date_message(date(from))),
        assigned_until: until.map(|until| date_message(date(until))),
    }
}

async fn register(world: &World, id: &str, note: impl FnOnce(&mut Operator)) -> Operator {
    let mut request = registration(world.id().parse().unwrap(), id);
    note(request.operator.as_mut().unwrap());
    let answer = world.rpcs.register_operator(manager(request)).await.unwrap();
    answer.into_inner().operator.unwrap()
}

async fn check(world: &World, year: i32, id: &str) -> CheckParticipationResponse {
    let message = CheckParticipationRequest { year, operator_id: id.to_owned() };
    world.rpcs.check_participation(manager(message)).await.unwrap().into_inner()
}

async fn shown(
    world: &World,
    request: tonic::Request<GetOperatorRequest>,
) -> Result<Operator, Status> {
    Ok(world.rpcs.get_operator(request).await?.into_inner().operator.unwrap())
}

#[tokio::test]
async fn an_operator_is_shown_as_it_was_registered() {
    for world in World::each().await {
        let registered = register(&world, "OP01", |one| {
            one.services = vec![service(ServiceKind::Fixed), service(ServiceKind::Voip)];
            one.numbers =
                vec![numbers("2020-01-01", Some("2021-01-01")), numbers("2022-01-01", None)];
            one.volunteered_on = Some(date_message(date("2020-05-01")));
            let practice = |valid_from, grants_in_advance| GrantingPractice {
                valid_from: Some(date_message(date(valid_from))),
                grants_in_advance,
            };
            one.practices = vec![practice("2010-01-01", true), practice("2015-01-01", false)];
        })
        .await;
        assert_eq!(registered.services.len() + registered.numbers.len(), 4);
        register(&world, "OP02", |_| ()).await;
        let named = GetOperatorRequest { operator_id: "OP01".to_owned() };
        assert_eq!(shown(&world, manager(named)).await.unwrap(), registered);
        let own = GetOperatorRequest::default();
        assert_eq!(shown(&world, operator("OP01", own)).await.unwrap(), registered);
    }
}

#[tokio::test]
async fn an_operator_knows_of_no_other() {
    for world in World::each().await {
        register(&world, "OP01", |_| ()).await;
        register(&world, "OP02", |_| ()).await;
        for operator_id in ["OP02", "OP09"] {
            let message = GetOperatorRequest { operator_id: operator_id.to_owned() };
            let refused = world.rpcs.get_operator(operator("OP01", message)).await;
            assert_eq!(reason(refused), "OPERATOR_NOT_FOUND");
            let message =
                CheckParticipationRequest { year: YEAR, operator_id: operator_id.to_owned() };
            let refused = world.rpcs.check_participation(operator("OP01", message)).await;
            assert_eq!(reason(refused), "OPERATOR_NOT_FOUND");
        }
        let nobody = world.rpcs.get_operator(manager(GetOperatorRequest::default())).await;
        assert_eq!(reason(nobody), "INVALID_FIELDS");
    }
}

#[tokio::test]
async fn who_takes_part_is_told_with_the_reason() {
    use ParticipationReason as Reason;
    for world in World::each().await {
        register(&world, "OP01", |one| one.services = vec![service(ServiceKind::Fixed)]).await;
        register(&world, "OP02", |one| one.services = vec![service(ServiceKind::MobileResold)])
            .await;
        register(&world, "OP03", |one| one.services = vec![service(ServiceKind::Voip)]).await;
        register(&world, "OP04", |one| {
            one.services = vec![service(ServiceKind::Voip)];
            one.numbers = vec![numbers("2023-12-31", None)];
        })
        .await;
        register(&world, "OP05", |_| ()).await;
        register(&world, "OP06", |one| {
            one.participates_from = Some(date_message(date("2024-01-01")));
        })
        .await;
        for (id, takes_part, why) in [
            ("OP01", true, Reason::PublicTelephony),
            ("OP02", true, Reason::Resale),
            ("OP03", false, Reason::NoNumbers),
            ("OP04", true, Reason::NumberedVoip),
            ("OP05", true, Reason::Registered),
            ("OP06", false, Reason::NotRegistered),
        ] {
            let found = check(&world, YEAR, id).await;
            assert_eq!((found.takes_part, found.reason()), (takes_part, why), "{id}");
            assert_eq!(found.threshold_cents, Some(5_000_000_000));
        }
        assert_eq!(check(&world, 2011, "OP01").await.threshold_cents, None);
        assert_eq!(check(&world, 2009, "OP01").await.reason(), Reason::NoService);
        assert_eq!(check(&world, YEAR, "OP06").await.registered_as, "");
        assert_eq!(check(&world, YEAR, "OP05").await.registered_as, "public telephony");
        assert_eq!(world.open(YEAR).await.unwrap().operator_ids, ["OP01", "OP02", "OP04", "OP05"]);
    }
}

/// Two small providers and a large one: the one that bound itself stays, the other leaves with
/// its turnover.
#[tokio::test]
async fn a_turnover_that_is_not_above_the_threshold_ends_the_part_unless_by_own_will() {
    use ParticipationReason as Reason;
    for world in World::each().await {
        for id in ["OP01", "OP02", "OP03"] {
            register(&world, id, |one| {
                one.services = vec![service(ServiceKind::Fixed)];
                if id == "OP02" {
                    one.volunteered_on = Some(date_message(date("2019-01-01")));
                }
            })
            .await;
        }
        world.open(YEAR).await.unwrap();
        for (id, cents) in [("OP01", 5_000_000_001), ("OP02", 5), ("OP03", 5_000_000_000)] {
            assert_eq!(check(&world, YEAR, id).await.reason(), Reason::PublicTelephony, "{id}");
            world.declare_turnover(YEAR, id, &[("MOBILE_PREPAID", cents)]).await.unwrap();
            world.declare_factors(YEAR, id, "1", "1").await.unwrap();
            assert_eq!(check(&world, YEAR, id).await.turnover_cents, Some(cents));
        }
        for (id, why) in [
            ("OP01", Reason::PublicTelephony),
            ("OP02", Reason::Volunteer),
            ("OP03", Reason::BelowThreshold),
        ] {
            assert_eq!(check(&world, YEAR, id).await.reason(), why, "{id}");
        }
        let draft = world.calculate(YEAR, &world.id()).await.unwrap();
        let ids: Vec<_> = draft.statements.iter().map(|one| one.operator_id.as_str()).collect();
        assert_eq!(ids, ["OP01", "OP02"]);
    }
}

#[tokio::test]
async fn every_bad_field_of_an_offering_is_named() {
    let [world, ..] = &World::each().await[..] else { unreachable!() };
    let backwards = || Some(date_message(date("2000-01-01")));
    let mut request = registration(SeededIds::new(9).uuid(), "OP01");
    let noted = request.operator.as_mut().unwrap();
    noted.services = vec![
        OfferedService::default(),
        OfferedService { offered_until: backwards(), ..service(ServiceKind::Fixed) },
    ];
    noted.numbers =
        vec![NumberAssignment { block: "02 78".to_owned(), ..numbers("2000-01-01", None) }];
    noted.practices = vec![GrantingPractice::default()];
    let bad = RegisterOperatorRequest { operator: Some(noted.clone()), ..request.clone() };
    let fields = bad_fields(world.rpcs.register_operator(manager(bad)).await);
    for field in [
        "operator.services[0].kind",
        "operator.services[0].offered_from",
        "operator.services[1].offered_until",
        "operator.numbers[0].block",
        "operator.practices[0].valid_from",
    ] {
        assert!(fields.iter().any(|named| named == field), "{field} in {fields:?}");
    }
    let noted = request.operator.as_mut().unwrap();
    let same_day = date_message(date("2010-01-01"));
    noted.services =
        vec![OfferedService { offered_until: Some(same_day), ..service(ServiceKind::Fixed) }];
    noted.numbers = Vec::new();
    noted.practices = Vec::new();
    let fields = bad_fields(world.rpcs.register_operator(manager(request)).await);
    assert_eq!(fields, ["operator.services[0].offered_until"]);
}

fn bad_fields<T>(answer: Result<T, Status>) -> Vec<String> {
    let status = answer.err().expect("a refusal");
    let request = status.get_details_bad_request().unwrap();
    request.field_violations.into_iter().map(|violation| violation.field).collect()
}
