//! `make bench`: how fast and how large. See `stts_tests::bench`.

use std::process::ExitCode;

use clap::Parser;
use stts_tests::bench::Bench;

fn main() -> ExitCode {
    Bench::parse().run()
}
