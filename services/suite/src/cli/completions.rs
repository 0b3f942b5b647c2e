//! `stts completions`.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::standard_output::write;
use super::{Arguments, Failure};

/// Print the completions of a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  source <(stts completions bash)
  stts completions fish > ~/.config/fish/completions/stts.fish")]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<(), Failure> {
        // The generator panics where it cannot write, and memory can always be written.
        let mut script = Vec::new();
        generate(self.shell, &mut Arguments::command(), "stts", &mut script);
        write(|to| to.write_all(&script))
    }
}
