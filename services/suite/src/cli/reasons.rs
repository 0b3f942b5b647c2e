//! `stts reasons`.

use std::io::Write;

use clap::Args;
use stts_chassis::reasons::documentation;

use super::Failure;
use super::standard_output::write;

/// Print the reasons for a refusal, as a page in Markdown
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stts reasons > reasons.md
  stts reasons | grep -A9 NO_TURNOVER")]
pub(super) struct Reasons {}

impl Reasons {
    #[expect(clippy::unused_self, reason = "every command runs itself")]
    pub(super) fn run(self) -> Result<(), Failure> {
        write(|to| to.write_all(documentation().as_bytes()))
    }
}
