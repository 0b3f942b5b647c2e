//! Letters and messages: which event asks for which message, without I/O.
//!
//! A message follows from an event of the dossier service and is written in the person's language
//! (domain, section 10). To add one, give [`MessageKind`] a variant and [`message_for`] the occasion;
//! a test then asks for its templates in every language. What an operator takes back takes its letters
//! back too: those that were not sent are withdrawn, the others are recalled by one more letter.

mod delivery;
mod details;
mod message;
mod occasion;

pub use delivery::{Delivery, Failure, Stage};
pub use details::{Details, ExaminedCondition, RecalledLetter, Undue};
pub use message::{Language, MessageKind};
pub use occasion::{DocumentsFor, Lateness, Occasion, RefusalGround, message_for};
