//! The dossier as it is kept.

use std::fmt;

use chrono::NaiveDate;
use stts_kernel::{Category, DossierNumber, OperatorId, PersonId, add_months};

use super::{
    Application, Caller, LastAction, OpenTask, Party, PendingChange, PersonSnapshot, PlaceKey,
    ReceivedDocument, RecordedFacts, Reduction, ReductionPeriod, Rules, Status, Stop, Verification,
};
use crate::eligibility::Truth;

/// Months between two transfers (manual, chapter 6).
const TRANSFER_INTERVAL_MONTHS: u32 = 1;

/// The dossier of one person, kept for life and through every transfer.
#[derive(Clone, PartialEq, Eq)]
pub struct Dossier {
    /// Its number.
    pub number: DossierNumber,
    /// The person.
    pub person_id: PersonId,
    /// The person as the register last described them.
    pub person: PersonSnapshot,
    /// The place of the person's household: held in every status but SUSPENDED and CLOSED, unless a
    /// change in the register brought the dossier to a household whose place was taken.
    pub place: PlaceKey,
    /// The status.
    pub status: Status,
    /// The operator that holds it; nobody in SUSPENDED and CLOSED.
    pub operator: Option<OperatorId>,
    /// The application by which that operator, or the last one, holds it.
    pub application: Application,
    /// The transfer to an incoming operator; only in [`Status::AwaitingTransfer`].
    pub transfer: Option<Application>,
    /// The granted categories, in the order of [`Category::ALL`]; none while the right is not
    /// established.
    pub granted: Vec<Category>,
    /// Whether the person may have an internet formula (annex art. 22 §1, 4.3).
    pub internet: Truth,
    /// When the right was established.
    pub right_begin_date: Option<NaiveDate>,
    /// When the right ends or ended.
    pub right_end_date: Option<NaiveDate>,
    /// The reduction of the holder, or of the last one, once it has been activated.
    pub reduction: Option<Reduction>,
    /// Every period of reduction that was granted, oldest first, at every operator; the last one is
    /// open while a reduction runs.
    pub periods: Vec<ReductionPeriod>,
    /// The ends that are waited for: in [`Status::AwaitingStop`], and in [`Status::AwaitingTransfer`]
    /// when the holder stopped its reduction.
    pub stops: Vec<Stop>,
    /// A dated modification that waits for its date.
    pub pending_change: Option<PendingChange>,
    /// When the right was last checked.
    pub last_check_date: Option<NaiveDate>,
    /// What the two-yearly check waits for.
    pub verification: Option<Verification>,
    /// The application date of the last transfer that took effect: another one is possible a month
    /// after it (manual, chapter 6).
    pub last_transfer_date: Option<NaiveDate>,
    /// The operator's action that can still be taken back.
    pub last_action: Option<LastAction>,
    /// What documents proved or disproved.
    pub recorded: RecordedFacts,
    /// The documents that arrived, in the order in which they were noted.
    pub received_documents: Vec<ReceivedDocument>,
    /// The tasks raised for the present application and not yet done or withdrawn. A task that its
    /// party acknowledges by itself stays here until the next application.
    pub open_tasks: Vec<OpenTask>,
    /// How many times it was written; 1 when it was opened.
    pub version: u64,
}

/// Prints which dossier it is and how far, and nothing of the person or of what entitles them.
impl fmt::Debug for Dossier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Dossier")
            .field("number", &self.number)
            .field("status", &self.status)
            .field("version", &self.version)
            .field("application", &self.application)
            .field("transfer", &self.transfer)
            .finish_non_exhaustive()
    }
}

/// What a caller has to do with a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Involvement {
    /// The operator that holds it.
    Holder,
    /// The operator to which it is being transferred.
    Incoming,
    /// The operator that held it last, now that nobody does: it reads what it had, and only its last
    /// action is still its own.
    Former,
    /// BIPT.
    Authority,
    /// The system itself.
    System,
    /// Another operator, to which the dossier does not exist.
    Stranger,
}

impl Involvement {
    /// Whether the dossier exists for that caller; whoever held it once reads what was, and nothing
    /// else.
    pub const fn is_present(self) -> bool {
        match self {
            Self::Holder | Self::Incoming | Self::Authority | Self::System => true,
            Self::Former | Self::Stranger => false,
        }
    }
}

impl Dossier {
    /// The category under which the dossier is known: the first granted one.
    pub fn category(&self) -> Option<Category> {
        self.granted.first().copied()
    }

    /// The first day on which the two-yearly check looks at it again (annex art. 22 §2).
    pub fn next_verification_date(&self, rules: &Rules) -> Option<NaiveDate> {
        let last = self.last_check_date?;
        Some(add_months(last, rules.application.on(last).value.check_interval_months))
    }

    /// Whether an operator grants a reduction, or will from a date that is known; not once it has
    /// ended, although a transfer still goes on.
    pub fn reduction_runs(&self) -> bool {
        let ended = self.reduction.as_ref().is_some_and(|reduction| reduction.end.is_some());
        self.status.runs_reduction() && !ended
    }

    /// When a pending change takes effect: on its date or, where a new billing day has moved the begin
    /// of the reduction beyond it, with the reduction.
    pub(super) fn modification_date(&self) -> Option<NaiveDate> {
        let begin = self.reduction.as_ref().map(Reduction::begin);
        self.pending_change.map(|change| begin.map_or(change.date, |begin| begin.max(change.date)))
    }

    /// The operator to which it is being transferred.
    pub fn incoming_operator(&self) -> Option<&OperatorId> {
        self.transfer.as_ref().map(|transfer| &transfer.operator)
    }

    /// The application under way: the incoming transfer, else that of the holder.
    pub fn open_application(&self) -> &Application {
        self.transfer.as_ref().unwrap_or(&self.application)
    }

    /// The same, to be changed.
    pub fn open_application_mut(&mut self) -> &mut Application {
        self.transfer.as_mut().unwrap_or(&mut self.application)
    }

    /// The application that concerns a caller: an operator's own, else the one under way.
    pub fn application_of(&self, caller: &Caller) -> &Application {
        match self.involvement(caller) {
            Involvement::Holder | Involvement::Former => &self.application,
            Involvement::Incoming
            | Involvement::Authority
            | Involvement::System
            | Involvement::Stranger => self.open_application(),
        }
    }

    /// From when on it may be transferred again: a month after the application date of the last
    /// transfer that took effect or is pending (domain, section 4); none when there was none.
    pub fn transferable_from(&self) -> Option<NaiveDate> {
        let pending = self.transfer.as_ref().map(|transfer| transfer.date);
        let last = pending.into_iter().chain(self.last_transfer_date).max()?;
        Some(add_months(last, TRANSFER_INTERVAL_MONTHS))
    }

    /// What the caller has to do with it.
    pub fn involvement(&self, caller: &Caller) -> Involvement {
        match &caller.party {
            Party::Bipt => Involvement::Authority,
            Party::System => Involvement::System,
            Party::Operator(operator) => self.involvement_of(operator),
        }
    }

    fn involvement_of(&self, operator: &OperatorId) -> Involvement {
        if self.operator.as_ref() == Some(operator) {
            Involvement::Holder
        } else if self.incoming_operator() == Some(operator) {
            Involvement::Incoming
        } else if self.operator.is_none() && self.application.operator == *operator {
            Involvement::Former
        } else {
            Involvement::Stranger
        }
    }
}
