//! Every object against the schemas of Kubernetes, strictly: an unknown field is an error.

use std::fs;
use std::process::Output;

use super::{BASE, DEVELOPMENT, tool};

/// The oldest version that has everything that is used, and the newest one whose schemas are there.
const VERSIONS: [&str; 2] = ["1.30", "1.37"];

fn validated(yaml: &str, version: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rendered.yaml");
    fs::write(&file, yaml).unwrap();
    let mut validate = tool("kubernetes-validate");
    validate.args(["--strict", "-k", version]).arg(file).output().unwrap()
}

#[test]
fn every_object_is_one_that_kubernetes_knows() {
    for version in VERSIONS {
        for objects in [&*BASE, &*DEVELOPMENT] {
            let output = validated(&objects.yaml, version);
            let told =
                String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{version}: {told}");
            assert_eq!(told.matches(" passed ").count(), objects.all.len(), "{version}: {told}");
        }
    }
}

#[test]
fn a_misspelt_field_is_noticed() {
    let yaml = BASE.yaml.replace("readOnlyRootFilesystem", "readonlyRootFilesystem");
    assert_ne!(yaml, BASE.yaml);
    assert!(!validated(&yaml, VERSIONS[0]).status.success());
}
