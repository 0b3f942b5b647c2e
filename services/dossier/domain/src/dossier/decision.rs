//! What a command leads to.

use stts_kernel::{ErrorKind, Refusal};

use super::{Dossier, Event, PeriodChange, PlaceKey};
use crate::eligibility::{Evaluation, Facts};

/// What happens to the place of the household, in the same commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlaceChange {
    /// The dossier takes it; when another was faster, the command is decided again.
    Take(PlaceKey),
    /// It stays as it is.
    Keep,
    /// The dossier gives it up, if it has it; it passes to the oldest dossier of that household that
    /// goes without.
    Release,
    /// The dossier moves to another household: it gives up the place that it had, which passes on, and
    /// takes the new one unless that is taken.
    Move(PlaceKey),
}

/// An evaluation as it is kept, so that it can be explained and replayed years later.
#[derive(Clone, PartialEq, Eq)]
pub struct Evaluated {
    /// The facts as they were.
    pub facts: Facts,
    /// What followed from them.
    pub evaluation: Evaluation,
    /// The version of the rule set.
    pub rules_version: String,
}

stts_kernel::hidden_debug!(Evaluated);

/// Everything that one commit writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The dossier as it becomes.
    pub next: Dossier,
    /// The events, in order.
    pub events: Vec<Event>,
    /// What happens to the household's place.
    pub place: PlaceChange,
    /// What happens to the reduction periods.
    pub periods: Vec<PeriodChange>,
    /// The evaluation, when the right was evaluated.
    pub evaluated: Option<Evaluated>,
}

/// A command refused. A refused application may still write something: the letter to the person,
/// and, for a suspended dossier whose right is denied, the closed dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The answer to the caller.
    pub refusal: Refusal,
    /// The events, in order.
    pub events: Vec<Event>,
    /// The dossier as it becomes nevertheless.
    pub next: Option<Box<Dossier>>,
    /// The evaluation, when the right was evaluated.
    pub evaluated: Option<Box<Evaluated>>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, events: Vec::new(), next: None, evaluated: None }
    }
}

impl From<ErrorKind> for Refused {
    fn from(kind: ErrorKind) -> Self {
        Self::from(Refusal::from(kind))
    }
}
