//! The letters themselves: one template for each kind and language, with a version.

mod address;
mod civil_date;
mod compose;
mod letter;
mod templates;

pub use address::address_lines;
pub use civil_date::written_date;
pub use compose::compose;
pub use letter::{Letter, Recipient};
pub use templates::{RenderError, TEMPLATE_VERSION, render};
