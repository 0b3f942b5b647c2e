//! The identity service in a process of its own.

use std::process::ExitCode;

use stts_identity::{NAME, start, store};
use stts_service::Program;

fn main() -> ExitCode {
    let program = Program {
        name: NAME,
        about: "Who a person is: the register, households, social statuses, and a log of who asked",
        migrations: store::migrations,
        start: |own, frame, surroundings| Box::pin(start(own, frame, surroundings)),
    };
    program.run()
}
