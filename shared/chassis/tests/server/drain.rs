//! The way down: running calls and use cases end, new ones are not taken.

use std::time::Duration;

use stts_chassis::client::Credentials;
use stts_chassis::server::ServeError;
use stts_chassis::settings::{LimitSettings, ListenerSettings};
use stts_contracts::dev::v1::GetRequest;
use tokio::net::TcpStream;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::rig::{Behaviour, Rig, channel, limits};

#[tokio::test]
async fn a_running_call_is_answered_and_no_new_one_is_taken() {
    let (behaviour, begun, go_on) = Behaviour::wait();
    let rig = Rig::new(behaviour).await;
    let target = &rig.targets()[0];
    let mut health = HealthClient::new(channel(target, Credentials::None));
    let mut states = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    let first = states.message().await.unwrap().unwrap();
    assert_eq!(first.status(), ServingStatus::Serving);
    let mut client = rig.client(target);
    let running = tokio::spawn(async move { client.get(GetRequest {}).await });
    begun.notified().await;

    rig.host.shutdown().trigger();
    let second = states.message().await.unwrap().unwrap();
    assert_eq!(second.status(), ServingStatus::NotServing);
    drop((states, health));
    while TcpStream::connect(rig.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!rig.serving.is_finished());

    go_on.notify_one();
    running.await.unwrap().unwrap();
    rig.serving.await.unwrap();
}

#[tokio::test]
async fn pipes_serve_what_is_still_running() {
    let rig = Rig::new(Behaviour::Answer).await;
    let pipe = &rig.targets()[1];
    rig.host.shutdown().trigger();
    rig.client(pipe).get(GetRequest {}).await.unwrap();
}

#[tokio::test]
async fn a_service_runs_on_its_own_listeners_until_told_to_stop() {
    let rig = Rig::new(Behaviour::Answer).await;
    let any = "127.0.0.1:0".parse().unwrap();
    let own = ListenerSettings { public: any, internal: any, health: any };
    let taken = ListenerSettings { health: rig.address, ..own.clone() };
    let error = rig.host.run(&taken, &rig.service).await.unwrap_err();
    assert!(matches!(error, ServeError::Bind { address, .. } if address == rig.address), "{error}");

    rig.host.shutdown().trigger();
    rig.host.run(&own, &rig.service).await.unwrap();
    rig.host.run_embedded(any, std::slice::from_ref(&rig.service)).await.unwrap();
}

#[tokio::test]
async fn a_call_that_does_not_end_cannot_hold_the_process() {
    let (behaviour, begun, _go_on) = Behaviour::wait();
    let rig = Rig::with(behaviour, LimitSettings { drain_timeout_ms: 20, ..limits() }).await;
    let mut client = rig.client(&rig.targets()[0]);
    let running = tokio::spawn(async move { client.get(GetRequest {}).await });
    begun.notified().await;
    rig.host.shutdown().trigger();
    rig.serving.await.unwrap();
    assert!(!running.is_finished());
}

#[tokio::test]
async fn use_cases_are_waited_for() {
    let rig = Rig::new(Behaviour::Answer).await;
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let use_case = async move {
        let _ = ended.await;
        Ok(())
    };
    let mutations = rig.host.mutations();
    let call = tokio::spawn(async move { mutations.run(use_case).await });
    while rig.host.shutdown().tasks().is_empty() {
        tokio::task::yield_now().await;
    }
    call.abort();
    rig.host.shutdown().trigger();
    assert!(!rig.host.shutdown().drained(Duration::ZERO).await);
    drop(end);
    assert!(rig.host.shutdown().drained(Duration::from_mins(1)).await);
}
