//! A program says which one it is.

use std::process::Command;

use stts::deployment::SERVICES;

use super::installation::program;

#[test]
fn a_program_tells_its_own_name_and_version() {
    for service in SERVICES {
        let told = Command::new(program(service)).arg("--version").output().unwrap();
        let expected = format!("stts-{service} {}\n", env!("CARGO_PKG_VERSION"));
        assert_eq!(String::from_utf8(told.stdout).unwrap(), expected);
    }
}
