//! The settlement service in a process of its own.

use std::process::ExitCode;

use stts_service::Program;
use stts_settlement::{NAME, start, store};

fn main() -> ExitCode {
    let program = Program {
        name: NAME,
        about: "Operators, declarations, the yearly settlement of the fund",
        migrations: store::migrations,
        start: |own, frame, surroundings| Box::pin(start(own, frame, surroundings)),
    };
    program.run()
}
