//! Who may know whom, over the dependencies that cargo sees.

use std::collections::BTreeMap;

use cargo_metadata::{DependencyKind, MetadataCommand};
use stts::deployment::SERVICES;

use super::{assert_none, root};

/// Each crate of the workspace with its normal dependencies.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(vec!["--offline".to_owned()])
        .no_deps()
        .exec()
        .unwrap();
    let normal = |package: &cargo_metadata::Package| {
        let normal = package.dependencies.iter().filter(|one| one.kind == DependencyKind::Normal);
        normal.map(|one| one.name.clone()).collect()
    };
    metadata.packages.iter().map(|package| (package.name.to_string(), normal(package))).collect()
}

fn may_only(broken: &mut Vec<String>, name: &str, found: &[String], allowed: &[&str]) {
    for dependency in found.iter().filter(|one| !allowed.contains(&one.as_str())) {
        broken.push(format!("{name} must not depend on {dependency}"));
    }
}

#[test]
fn a_domain_crate_knows_the_kernel_and_values_only() {
    let mut broken = Vec::new();
    for (name, found) in dependencies().iter().filter(|(name, _)| name.ends_with("-domain")) {
        let mut allowed = vec!["stts-kernel", "chrono", "thiserror"];
        match name.as_str() {
            "stts-settlement-domain" => allowed.extend(["num-rational", "num-bigint"]),
            // How names are compared is a rule of the domain.
            "stts-identity-domain" => allowed.push("unicode-normalization"),
            _ => {}
        }
        may_only(&mut broken, name, found, &allowed);
    }
    assert_none(&broken);
}

#[test]
fn the_kernel_is_pure() {
    let mut broken = Vec::new();
    let found = &dependencies()["stts-kernel"];
    may_only(&mut broken, "stts-kernel", found, &["chrono", "chrono-tz", "thiserror", "uuid"]);
    assert_none(&broken);
}

#[test]
fn shared_crates_build_on_each_other_in_one_direction() {
    let order = [
        "stts-kernel",
        "stts-contracts",
        "stts-chassis",
        "stts-queue",
        "stts-store",
        "stts-service",
        "stts-testkit",
    ];
    let dependencies = dependencies();
    let mut broken = Vec::new();
    for (place, name) in order.iter().enumerate() {
        let own = dependencies[*name].iter().filter(|one| one.starts_with("stts"));
        for above in own.filter(|one| !order[..place].contains(&one.as_str())) {
            broken.push(format!("{name} must not depend on {above}"));
        }
    }
    assert_none(&broken);
}

#[test]
fn services_know_each_other_through_contracts_only() {
    let dependencies = dependencies();
    let mut broken = Vec::new();
    for service in SERVICES {
        let own_domain = format!("stts-{service}-domain");
        let allowed = [
            "stts-kernel",
            "stts-contracts",
            "stts-chassis",
            "stts-queue",
            "stts-store",
            "stts-service",
            &own_domain,
        ];
        let name = format!("stts-{service}");
        let ours: Vec<String> =
            dependencies[&name].iter().filter(|one| one.starts_with("stts")).cloned().collect();
        may_only(&mut broken, &name, &ours, &allowed);
    }
    assert_none(&broken);
}

#[test]
fn a_library_of_the_outside_world_has_its_own_place() {
    let mut broken = Vec::new();
    for (name, found) in dependencies() {
        let service = SERVICES.iter().any(|service| name == format!("stts-{service}"));
        let places = [
            ("sea-orm", name == "stts-store" || service),
            ("redis", name == "stts-queue"),
            ("figment", name == "stts-chassis"),
            ("jsonwebtoken", name == "stts-chassis"),
            ("mockall", false),
        ];
        for (library, allowed) in places {
            if found.iter().any(|one| one == library) && !allowed {
                broken.push(format!("{name} must not depend on {library}"));
            }
        }
    }
    assert_none(&broken);
}
