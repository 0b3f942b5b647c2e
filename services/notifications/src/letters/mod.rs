//! The letters themselves: one template for each kind and language, with a version.

mod civil_date;
mod letter;
mod templates;

pub use civil_date::written_date;
pub use letter::{Letter, Recipient};
pub use templates::{RenderError, TEMPLATE_VERSION, render};
