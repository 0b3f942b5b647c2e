//! Callers of every profile, and tokens that are not quite right.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use stts::suite::Client;
use stts_chassis::keys::{self, Issuer, TokenRequest};
use stts_contracts::common::v1::Profile;
use stts_tests::World;

/// The audience of operators' and BIPT's tokens.
const PUBLIC: &str = "stts";

/// Every profile that a token may have.
pub(super) const PROFILES: [Profile; 8] = [
    Profile::Commercial,
    Profile::Administrative,
    Profile::ExtendedAdministrative,
    Profile::BiptAgent,
    Profile::FundManager,
    Profile::BiptOperations,
    Profile::DataProtectionOfficer,
    Profile::Service,
];

/// A client of every profile, listed in the clients file of a running suite, and one suspended.
pub(super) struct Callers {
    issuer: Issuer,
    pem: Vec<u8>,
}

impl Callers {
    /// Lists the clients; the suite reads the file again.
    pub(super) fn of(world: &World) -> Self {
        let folder = world.folder();
        let file = folder.join("clients.toml");
        let mut clients = fs::read_to_string(&file).unwrap();
        for profile in PROFILES.into_iter().filter(|profile| *profile != Profile::Service) {
            list(&mut clients, &client_id(profile), profile, false);
        }
        list(&mut clients, "suspended", Profile::Commercial, true);
        fs::write(&file, clients).unwrap();
        let keys = folder.join("keys");
        Self { issuer: Issuer::load(&keys).unwrap(), pem: pem(&keys) }
    }

    /// A good token of that profile.
    pub(super) fn token(&self, profile: Profile) -> String {
        self.issuer.token(&request(profile)).unwrap()
    }

    /// A good token of a client that the suite knows from the start.
    pub(super) fn token_of(&self, client: &Client) -> String {
        let request = TokenRequest {
            sub: client.id.to_owned(),
            operator: Some(client.operator.to_owned()),
            ..request(client.profile)
        };
        self.issuer.token(&request).unwrap()
    }

    /// A good token of a service, for that audience.
    pub(super) fn service_token(&self, audience: &str) -> String {
        let audience = audience.to_owned();
        self.issuer.token(&TokenRequest { audience, ..request(Profile::Service) }).unwrap()
    }

    /// Tokens of that profile with which nobody may call, each with what is wrong with it.
    pub(super) fn bad_tokens(&self, profile: Profile) -> Vec<(&'static str, String)> {
        let good = self.token(profile);
        let [header, claims, signature] = parts(&good);
        let changed = |key: &str, value: Value| {
            let mut claims = decoded(&claims);
            claims[key] = value;
            self.signed(&decoded(&header), &claims)
        };
        let none = json!({"alg": "none", "kid": decoded(&header)["kid"]});
        let none = URL_SAFE_NO_PAD.encode(none.to_string());
        let elsewhere = tempfile::tempdir().unwrap();
        keys::init(elsewhere.path()).unwrap();
        let stranger = Issuer::load(elsewhere.path()).unwrap().token(&request(profile)).unwrap();
        let client = |sub: &str, profile| {
            let sub = sub.to_owned();
            self.issuer.token(&TokenRequest { sub, ..request(profile) }).unwrap()
        };
        let mut other_claims = decoded(&claims);
        other_claims["sub"] = json!("op01-shop");
        let other_claims = URL_SAFE_NO_PAD.encode(other_claims.to_string());
        vec![
            ("not a token", "abc".to_owned()),
            ("expired", changed("exp", json!(1_000_000_000))),
            ("the claims of another", format!("{header}.{other_claims}.{signature}")),
            ("signed by a stranger", stranger),
            ("algorithm none", format!("{none}.{claims}.")),
            ("algorithm none, signed", format!("{none}.{claims}.{signature}")),
            ("audience of a service", changed("aud", json!("dossier"))),
            ("another issuer", changed("iss", json!("somebody"))),
            ("suspended client", client("suspended", Profile::Commercial)),
            ("unknown client", client("nobody", profile)),
        ]
    }

    fn signed(&self, header: &Value, claims: &Value) -> String {
        let kid = header["kid"].as_str().map(str::to_owned);
        let header = Header { kid, ..Header::new(Algorithm::ES256) };
        encode(&header, claims, &EncodingKey::from_ec_pem(&self.pem).unwrap()).unwrap()
    }
}

fn pem(keys: &Path) -> Vec<u8> {
    fs::read(keys.join(keys::KEY_FILE)).unwrap()
}

fn list(clients: &mut String, id: &str, profile: Profile, suspended: bool) {
    let operator = operator(profile).unwrap();
    let profile = profile.as_str_name().trim_start_matches("PROFILE_");
    write!(
        clients,
        "[[client]]\nid = \"{id}\"\noperator = \"{operator}\"\nprofile = \"{profile}\"\n\
         suspended = {suspended}\n\n"
    )
    .unwrap();
}

fn request(profile: Profile) -> TokenRequest {
    TokenRequest {
        sub: client_id(profile),
        operator: operator(profile).map(str::to_owned),
        profile,
        act: Some("an.peeters".to_owned()),
        audience: PUBLIC.to_owned(),
        lifetime: Duration::from_hours(1),
    }
}

fn client_id(profile: Profile) -> String {
    format!("caller-{}", profile.as_str_name().to_lowercase())
}

fn operator(profile: Profile) -> Option<&'static str> {
    match profile {
        Profile::Commercial | Profile::Administrative | Profile::ExtendedAdministrative => {
            Some("OP01")
        }
        Profile::Service => None,
        _ => Some("BIPT"),
    }
}

fn parts(token: &str) -> [String; 3] {
    let parts: Vec<_> = token.split('.').map(str::to_owned).collect();
    parts.try_into().unwrap()
}

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}
