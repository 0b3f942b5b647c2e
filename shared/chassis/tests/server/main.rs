//! The server as its callers meet it: over TCP and through a pipe, with every kind of token, message
//! and misfortune. The clock service is the only one here; its handlers behave as each test says.

#[cfg(test)]
mod abuse;
#[cfg(test)]
mod drain;
#[cfg(test)]
mod export;
#[cfg(test)]
mod identity;
#[cfg(test)]
mod rig;
#[cfg(test)]
mod streams;
#[cfg(test)]
mod way;
