//! What every answer carries, and what a server tells about itself.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use http::HeaderMap;
use stts_chassis::access::AccessError;
use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::fields;
use stts_chassis::keys::ServiceTokens;
use stts_chassis::server::{ServeError, bind};
use stts_chassis::time::{ClockRow, ClockService, SimulatedClock};
use stts_contracts::dev::v1::clock_service_client::ClockServiceClient;
use stts_contracts::dev::v1::{AdvanceRequest, GetRequest};
use stts_kernel::{Clock, ErrorKind, Refusal};
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt;

use crate::rig::{Behaviour, Rig, SERVICE, channel, frame, reason};

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).map(|value| value.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn answers_and_errors_carry_the_ids() {
    let rig = Rig::new(Behaviour::Answer).await;
    let own = [("stts-correlation-id", "order-17")];
    let (answer, status) = rig.raw_with_token(&own, frame(b"")).await;
    assert_eq!(status.code(), Code::Ok);
    let (error, status) = rig.raw(&own, frame(b"")).await;
    assert_eq!(status.code(), Code::Unauthenticated);
    let traces: BTreeSet<_> = [answer, error]
        .map(|headers| {
            assert_eq!(text(&headers, "stts-correlation-id").as_deref(), Some("order-17"));
            let trace = text(&headers, "stts-trace-id").unwrap();
            assert_eq!(trace.len(), 32);
            trace
        })
        .into();
    assert_eq!(traces.len(), 2, "each call has its own");

    let long = "x".repeat(129);
    let (headers, _) = rig.raw(&[("stts-correlation-id", &long)], frame(b"")).await;
    assert_eq!(text(&headers, "stts-correlation-id"), None);
}

#[tokio::test]
async fn refusals_speak_the_callers_language() {
    let refusal = stts_chassis::reasons::status(&ErrorKind::RegisterUnavailable.into());
    let rig = Rig::new(Behaviour::Status(refusal)).await;
    for (accepted, locale) in [("", "en"), ("de-BE, nl;q=0.5", "de"), ("it", "en")] {
        let (_, status) = rig.raw_with_token(&[("accept-language", accepted)], frame(b"")).await;
        assert_eq!(reason(&status).0, "REGISTER_UNAVAILABLE");
        assert_eq!(status.get_details_localized_message().unwrap().locale, locale);
        assert!(status.get_details_retry_info().is_some());
    }
}

#[tokio::test]
async fn health_is_told_to_everybody() {
    let rig = Rig::new(Behaviour::Answer).await;
    for target in rig.targets() {
        let mut client = HealthClient::new(channel(&target, Credentials::None));
        for (service, serving) in [
            ("", Ok(ServingStatus::Serving)),
            ("stts.dev.v1.ClockService", Ok(ServingStatus::Serving)),
            ("stts.none.v1.Service", Err(Code::NotFound)),
        ] {
            let request = HealthCheckRequest { service: service.into() };
            let status = client.check(request).await.map(|answer| answer.into_inner().status());
            assert_eq!(status.map_err(|status| status.code()), serving, "{service}");
        }
    }
}

/// What a version of reflection lists; both have the same messages under other names.
macro_rules! listed {
    ($version:ident, $channel:expr) => {{
        use tonic_reflection::pb::$version::ServerReflectionRequest;
        use tonic_reflection::pb::$version::server_reflection_client::ServerReflectionClient;
        use tonic_reflection::pb::$version::server_reflection_request::MessageRequest;
        use tonic_reflection::pb::$version::server_reflection_response::MessageResponse;
        let message_request = Some(MessageRequest::ListServices(String::new()));
        let request = ServerReflectionRequest { host: String::new(), message_request };
        let mut client = ServerReflectionClient::new($channel);
        let stream = client.server_reflection_info(tokio_stream::once(request)).await.unwrap();
        let answer = stream.into_inner().message().await.unwrap().unwrap();
        let Some(MessageResponse::ListServicesResponse(list)) = answer.message_response else {
            panic!("not a list");
        };
        list.service.into_iter().map(|service| service.name).collect::<Vec<_>>()
    }};
}

#[tokio::test]
async fn both_reflections_list_what_this_listener_offers() {
    let rig = Rig::new(Behaviour::Answer).await;
    for target in rig.targets() {
        let anyone = || channel(&target, Credentials::None);
        for names in [listed!(v1, anyone()), listed!(v1alpha, anyone())] {
            assert!(names.iter().any(|name| name == "stts.dev.v1.ClockService"), "{names:?}");
            assert!(!names.iter().any(|name| name.contains("EventLog")), "{names:?}");
        }
    }
}

#[tokio::test]
async fn a_port_in_use_is_told_in_one_line() {
    let rig = Rig::new(Behaviour::Answer).await;
    let error = bind(rig.address).await.unwrap_err().to_string();
    assert!(error.contains(&rig.address.to_string()) && error.contains("in use"), "{error}");
    assert_eq!(error.lines().count(), 1);
}

/// A row that keeps nothing.
struct Row;

#[tonic::async_trait]
impl ClockRow for Row {
    async fn load(&self) -> Result<Option<DateTime<Utc>>, Refusal> {
        Ok(None)
    }

    async fn store(&self, _: DateTime<Utc>) -> Result<(), Refusal> {
        Ok(())
    }
}

async fn clock_at(instant: &str) -> Arc<SimulatedClock> {
    let first = instant.parse().unwrap();
    Arc::new(SimulatedClock::start(Arc::new(Row), first).await.unwrap())
}

#[tokio::test]
async fn what_is_for_services_is_never_public() {
    let rig = Rig::new(Behaviour::Answer).await;
    let server = ClockService::server(clock_at("2026-01-01T00:00:00Z").await);
    let refused = rig.host.service(SERVICE).public(server).build();
    assert!(matches!(refused, Err(ServeError::Access(AccessError::Internal(_)))), "{refused:?}");
}

#[tokio::test]
async fn the_simulated_clock_is_moved_from_outside() {
    let rig = Rig::new(Behaviour::Answer).await;
    let clock = clock_at("2026-01-01T00:00:00Z").await;
    let server = ClockService::server(clock.clone());
    let service = rig.host.service("simulated").internal(server).build().unwrap();
    rig.host.pipe_all(&[service]).unwrap();
    let tokens = ServiceTokens::new(rig.issuer.clone(), "demo");
    let target = Target::Pipe(rig.host.pipes().clone(), "simulated".into());
    let credentials = Credentials::Service(tokens);
    let timeout = Duration::from_secs(20);
    let channel = ServiceChannel::new(&target, "simulated", credentials, timeout).unwrap();
    let mut client = ClockServiceClient::new(channel);

    let instant = |text: &str| Some(fields::timestamp(text.parse().unwrap()));
    let forward = AdvanceRequest { instant: instant("2026-01-02T00:00:00Z") };
    let answer = client.advance(forward).await.unwrap().into_inner();
    assert_eq!(answer.instant, instant("2026-01-02T00:00:00Z"));
    assert_eq!(clock.today().to_string(), "2026-01-02");
    for bad in [None, instant("2026-01-01T00:00:00Z")] {
        let status = client.advance(AdvanceRequest { instant: bad }).await.unwrap_err();
        assert_eq!(reason(&status).0, "INVALID_FIELDS");
        let named = status.get_details_bad_request().unwrap().field_violations;
        assert_eq!(named.iter().map(|bad| bad.field.as_str()).collect::<Vec<_>>(), ["instant"]);
    }
    let now = client.get(GetRequest {}).await.unwrap().into_inner();
    assert_eq!(now.instant, instant("2026-01-02T00:00:00Z"));
}
