//! What may stand in which folder of a service: `wire`, `rpc`, `clients` and `jobs` speak contracts,
//! `store` speaks to the database, `app` and `ports` speak the domain.

use super::{Source, assert_none, sources};

/// A crate, and the folders or files of a service in which it may be named.
const PLACES: [(&str, &[&str]); 5] = [
    ("stts_contracts", &["wire", "rpc", "clients", "jobs"]),
    ("prost", &["wire", "rpc", "clients", "jobs"]),
    ("tonic", &["rpc", "clients", "jobs", "lib.rs"]),
    ("sea_orm", &["store"]),
    ("sea_orm_migration", &["store"]),
];

/// The layers of a service, and the layers of the same service that each may name.
const LAYERS: [(&str, &[&str]); 2] = [("app", &["ports", "app"]), ("ports", &["ports"])];

const ALL_LAYERS: [&str; 9] =
    ["ports", "app", "store", "wire", "rpc", "clients", "jobs", "settings", "main"];

/// The first part of the path below `services/<service>/src`, such as `store` or `lib.rs`.
fn layer(source: &Source) -> Option<(&str, &str)> {
    let (service, below) = source.path.strip_prefix("services/")?.split_once("/src/")?;
    let outside = service.ends_with("/domain") || service == "suite";
    let first = below.split('/').next()?;
    (!outside).then_some((service, first))
}

fn names(text: &str, path: &str) -> bool {
    text.lines().map(str::trim_start).filter(|line| !line.starts_with("//")).any(|line| {
        line.match_indices(path).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + path.len()..].chars().next();
            let word = |c: char| c.is_alphanumeric() || c == '_';
            !before.is_some_and(word) && (path.ends_with(':') || !after.is_some_and(word))
        })
    })
}

#[test]
fn each_library_is_named_in_its_own_folders_only() {
    let mut broken = Vec::new();
    for source in sources() {
        let Some((_, first)) = layer(&source) else { continue };
        for (library, places) in PLACES {
            let folder = first.trim_end_matches(".rs");
            let allowed = places.iter().any(|place| place.trim_end_matches(".rs") == folder);
            if !allowed && names(&source.text, &format!("{library}::")) {
                broken.push(format!("{} must not name {library}", source.path));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn layers_look_inwards() {
    let mut broken = Vec::new();
    for source in sources() {
        let Some((_, first)) = layer(&source) else { continue };
        let folder = first.trim_end_matches(".rs");
        let Some((_, inner)) = LAYERS.iter().find(|(name, _)| *name == folder) else { continue };
        for other in ALL_LAYERS.iter().filter(|other| !inner.contains(other)) {
            if names(&source.text, &format!("crate::{other}")) {
                broken.push(format!("{} must not name crate::{other}", source.path));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn nothing_is_called_common_or_utils() {
    let bad = ["common", "util", "utils", "helpers", "misc"];
    let broken: Vec<String> = sources()
        .iter()
        .filter(|source| {
            source.path.split('/').any(|part| bad.contains(&part.trim_end_matches(".rs")))
        })
        .map(|source| format!("{}: name it after what it is", source.path))
        .collect();
    assert_none(&broken);
}

#[test]
fn a_word_is_found_as_a_whole_only() {
    assert!(names("use tonic::Status;", "tonic::"));
    assert!(!names("use stts_tonic::Status;", "tonic::"));
    assert!(!names("// tonic::Status", "tonic::"));
}
