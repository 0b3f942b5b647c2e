//! What a deployment survives, and what the checker sees.

mod checker;
mod guards;
mod points;
mod storms;
