//! The command `stts` as its callers meet it: arguments in, output and exit code out.

mod command;
mod dates;
mod eligibility;
mod keys;
mod pages;
mod population;
mod refused;
mod settlement;
