//! The dossier of a beneficiary (domain, sections 3, 4 and 8): what is kept of it, what may happen to
//! it, and what follows.
//!
//! [`TRANSITIONS`] is the table of everything that may happen, as data: it answers which commands a
//! caller may give ([`allowed_actions`]) and refuses the others. [`decide`] takes the dossier as it
//! is and a [`Command`], and gives a [`Decision`]: the dossier as it becomes, with everything that
//! must be written in the same commit. [`gather`] makes the facts of an application from what the
//! register says, and [`night`] finds what a night run has to do to one dossier.

mod action;
mod activation_data;
mod allowed_actions;
mod application;
mod caller;
mod command;
mod context;
mod correction;
mod decide;
mod decision;
mod event;
mod formula;
mod gather;
mod invariants;
mod last_action;
mod modification;
mod night;
mod pending_change;
mod person;
mod phone_number;
mod place;
mod received_document;
mod reduction;
mod state;
mod status;
mod stop;
mod task;
mod transitions;
mod verification;

pub use action::Action;
pub use activation_data::{ActivationData, LineKind, PaymentKind};
pub use allowed_actions::{AllowedAction, allowed_actions};
pub use application::{Application, ApplicationKind};
pub use caller::{Caller, Party, Profile};
pub use command::{Apply, Command, CommandName, Findings, Judgement, OtherTariffs};
pub use context::{ApplicationRules, Context, DocumentKind, DocumentRules, Rules};
pub use correction::Correction;
pub use decide::{RightCheck, can_take_over, check_right, decide, verify};
pub use decision::{Decision, Evaluated, PlaceChange, Refused};
pub use event::{ChangeReason, DocumentsRequest, Event, RightEnding};
pub use formula::{formula_allowed, installation_granted};
pub use gather::{Claim, Gathered, PersonFound, RecordedFacts, SocialStatuses, gather};
pub use invariants::{Broken, invariants};
pub use last_action::LastAction;
pub use modification::{Modification, Undated};
pub use night::{Upcoming, documents_answer_by, next_due_date, night, upcoming};
pub use pending_change::PendingChange;
pub use person::{Address, Contact, Language, PersonSnapshot};
pub use phone_number::{InvalidPhoneNumber, PhoneNumber};
pub use place::{PlaceKey, PlaceState};
pub use received_document::ReceivedDocument;
pub use reduction::{InstallationGrant, PeriodChange, Reduction, ReductionPeriod};
pub use state::{Dossier, Involvement};
pub use status::Status;
pub use stop::{Ends, Stop, StopCause, Undue};
pub use task::{OpenTask, Task, TaskKind, TaskParty};
pub use transitions::{By, Guard, TRANSITIONS, To, Transition, transitions_of};
pub use verification::Verification;
