//! What callers send that they should not, and what goes wrong while they wait.

use std::time::Duration;

use stts_chassis::client::{Credentials, Target};
use stts_chassis::settings::LimitSettings;
use stts_contracts::dev::v1::GetRequest;
use stts_contracts::dev::v1::clock_service_client::ClockServiceClient;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::rig::{Behaviour, Rig, channel, frame, limits, reason};

#[tokio::test]
async fn a_body_that_is_not_one_message_is_the_callers_fault() {
    let rig = Rig::new(Behaviour::Answer).await;
    let malformed = (Code::InvalidArgument, "MALFORMED_MESSAGE");
    for (name, body, (code, expected)) in [
        ("no message", Vec::new(), malformed),
        ("half a header", vec![0, 0, 0], malformed),
        ("half a message", frame(b"four")[..7].to_vec(), malformed),
        ("a second message", [frame(b""), frame(b"")].concat(), malformed),
        ("a compressed message", vec![1, 0, 0, 0, 0], malformed),
        ("an unknown flag", vec![7, 0, 0, 0, 0], malformed),
        ("not protobuf", frame(&[0xff; 9]), malformed),
        ("deep nesting", frame(&[0x0b; 900]), malformed),
        ("too large", frame(&[0; 1_001]), (Code::ResourceExhausted, "MESSAGE_TOO_LARGE")),
        (
            "claims 4 GiB",
            vec![0, 255, 255, 255, 255],
            (Code::ResourceExhausted, "MESSAGE_TOO_LARGE"),
        ),
    ] {
        let (_, status) = rig.raw_with_token(&[], body).await;
        assert_eq!((status.code(), reason(&status).0.as_str()), (code, expected), "{name}");
        assert!(!status.message().contains("GetRequest"), "{name}: {}", status.message());
    }
    assert!(rig.callers.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_unknown_method_is_unimplemented() {
    let rig = Rig::new(Behaviour::Answer).await;
    for target in rig.targets() {
        // The event log is in the contracts, but not on this server.
        let mut client =
            stts_contracts::events::v1::event_log_service_client::EventLogServiceClient::new(
                channel(&target, Credentials::Token(rig.token())),
            );
        let status = client
            .read_events(stts_contracts::events::v1::ReadEventsRequest::default())
            .await
            .unwrap_err();
        assert_eq!(status.code(), Code::Unimplemented);
    }
}

#[tokio::test]
async fn a_panic_is_internal_and_tells_nothing() {
    let rig = Rig::new(Behaviour::Panic).await;
    for target in rig.targets() {
        let mut client = rig.client(&target);
        for _ in 0..2 {
            let status = client.get(GetRequest {}).await.unwrap_err();
            assert_eq!((status.code(), reason(&status).0.as_str()), (Code::Internal, "INTERNAL"));
            assert!(!format!("{status:?}").contains("person"));
        }
    }
}

#[tokio::test]
async fn a_status_without_a_reason_does_not_leak() {
    let raw = Status::internal("column national_number of table person");
    let rig = Rig::new(Behaviour::Status(raw)).await;
    let status = rig.client(&rig.targets()[0]).get(GetRequest {}).await.unwrap_err();
    assert_eq!(reason(&status).0, "INTERNAL");
    assert!(!format!("{status:?}").contains("national_number"));
}

#[tokio::test]
async fn a_call_ends_at_its_deadline() {
    let (behaviour, _begun, _go_on) = Behaviour::wait();
    let limits = LimitSettings { default_deadline_ms: 30, ..limits() };
    let rig = Rig::with(behaviour, limits).await;
    let late = (Code::DeadlineExceeded, "DEADLINE_EXCEEDED".to_owned());

    // The server's default, told by the server.
    let (_, status) = rig.raw_with_token(&[], frame(b"")).await;
    assert_eq!((status.code(), reason(&status).0), late);
    // The caller's own, told by the server.
    let (_, status) = rig.raw_with_token(&[("grpc-timeout", "10m")], frame(b"")).await;
    assert_eq!((status.code(), reason(&status).0), late);
    // The caller's own over a connection, where both sides watch it.
    for target in rig.targets() {
        let mut request = tonic::Request::new(GetRequest {});
        request.set_timeout(Duration::from_millis(10));
        let status = rig.client(&target).get(request).await.unwrap_err();
        assert_eq!((status.code(), reason(&status).0), late);
    }
}

#[tokio::test]
async fn a_call_that_is_long_by_nature_has_more_time() {
    let (behaviour, begun, go_on) = Behaviour::wait();
    let limits = LimitSettings { default_deadline_ms: 30, ..limits() };
    let rig = Rig::with(behaviour, limits).await;
    let other_ends_first = async {
        begun.notified().await;
        let (_, status) = rig.raw_with_token(&[], frame(b"")).await;
        assert_eq!(status.code(), Code::DeadlineExceeded);
        go_on.notify_one();
    };
    let (status, ()) = tokio::join!(rig.advance(), other_ends_first);
    assert_eq!(status.code(), Code::Ok);
}

#[tokio::test]
async fn a_malformed_timeout_is_named() {
    let rig = Rig::new(Behaviour::Answer).await;
    for timeout in ["soon", "10", "123456789m", "-1S"] {
        let (_, status) = rig.raw_with_token(&[("grpc-timeout", timeout)], frame(b"")).await;
        assert_eq!(status.code(), Code::InvalidArgument, "{timeout}");
        let fields = status.get_details_bad_request().unwrap().field_violations;
        assert_eq!(fields[0].field, "grpc-timeout");
    }
}

#[tokio::test]
async fn more_calls_at_once_than_allowed_are_told_to_come_back() {
    let (behaviour, begun, go_on) = Behaviour::wait();
    let rig = Rig::with(behaviour, LimitSettings { concurrent_calls: 1, ..limits() }).await;
    let target = &rig.targets()[0];
    let mut client = rig.client(target);
    let first = tokio::spawn(async move { client.get(GetRequest {}).await });
    begun.notified().await;
    let status = rig.client(target).get(GetRequest {}).await.unwrap_err();
    assert_eq!(
        (status.code(), reason(&status).0.as_str()),
        (Code::ResourceExhausted, "OVERLOADED")
    );
    assert!(status.get_details_retry_info().unwrap().retry_delay.is_some());
    go_on.notify_one();
    first.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let limits = LimitSettings { first_byte_timeout_ms: 20, ..limits() };
    let rig = Rig::with(Behaviour::Answer, limits).await;
    for beginning in [&b""[..], b"PRI * HTT"] {
        let mut stream = TcpStream::connect(rig.address).await.unwrap();
        stream.write_all(beginning).await.unwrap();
        // Returns only once the server has closed.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    }
    rig.client(&rig.targets()[0]).get(GetRequest {}).await.unwrap();
}

#[tokio::test]
async fn connections_beyond_the_limit_are_closed_at_once() {
    let rig = Rig::with(Behaviour::Answer, LimitSettings { connections: 1, ..limits() }).await;
    let mut client = rig.client(&rig.targets()[0]);
    client.get(GetRequest {}).await.unwrap();
    let mut second = TcpStream::connect(rig.address).await.unwrap();
    let mut nothing = Vec::new();
    let read = second.read_to_end(&mut nothing).await;
    assert!(read.is_err() || nothing.is_empty());
    client.get(GetRequest {}).await.unwrap();
}

#[tokio::test]
async fn nobody_there_is_unavailable() {
    let rig = Rig::new(Behaviour::Answer).await;
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        Target::Address(format!("http://{}", listener.local_addr().unwrap()))
    };
    let unknown = Target::Pipe(rig.host.pipes().clone(), "nobody".into());
    for target in [closed, unknown] {
        let channel = channel(&target, Credentials::None);
        let status = ClockServiceClient::new(channel).get(GetRequest {}).await.unwrap_err();
        assert_eq!(status.code(), Code::Unavailable, "{target:?}");
        assert_eq!(reason(&status).0, "SERVICE_UNAVAILABLE");
    }
}
