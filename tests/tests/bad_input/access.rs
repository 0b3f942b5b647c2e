//! Who may call which rpc: every rpc with every profile and every token that is not quite right.

use prost_reflect::prost::Message;
use stts::deployment::SERVICES;
use stts_contracts::common::v1::Profile;
use stts_kernel::ErrorKind;
use stts_tests::{Stage, World};
use tonic::Code;

use super::callers::{Callers, PROFILES};
use super::rows::rows;
use super::rpcs;
use super::samples::sample;
use super::wire::{Wire, frame};

/// The body is no message: who may call gets to it and is told so, who may not is refused before it
/// is read.
#[tokio::test(flavor = "multi_thread")]
async fn a_profile_calls_what_the_contract_says_and_nothing_else() {
    let world = World::new(Stage::Sqlite).await;
    let (wire, callers) = (Wire::of(&world), Callers::of(&world));
    let before = rows(&world).await;
    let (mut admitted, mut refused) = (0, 0);
    for rpc in rpcs::public() {
        for profile in PROFILES {
            let authorization = format!("Bearer {}", callers.token(profile));
            let headers = [("authorization", authorization.as_str())];
            let answer = wire.send(&rpc.path, &headers, frame(&[0xff; 9])).await;
            let expected = if rpc.profiles.contains(&profile) {
                admitted += 1;
                (Code::InvalidArgument, ErrorKind::MalformedMessage)
            } else {
                refused += 1;
                (Code::PermissionDenied, ErrorKind::ProfileNotAllowed)
            };
            let told = (answer.status.code(), answer.reason());
            assert_eq!(told, (expected.0, Some(expected.1)), "{} as {profile:?}", rpc.path);
        }
    }
    println!("{admitted} calls admitted, {refused} refused");
    world.control.quiet().await.unwrap();
    assert_eq!(rows(&world).await, before, "nothing was written");
    world.end().await;
}

/// The messages are good ones: only the token keeps them from being worked on.
#[tokio::test(flavor = "multi_thread")]
async fn a_bad_token_calls_nothing_and_all_get_the_same_answer() {
    let world = World::new(Stage::Sqlite).await;
    let (wire, callers) = (Wire::of(&world), Callers::of(&world));
    let before = rows(&world).await;
    let mut cases = 0;
    for rpc in rpcs::public() {
        let body = frame(&sample(&rpc.input).encode_to_vec());
        let nobody = wire.send(&rpc.path, &[], body.clone()).await;
        assert_eq!(nobody.status.code(), Code::Unauthenticated, "{}", rpc.path);
        assert_eq!(nobody.reason(), Some(ErrorKind::Unauthenticated), "{}", rpc.path);
        let tokens = callers.bad_tokens(rpc.profile());
        let bearers = tokens.iter().map(|(name, token)| (*name, format!("Bearer {token}")));
        let good = callers.token(rpc.profile());
        let others = [("another scheme", format!("Basic {good}")), ("no scheme", good)];
        for (name, authorization) in bearers.chain(others) {
            let headers = [("authorization", authorization.as_str())];
            let answer = wire.send(&rpc.path, &headers, body.clone()).await;
            assert_eq!(answer.status.code(), Code::Unauthenticated, "{} {name}", rpc.path);
            assert_eq!(answer.status.message(), nobody.status.message(), "{} {name}", rpc.path);
            assert_eq!(answer.status.details(), nobody.status.details(), "{} {name}", rpc.path);
            cases += 1;
        }
    }
    println!("{cases} calls with bad tokens");
    world.control.quiet().await.unwrap();
    assert_eq!(rows(&world).await, before, "nothing was written");
    world.end().await;
}

/// Neither with an operator's or BIPT's token, nor with one that a service makes for itself or for
/// the service that it means.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_between_services_is_not_offered_to_the_public() {
    let world = World::new(Stage::Sqlite).await;
    let (wire, callers) = (Wire::of(&world), Callers::of(&world));
    let before = rows(&world).await;
    let mut cases = 0;
    for rpc in rpcs::internal() {
        let mut tokens = vec![
            ("nobody", String::new(), Code::Unauthenticated),
            ("a service here", callers.token(Profile::Service), Code::Unimplemented),
        ];
        for service in SERVICES {
            tokens.push((service, callers.service_token(service), Code::Unauthenticated));
        }
        for profile in PROFILES.into_iter().filter(|profile| *profile != Profile::Service) {
            tokens.push(("a caller", callers.token(profile), Code::PermissionDenied));
        }
        for (name, token, expected) in tokens {
            let authorization = format!("Bearer {token}");
            let headers = [("authorization", authorization.as_str())];
            let answer = wire.send(&rpc.path, &headers, frame(&[])).await;
            assert_eq!(answer.status.code(), expected, "{} {name}", rpc.path);
            cases += 1;
        }
    }
    println!("{cases} calls of internal rpcs");
    let none = "/stts.dossier.v1.DossierService/Nothing";
    let answer = wire.send(none, &[], frame(&[])).await;
    assert_eq!(answer.status.code(), Code::Unimplemented);
    world.control.quiet().await.unwrap();
    assert_eq!(rows(&world).await, before, "nothing was written");
    world.end().await;
}
