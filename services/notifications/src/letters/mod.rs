//! The letters themselves: one template for each kind and language, with a version.

mod address;
mod civil_date;
mod compose;
mod figures;
mod letter;
mod templates;

pub use address::address_lines;
pub use civil_date::written_date;
pub use compose::compose;
pub use figures::{written_amount, written_months};
pub use letter::{FromDay, Letter, RecalledWords, Recipient, UndueWords};
pub use templates::{RenderError, TEMPLATE_VERSION, render, subject};
