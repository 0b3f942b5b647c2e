//! The command `stts`: reads the arguments, does what they say, ends with the documented code.

use std::process::ExitCode;

use clap::Parser;
use stts::cli::Arguments;

fn main() -> ExitCode {
    Arguments::parse().run()
}
