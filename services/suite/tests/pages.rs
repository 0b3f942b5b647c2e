//! What the command prints about itself and the system.

use std::process::Command;

use crate::command::{output, stts};

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = output(&["completions", shell], "");
        assert!(script.contains("settlement") && script.contains("reference-date"), "{shell}");
    }
}

#[test]
fn the_reasons_are_a_page() {
    let page = output(&["reasons"], "");
    assert!(page.starts_with("# Reasons for a refusal\n"));
    for reason in ["NO_TURNOVER", "HOUSEHOLD_ALREADY_BENEFITS", "ACTION_NOT_ALLOWED"] {
        assert!(page.contains(&format!("\n## {reason}\n")), "{reason}");
    }
}

#[test]
fn the_transitions_are_a_table() {
    let page = output(&["transitions"], "");
    let columns = |line: &str| line.matches('|').count();
    assert!(page.lines().count() > 40 && page.lines().all(|line| columns(line) == 7), "{page}");
    for row in [
        "| APPLY | none, CLOSED |  | any operator | COMMERCIAL, ADMINISTRATIVE, \
         EXTENDED_ADMINISTRATIVE | AWAITING_ACTIVATION, AWAITING_DOCUMENTS |",
        "| STOP_RIGHT | SUSPENDED |  | BIPT | BIPT_AGENT | CLOSED |",
        "| CONFIRM_WITH_DATA | AWAITING_ACTIVATION | unconfirmed | holder | COMMERCIAL, \
         ADMINISTRATIVE, EXTENDED_ADMINISTRATIVE | same |",
        "| CONFIRM_WITH_DATA | AWAITING_TRANSFER | unconfirmed | incoming operator | COMMERCIAL, \
         ADMINISTRATIVE, EXTENDED_ADMINISTRATIVE | same |",
    ] {
        assert!(page.lines().any(|line| line == row), "{row}\n{page}");
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    assert_eq!(output(&["--version"], ""), format!("stts {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn help_is_data_and_names_the_exit_codes() {
    let help = output(&["--help"], "");
    assert!(help.contains("Exit codes:") && help.contains("eligibility"));
    assert!(output(&["settlement", "calculate", "--help"], "").contains("Examples:"));
}

/// A variable stands in for an option, and may hold a password.
#[test]
fn help_shows_no_password_of_the_environment() {
    let help = Command::new(env!("CARGO_BIN_EXE_stts"))
        .args(["services", "--help"])
        .env("STTS_POSTGRES", "postgres://stts:s3cret@db:5432")
        .env("STTS_REDIS", "redis://:s3cret@redis:6379")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(help.contains("STTS_POSTGRES") && help.contains("STTS_REDIS"), "{help}");
    assert!(!help.contains("s3cret"), "{help}");
}

#[test]
fn nothing_is_coloured_where_nobody_looks() {
    for arguments in [&["--help"][..], &["dates"], &["reasons"], &["fly"]] {
        let ended = stts(arguments, "");
        assert!(!ended.output.contains('\u{1b}') && !ended.errors.contains('\u{1b}'));
    }
}
