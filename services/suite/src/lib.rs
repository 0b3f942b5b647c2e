//! The suite: all five services in one process, and the command line.
//!
//! * [`calculators`] answer files of questions about dates, rights and settlements without any
//!   service running, by the same domain code that the services decide with.
//! * [`suite`] runs all five services in one process, on one folder.
//! * [`control`] moves the clocks of a simulated deployment, runs its nights and waits until
//!   nothing waits in it.
//! * [`deployment`] runs the services in processes of their own.
//! * [`check`] says whether what must always hold does hold in a deployment.
//! * [`queue`] shows what waits in the services, and their dead letters.
//! * [`bulk`] sends a file of applications, and writes what comes of them.
//! * [`demo`] plays a year of the tariff on it, and checks what came of it.
//! * [`cli`] is the command `stts`: one file for each of its commands.
//!
//! To add a command: a file in `cli` with its arguments and a `run`, and a line in `cli::Command`.
//! To add a calculator: a file in `calculators` that says what a file of questions looks like and
//! what the answers are, and a command that reads the one and writes the other.

pub mod bulk;
pub mod calculators;
pub mod check;
pub mod cli;
pub mod control;
pub mod demo;
pub mod deployment;
pub mod queue;
pub mod suite;
