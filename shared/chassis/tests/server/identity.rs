//! Who may call: every token that is not quite right, and every caller that may not.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use stts_chassis::caller::{CallerOperator, Callers, CallersError};
use stts_chassis::keys::{self, Issuer, TokenRequest};
use stts_chassis::settings::{CallerSettings, Environment};
use stts_contracts::common::v1::Profile;
use stts_contracts::dev::v1::GetRequest;
use tonic::{Code, Status};

use crate::rig::{Behaviour, Rig, caller_settings, frame, reason, service_token};

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn parts(token: &str) -> [String; 3] {
    let parts: Vec<_> = token.split('.').map(str::to_owned).collect();
    parts.try_into().unwrap()
}

/// A token of the issuer's own key with any claims.
fn signed(rig: &Rig, claims: &Value) -> String {
    let pem = fs::read(rig.folder.path().join(keys::KEY_FILE)).unwrap();
    let header = URL_SAFE_NO_PAD.decode(&parts(&rig.token())[0]).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    let kid = header["kid"].as_str().map(str::to_owned);
    let header = Header { kid, ..Header::new(Algorithm::ES256) };
    encode(&header, claims, &EncodingKey::from_ec_pem(&pem).unwrap()).unwrap()
}

fn claims() -> Value {
    json!({
        "iss": "stts-development", "aud": "clock", "sub": "tests", "profile": "SERVICE",
        "iat": 1, "exp": 4_000_000_000_u64,
    })
}

fn changed(key: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[key] = value;
    claims
}

fn without(key: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(key);
    claims
}

/// The token's claims under another header, signed with the public key as if it were a secret.
fn confused(rig: &Rig, algorithm: &str) -> String {
    let [header, claims, _] = parts(&rig.token());
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    let signed = format!("{}.{claims}", part(&json!({"alg": algorithm, "kid": header["kid"]})));
    let jwks = fs::read_to_string(rig.folder.path().join(keys::JWKS_FILE)).unwrap();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, jwks.as_bytes());
    let tag = ring::hmac::sign(&key, signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
}

fn bad_tokens(rig: &Rig) -> Vec<(&'static str, String)> {
    let good = rig.token();
    let [header, body, signature] = parts(&good);
    let kid: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&header).unwrap()).unwrap();
    let none = part(&json!({"alg": "none", "kid": kid["kid"]}));
    let elsewhere = tempfile::tempdir().unwrap();
    keys::init(elsewhere.path()).unwrap();
    let stranger = Issuer::load(elsewhere.path()).unwrap().token(&service_token()).unwrap();
    let [_, _, other_signature] = parts(&stranger);
    let client = |sub: &str, operator: &str, profile, act: Option<&str>| {
        let (sub, operator) = (sub.to_owned(), Some(operator.to_owned()));
        let act = act.map(Into::into);
        rig.issuer.token(&TokenRequest { sub, operator, profile, act, ..service_token() }).unwrap()
    };
    vec![
        ("nothing", String::new()),
        ("no token", "abc".into()),
        ("two parts", format!("{header}.{body}")),
        ("forged signature", format!("{header}.{body}.{other_signature}")),
        ("other claims", format!("{header}.{}.{signature}", part(&changed("sub", json!("x"))))),
        ("algorithm none", format!("{none}.{body}.")),
        ("algorithm none, signed", format!("{none}.{body}.{signature}")),
        ("HS256 with the public key", confused(rig, "HS256")),
        ("RS256 with the public key", confused(rig, "RS256")),
        ("unknown key", stranger),
        ("expired", signed(rig, &changed("exp", json!(1_000_000_000)))),
        ("no end", signed(rig, &without("exp"))),
        ("an end that is a text", signed(rig, &changed("exp", json!("never")))),
        ("other audience", signed(rig, &changed("aud", json!("dossier")))),
        ("no audience", signed(rig, &without("aud"))),
        ("other issuer", signed(rig, &changed("iss", json!("somebody")))),
        ("no issuer", signed(rig, &without("iss"))),
        ("no client", signed(rig, &without("sub"))),
        ("a service with an operator", signed(rig, &changed("operator", json!("OP01")))),
        ("no such profile", signed(rig, &changed("profile", json!("KING")))),
        ("suspended client", client("left", "OP01", Profile::Commercial, None)),
        ("unknown client", client("nobody", "OP01", Profile::Commercial, None)),
        ("client of another operator", client("crm", "OP02", Profile::Commercial, None)),
        ("client of another profile", client("crm", "OP01", Profile::Administrative, None)),
        ("BIPT without a user", client("desk", "BIPT", Profile::BiptAgent, None)),
    ]
}

#[tokio::test]
async fn every_bad_token_gets_the_same_answer() {
    let rig = Rig::new(Behaviour::Answer).await;
    for (name, token) in bad_tokens(&rig) {
        // The body is no message either: who calls is asked first.
        let authorization = format!("Bearer {token}");
        let (_, status) =
            rig.raw(&[("authorization", &authorization)], b"not a frame".into()).await;
        assert_eq!(status.code(), Code::Unauthenticated, "{name}");
        assert_eq!(reason(&status), ("UNAUTHENTICATED".into(), [].into()), "{name}");
        let (_, nobody) = rig.raw(&[], Vec::new()).await;
        assert_eq!((status.message(), status.details()), (nobody.message(), nobody.details()));
    }
    assert!(rig.callers.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_good_token_is_the_caller() {
    let rig = Rig::new(Behaviour::Answer).await;
    for target in rig.targets() {
        rig.client(&target).get(GetRequest {}).await.unwrap();
    }
    let several = signed(&rig, &changed("aud", json!(["dossier", "clock"])));
    let authorization = format!("bearer {several}");
    let headers = [("authorization", authorization.as_str()), ("accept-language", "nl")];
    let (_, status) = rig.raw(&headers, frame(b"")).await;
    assert_eq!(status.code(), Code::Ok);

    let callers = rig.callers.lock().unwrap();
    assert_eq!(callers.len(), 3);
    assert!(
        callers.iter().all(|caller| caller.operator == CallerOperator::Service("tests".into()))
    );
    assert_eq!(callers[2].language.code(), "nl");
}

async fn as_client(rig: &Rig, sub: &str, operator: &str, profile: Profile) -> Status {
    let request = TokenRequest {
        sub: sub.into(),
        operator: Some(operator.into()),
        profile,
        act: Some("an.peeters".into()),
        ..service_token()
    };
    let authorization = format!("Bearer {}", rig.issuer.token(&request).unwrap());
    rig.raw(&[("authorization", &authorization)], frame(b"")).await.1
}

#[tokio::test]
async fn a_profile_that_may_not_call_is_refused() {
    let rig = Rig::new(Behaviour::Answer).await;
    for (sub, operator, profile) in
        [("crm", "OP01", Profile::Commercial), ("desk", "BIPT", Profile::BiptAgent)]
    {
        let status = as_client(&rig, sub, operator, profile).await;
        assert_eq!(status.code(), Code::PermissionDenied);
        assert_eq!(reason(&status).0, "PROFILE_NOT_ALLOWED");
    }
    assert!(rig.callers.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_change_of_the_clients_file_counts_at_once() {
    let rig = Rig::new(Behaviour::Answer).await;
    let call = || as_client(&rig, "crm", "OP01", Profile::Commercial);
    assert_eq!(reason(&call().await).0, "PROFILE_NOT_ALLOWED");

    fs::write(rig.folder.path().join("clients.toml"), "").unwrap();
    assert_eq!(reason(&call().await).0, "UNAUTHENTICATED");

    // What cannot be read changes nothing.
    fs::write(rig.folder.path().join("clients.toml"), "[[client").unwrap();
    assert_eq!(reason(&call().await).0, "UNAUTHENTICATED");
    fs::write(rig.folder.path().join("clients.toml"), crate::rig::CLIENTS).unwrap();
    assert_eq!(reason(&call().await).0, "PROFILE_NOT_ALLOWED");
}

#[tokio::test]
async fn a_changed_key_forgets_the_tokens_of_the_old_one() {
    let rig = Rig::new(Behaviour::Answer).await;
    let authorization = format!("Bearer {}", rig.token());
    let call = || async {
        let headers = [("authorization", authorization.as_str())];
        rig.raw(&headers, frame(b"")).await.1.code()
    };
    assert_eq!(call().await, Code::Ok);
    let elsewhere = tempfile::tempdir().unwrap();
    keys::init(elsewhere.path()).unwrap();
    let jwks = rig.folder.path().join(keys::JWKS_FILE);
    fs::copy(elsewhere.path().join(keys::JWKS_FILE), jwks).unwrap();
    assert_eq!(call().await, Code::Unauthenticated);
}

#[test]
fn a_development_issuer_is_refused_outside_development() {
    let folder = tempfile::tempdir().unwrap();
    keys::init(folder.path()).unwrap();
    fs::write(folder.path().join("clients.toml"), "").unwrap();
    let by_name = caller_settings(folder.path());
    let by_key = CallerSettings { issuer: "https://tokens.example".into(), ..by_name.clone() };
    for settings in [by_name, by_key] {
        let refused = Callers::load(&settings, Environment::Production);
        assert!(matches!(refused, Err(CallersError::DevelopmentIssuer)), "{}", settings.issuer);
        assert!(Callers::load(&settings, Environment::Development).is_ok());
    }
}
