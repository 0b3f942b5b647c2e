//! Letters and messages: which event asks for which message, without I/O.
//!
//! A message follows from an event of the dossier service and is written in the person's language
//! (domain, section 10). To add one, give [`MessageKind`] a variant and [`message_for`] the occasion;
//! a test then asks for its templates in every language.

mod delivery;
mod details;
mod message;
mod occasion;

pub use delivery::{Delivery, Failure, Stage};
pub use details::{Details, ExaminedCondition};
pub use message::{Language, MessageKind};
pub use occasion::{Lateness, Occasion, RefusalGround, message_for};
