//! The server as its callers meet it: over TCP and through a pipe, with every kind of token, message
//! and misfortune. The clock service is the only one here; its handlers behave as each test says.

mod abuse;
mod drain;
mod export;
mod identity;
mod rig;
mod way;
