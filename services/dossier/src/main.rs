//! The dossier service in a process of its own.

use std::process::ExitCode;

use stts_dossier::{NAME, start, store};
use stts_service::Program;

fn main() -> ExitCode {
    let program = Program {
        name: NAME,
        about: "Dossiers, rights, reductions, the place of each household, the night run",
        migrations: store::migrations,
        start: |own, frame, surroundings| Box::pin(start(own, frame, surroundings)),
    };
    program.run()
}
