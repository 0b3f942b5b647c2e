//! Nothing that is built to be used lets a process die on demand.

use std::process::Command;

use cargo_metadata::{DependencyKind, MetadataCommand};

use super::{assert_none, root};

const FEATURE: &str = "test-points";

/// Who asks for the feature: the tests of the tests' own package, and no feature of anybody.
#[test]
fn only_the_tests_ask_for_points() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(vec!["--offline".to_owned()])
        .no_deps()
        .exec()
        .unwrap();
    let (mut asked, mut broken) = (0, Vec::new());
    for package in &metadata.packages {
        for dependency in &package.dependencies {
            if dependency.features.iter().any(|feature| feature == FEATURE) {
                asked += 1;
                let by_tests = dependency.kind == DependencyKind::Development;
                if !(by_tests && package.name.as_str() == "stts-tests") {
                    broken.push(format!("{} must not ask for {FEATURE}", package.name));
                }
            }
        }
        let names = package.features.values().flatten();
        for name in names.filter(|name| name.split('/').next_back() == Some(FEATURE)) {
            broken.push(format!("{} must not turn {name} on by a feature", package.name));
        }
    }
    assert_eq!(asked, 1, "the tests ask for it");
    assert_none(&broken);
}

/// As cargo sees it, whichever packages are built together: `make run`, `make run-services`, `make
/// bench` and the image build no tests.
#[test]
fn no_program_has_points_unless_tests_are_built_with_it() {
    assert!(tree("normal,build,dev,features").contains(FEATURE), "all tests together have it");
    assert!(!tree("normal,build,features").contains(FEATURE), "a program has it");
}

/// Every dependency of the workspace, over edges of these kinds.
fn tree(edges: &str) -> String {
    let listed = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--workspace", "--edges", edges, "--invert", "stts-chassis"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    String::from_utf8(listed.stdout).unwrap()
}
