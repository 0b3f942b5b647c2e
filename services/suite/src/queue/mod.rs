//! The queues of all services, as `stts queue` shows them.
//!
//! A [`Look`] is what the services told at one moment; a [`View`] is what a person or program is
//! shown of it, with rates where there was a look before. [`LetterView`] is a dead letter.

mod letters;
mod look;
mod sheets;

pub use letters::{LetterKind, LetterView, Letters};
pub use look::{ConsumerView, JobView, Look, PartitionView, ServiceView, View};
