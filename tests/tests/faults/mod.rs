//! What a deployment survives, and what the checker sees.

mod checker;
mod points;
mod storms;
