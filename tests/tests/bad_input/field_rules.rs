//! Every rule that a contract states for a field of a public rpc, broken alone and all together.

use std::collections::BTreeSet;

use stts_kernel::ErrorKind;
use stts_tests::{Stage, World};
use tonic::Code;

use super::breaches::{all_broken, breaches};
use super::callers::Callers;
use super::rows::rows;
use super::rpcs::{self, Rpc};
use super::samples::sample;
use super::wire::{Answer, Wire};

/// A refusal must name these fields and no others.
fn fault(answer: &Answer, expected: &[String]) -> Option<String> {
    let refused = answer.status.code() == Code::InvalidArgument
        && answer.reason() == Some(ErrorKind::InvalidFields);
    if refused && answer.bad_fields() == expected {
        return answer.unclear().map(|told| format!("`{told}` does not say what is expected"));
    }
    Some(format!("{} {:?}, expected {expected:?}", answer.code(), answer.bad_fields()))
}

async fn faults_of_one(wire: &Wire, token: &str, rpc: &Rpc) -> (usize, Vec<String>) {
    let mut faults = Vec::new();
    let breaches = breaches(&rpc.input);
    assert!(!breaches.is_empty(), "{} has no field rule", rpc.path);
    for breach in &breaches {
        let answer = wire.call(&rpc.path, token, &breach.message).await;
        if let Some(fault) = fault(&answer, &breach.paths) {
            faults.push(format!("{} {:?} {}: {fault}", rpc.path, breach.paths, breach.rule));
        }
    }
    let (message, paths) = all_broken(&rpc.input);
    let answer = wire.call(&rpc.path, token, &message).await;
    faults.extend(fault(&answer, &paths).map(|fault| format!("{} all: {fault}", rpc.path)));
    (breaches.len() + 1, faults)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_broken_field_rule_is_named_and_writes_nothing() {
    let world = World::new(Stage::Sqlite).await;
    let (wire, callers) = (Wire::of(&world), Callers::of(&world));
    world.control.quiet().await.unwrap();
    let before = rows(&world).await;
    let (mut cases, mut faults) = (0, Vec::new());
    for rpc in rpcs::public() {
        let (tried, found) = faults_of_one(&wire, &callers.token(rpc.profile()), &rpc).await;
        cases += tried;
        faults.extend(found);
    }
    println!("{cases} messages with broken rules");
    assert!(faults.is_empty(), "{} of {cases}:\n{}", faults.len(), faults.join("\n"));
    world.control.quiet().await.unwrap();
    assert_eq!(rows(&world).await, before, "nothing was written");
    world.end().await;
}

/// Without this, a message that breaks one rule could be refused for another.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_keeps_every_rule_passes_them() {
    let world = World::new(Stage::Sqlite).await;
    let (wire, callers) = (Wire::of(&world), Callers::of(&world));
    let passed: BTreeSet<_> = ["OK", "NOT_FOUND", "FAILED_PRECONDITION"].into();
    for rpc in rpcs::public() {
        let token = callers.token(rpc.profile());
        let answer = wire.call(&rpc.path, &token, &sample(&rpc.input)).await;
        let status = match answer.status.code() {
            Code::Ok => "OK",
            Code::NotFound => "NOT_FOUND",
            Code::FailedPrecondition => "FAILED_PRECONDITION",
            _ => "another",
        };
        assert!(passed.contains(status), "{}: {:?}", rpc.path, answer.status);
    }
    world.end().await;
}
