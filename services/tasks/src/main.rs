//! The tasks service in a process of its own.

use std::process::ExitCode;

use stts_service::Program;
use stts_tasks::{NAME, start, store};

fn main() -> ExitCode {
    let program = Program {
        name: NAME,
        about: "What operators and BIPT have to do",
        migrations: store::migrations,
        start: |own, frame, surroundings| Box::pin(start(own, frame, surroundings)),
    };
    program.run()
}
