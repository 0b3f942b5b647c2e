//! What callers send that they should not, and installations that cannot start: everything over the
//! assembled suite, generated from the contracts where a contract says it. A new rpc is tested from
//! the day on which it is declared; a new kind of field rule fails here until it is taught.

mod access;
mod bodies;
mod breaches;
mod calendar;
mod callers;
mod field_rules;
mod life;
mod listener;
mod provoked;
mod refusals;
mod rows;
mod rpcs;
mod samples;
mod starting;
mod statements;
mod strangers;
mod wire;
