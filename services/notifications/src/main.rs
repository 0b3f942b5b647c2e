//! The notifications service in a process of its own.

use std::process::ExitCode;

use stts_notifications::{NAME, start, store};
use stts_service::Program;

fn main() -> ExitCode {
    let program = Program {
        name: NAME,
        about: "Letters, their words and their delivery",
        migrations: store::migrations,
        start: |own, frame, surroundings| Box::pin(start(own, frame, surroundings)),
    };
    program.run()
}
