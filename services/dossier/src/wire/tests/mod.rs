//! What the contracts say of the domain's values, and the other way round.

mod answers;
mod events;
mod explanations;
mod identity;
mod judgements;
mod life;
mod queries;
mod quotes;
mod requests;
mod rules;
mod words;
