//! Bodies that are not one message of a fair size, to every rpc; and what every refusal carries.

use std::collections::BTreeSet;

use prost_reflect::prost::Message;
use prost_reflect::{Kind, MessageDescriptor};
use stts_chassis::reasons::{self, Language};
use stts_kernel::ErrorKind;
use stts_tests::{Stage, World};
use tonic::Code;
use tonic_types::StatusExt;

use super::callers::Callers;
use super::rows::rows;
use super::rpcs::{self, Rpc};
use super::samples::sample;
use super::wire::{Answer, Wire, frame};

/// The largest message that an operator may send.
fn most_bytes(rpc: &Rpc) -> usize {
    let takes_much = ["SubmitBulk"].iter().any(|name| rpc.path.ends_with(name));
    if takes_much { 1 << 20 } else { 64 << 10 }
}

const LANGUAGES: [Language; 4] =
    [Language::Dutch, Language::French, Language::German, Language::English];

/// The trace ids seen so far: no two calls have the same.
#[derive(Default)]
struct Traces(BTreeSet<String>);

impl Traces {
    fn take(&mut self, answer: &Answer) {
        let trace = answer.headers.get("stts-trace-id").unwrap().to_str().unwrap().to_owned();
        assert_eq!(trace.len(), 32, "{trace}");
        assert!(self.0.insert(trace), "each call has its own");
    }
}

/// Status and reason, the text of the catalogue in that language, and a proposal to retry exactly
/// where the catalogue has one.
fn assert_refused(answer: &Answer, expected: (Code, ErrorKind), language: Language, told: &str) {
    let (code, kind) = expected;
    assert_eq!((answer.status.code(), answer.reason()), (code, Some(kind)), "{told}");
    let reason = reasons::of(kind);
    let text = answer.status.get_details_localized_message().unwrap();
    assert_eq!(
        (text.locale.as_str(), text.message.as_str()),
        (language.code(), reason.text(language))
    );
    let retry = answer.status.get_details_retry_info().and_then(|info| info.retry_delay);
    assert_eq!(retry, reason.retry_delay(), "{told}");
}

/// The bytes of a text that is not UTF-8 in the first text field of a message, however deep.
fn bad_text(message: &MessageDescriptor) -> Option<Vec<u8>> {
    message.fields().find_map(|field| {
        let inner = match field.kind() {
            Kind::String => vec![0xc3, 0x28],
            Kind::Message(inner) => bad_text(&inner)?,
            _ => return None,
        };
        let tag = u8::try_from(field.number() << 3 | 2).unwrap();
        Some([vec![tag, u8::try_from(inner.len()).unwrap()], inner].concat())
    })
}

fn bad_bodies(rpc: &Rpc) -> Vec<(&'static str, Vec<u8>, (Code, ErrorKind))> {
    let malformed = (Code::InvalidArgument, ErrorKind::MalformedMessage);
    let too_large = (Code::ResourceExhausted, ErrorKind::MessageTooLarge);
    let good = frame(&sample(&rpc.input).encode_to_vec());
    let bad_text = bad_text(&rpc.input).unwrap_or_else(|| panic!("{} has no text", rpc.path));
    vec![
        ("no message", Vec::new(), malformed),
        ("half a message", good[..good.len() - 1].to_vec(), malformed),
        ("two messages", [good.clone(), good].concat(), malformed),
        ("not protobuf", frame(&[0xff; 9]), malformed),
        ("bad UTF-8", frame(&bad_text), malformed),
        ("deep nesting", frame(&[0x0b; 900]), malformed),
        ("a compressed message", vec![1, 0, 0, 0, 0], malformed),
        ("too large", frame(&vec![0; most_bytes(rpc) + 1]), too_large),
        ("claims 4 GiB", vec![0, 255, 255, 255, 255], too_large),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_not_one_message_is_refused_in_every_language() {
    let world = World::new(Stage::Sqlite).await;
    let (wire, callers) = (Wire::of(&world), Callers::of(&world));
    let before = rows(&world).await;
    let mut traces = Traces::default();
    for rpc in rpcs::public() {
        let authorization = format!("Bearer {}", callers.token(rpc.profile()));
        for (name, body, expected) in bad_bodies(&rpc) {
            for language in LANGUAGES {
                let headers =
                    [("authorization", &*authorization), ("accept-language", language.code())];
                let answer = wire.send(&rpc.path, &headers, body.clone()).await;
                let told = format!("{} {name} {language:?}", rpc.path);
                assert_refused(&answer, expected, language, &told);
                let text = answer.status.message();
                assert!(!text.contains(rpc.input.name()), "{told}: {text}");
                traces.take(&answer);
            }
        }
    }
    println!("{} bodies", traces.0.len());
    world.control.quiet().await.unwrap();
    assert_eq!(rows(&world).await, before, "nothing was written");
    world.end().await;
}

/// One byte less is read: the unknown field in it does no harm.
#[tokio::test(flavor = "multi_thread")]
async fn one_byte_too_much_is_too_large() {
    let world = World::new(Stage::Sqlite).await;
    let (wire, callers) = (Wire::of(&world), Callers::of(&world));
    for rpc in rpcs::public() {
        let authorization = format!("Bearer {}", callers.token(rpc.profile()));
        let headers = [("authorization", authorization.as_str())];
        let most = most_bytes(&rpc);
        for (bytes, too_large) in [(most, false), (most + 1, true)] {
            let answer = wire.send(&rpc.path, &headers, frame(&padded(&rpc, bytes))).await;
            let told = format!("{} {bytes}: {:?}", rpc.path, answer.status);
            assert_eq!(answer.reason() == Some(ErrorKind::MessageTooLarge), too_large, "{told}");
            assert_ne!(answer.reason(), Some(ErrorKind::MalformedMessage), "{told}");
        }
    }
    world.end().await;
}

/// A good message with a field that nobody knows, of so many bytes together.
fn padded(rpc: &Rpc, bytes: usize) -> Vec<u8> {
    let mut message = sample(&rpc.input).encode_to_vec();
    // Field 1999 of wire type 2, with a length in three bytes.
    let rest = bytes - message.len() - 5;
    let low = |bits: usize| u8::try_from(bits & 0x7f).unwrap();
    message.extend([0xfa, 0x7c, low(rest) | 0x80, low(rest >> 7) | 0x80, low(rest >> 14)]);
    message.resize(bytes, 0);
    message
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_and_refusals_of_every_rpc_carry_a_trace_id() {
    let world = World::new(Stage::Sqlite).await;
    let (wire, callers) = (Wire::of(&world), Callers::of(&world));
    let mut traces = Traces::default();
    for rpc in rpcs::public() {
        let authorization = format!("Bearer {}", callers.token(rpc.profile()));
        let headers = [("authorization", authorization.as_str())];
        let message = sample(&rpc.input).encode_to_vec();
        for (name, headers) in [("answered", &headers[..]), ("refused", &[])] {
            let answer = wire.send(&rpc.path, headers, frame(&message)).await;
            let unknown = answer.reason() == Some(ErrorKind::Unauthenticated);
            assert_eq!(unknown, name == "refused", "{}: {:?}", rpc.path, answer.status);
            traces.take(&answer);
        }
    }
    world.end().await;
}

/// A suite that has no place for a call says when to come back.
#[tokio::test(flavor = "multi_thread")]
async fn a_suite_that_is_full_tells_when_to_come_back() {
    let world = World::adjusted(Stage::Sqlite, |settings| {
        settings.limits.concurrent_calls = 0;
    });
    let world = world.await;
    let (wire, callers) = (Wire::of(&world), Callers::of(&world));
    for rpc in rpcs::public() {
        let authorization = format!("Bearer {}", callers.token(rpc.profile()));
        for language in LANGUAGES {
            let headers =
                [("authorization", &*authorization), ("accept-language", language.code())];
            let body = frame(&sample(&rpc.input).encode_to_vec());
            let answer = wire.send(&rpc.path, &headers, body).await;
            let expected = (Code::ResourceExhausted, ErrorKind::Overloaded);
            assert_refused(&answer, expected, language, &rpc.path);
        }
    }
    world.end().await;
}
