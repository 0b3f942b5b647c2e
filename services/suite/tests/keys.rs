//! `stts keys`.

use std::fs;
use std::path::Path;

use stts_chassis::caller::{CallerOperator, Callers, DEVELOPMENT_ISSUER};
use stts_chassis::settings::{CallerSettings, Environment};
use stts_contracts::common::v1::Profile;

use crate::command::{Ended, output, stts};

fn init(folder: &Path) {
    let folder = folder.to_str().unwrap();
    let ended = stts(&["keys", "init", "--folder", folder], "");
    assert_eq!((ended.code, ended.output.as_str()), (Some(0), ""));
    assert_eq!(ended.errors, format!("the keys are in {folder}\n"));
}

const AN: &[&str] = &["--operator", "OP01", "--profile", "EXTENDED_ADMINISTRATIVE", "--user", "an"];

fn token(folder: &Path, more: &[&str]) -> Ended {
    let folder = ["keys", "token", "--folder", folder.to_str().unwrap()];
    stts(&[&folder[..], more].concat(), "")
}

#[test]
fn a_token_is_one_that_a_service_takes() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path());
    let clients = folder.path().join("clients.toml");
    let client = "[[client]]\nid = \"op01-office\"\noperator = \"OP01\"\n\
                  profile = \"EXTENDED_ADMINISTRATIVE\"\n";
    fs::write(&clients, client).unwrap();
    let settings = CallerSettings {
        jwks_file: folder.path().join("jwks.json"),
        clients_file: clients,
        issuer: DEVELOPMENT_ISSUER.to_owned(),
        ..CallerSettings::default()
    };
    let callers = Callers::load(&settings, Environment::Development).unwrap();

    let folder = folder.path().to_str().unwrap();
    let made = output(&[&["keys", "token", "--folder", folder][..], AN].concat(), "");
    let caller = callers.verify(made.trim_end(), &settings.audience).unwrap();
    assert!(matches!(caller.operator, CallerOperator::Operator(code) if code.as_str() == "OP01"));
    assert_eq!(caller.client_id, "op01-office");
    assert_eq!(caller.user.as_deref(), Some("an"));
    assert_eq!(caller.profile, Profile::ExtendedAdministrative);
}

#[test]
fn keys_are_made_once() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path());
    let key = fs::read(folder.path().join("issuer.pem")).unwrap();
    init(folder.path());
    assert_eq!(fs::read(folder.path().join("issuer.pem")).unwrap(), key);
}

#[test]
fn without_keys_there_is_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let ended = token(folder.path(), AN);
    assert_eq!((ended.code, ended.output.as_str()), (Some(1), ""));
    assert!(ended.errors.contains("`stts keys init` makes one"), "{}", ended.errors);
}

#[test]
fn operator_profile_and_user_must_fit() {
    let folder = tempfile::tempdir().unwrap();
    init(folder.path());
    for (operator, profile, user, reason) in [
        ("BIPT", "COMMERCIAL", "an", "--profile: BIPT has no profile of an operator"),
        ("OP01", "FUND_MANAGER", "an", "--profile: only --operator BIPT"),
        ("a b", "COMMERCIAL", "an", "--operator: an operator id"),
        ("OP01", "COMMERCIAL", "", "--user: has 1 to 128 bytes"),
    ] {
        let more = ["--operator", operator, "--profile", profile, "--user", user];
        let ended = token(folder.path(), &more);
        assert_eq!((ended.code, ended.output.as_str()), (Some(2), ""), "{operator} {profile}");
        assert!(ended.errors.contains(reason), "{}", ended.errors);
    }
}
