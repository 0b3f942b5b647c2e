//! The ends that a reduction or a right waits for (domain, sections 3 and 5).

use chrono::NaiveDate;
use stts_kernel::{Cents, named};

use super::{Dossier, Reduction};
use crate::dates::{reduction_end, right_end};

named!(
    /// What an end takes away.
    Ends {
        /// The reduction; the right stays, suspended.
        Reduction = "REDUCTION",
        /// The right, and with it the reduction.
        Right = "RIGHT",
    }
);

named!(
    /// Why something ends.
    StopCause {
        /// The holder asked for it.
        Holder = "HOLDER",
        /// BIPT asked for it, or decided it in a verification.
        Authority = "AUTHORITY",
        /// The two-yearly check found that the conditions are not met any more.
        Verification = "VERIFICATION",
        /// The person died.
        Death = "DEATH",
    }
);

/// Months granted beyond the end of a right, which the operator takes back and the fund does not
/// count (annex art. 22 §1, 1.6 2°).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Undue {
    /// How many billing months.
    pub months: u32,
    /// What they are worth, VAT included, by the nominal amounts of the formula.
    pub amount: Cents,
}

/// An end that was asked for or found, and is not yet in effect. It keeps the date that was given,
/// not the end that follows from it: a later change of the billing day moves that end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stop {
    /// What it takes away.
    pub ends: Ends,
    /// The day of the stop, or from which the conditions are not met.
    pub date: NaiveDate,
    /// Why.
    pub cause: StopCause,
    /// What was granted beyond it, as far as it was known when the stop was registered.
    pub undue: Undue,
}

impl Stop {
    /// The day on which it ends the reduction (domain, section 5).
    pub fn end(&self, reduction: &Reduction) -> NaiveDate {
        match self.ends {
            Ends::Reduction => reduction_end(&reduction.billing, self.date),
            Ends::Right => right_end(Some(&reduction.billing), self.date),
        }
    }
}

impl Dossier {
    /// The first day without reduction: that in effect, else the earliest of those that are asked for
    /// and of the one that a transfer brings; none while no end is known.
    pub fn reduction_end_date(&self) -> Option<NaiveDate> {
        let reduction = self.reduction.as_ref()?;
        reduction
            .end
            .or_else(|| self.end_by_stops().into_iter().chain(self.end_by_transfer()).min())
    }

    /// The earliest end that is asked for or found and not yet in effect.
    pub(super) fn end_by_stops(&self) -> Option<NaiveDate> {
        let reduction = self.reduction.as_ref()?;
        self.stops.iter().map(|stop| stop.end(reduction)).min()
    }

    /// The day on which the right is going to end, or has ended.
    pub fn end_of_right(&self) -> Option<NaiveDate> {
        self.right_end_date.or_else(|| {
            let reduction = self.reduction.as_ref()?;
            let rights = self.stops.iter().filter(|stop| stop.ends == Ends::Right);
            rights.map(|stop| stop.end(reduction)).min()
        })
    }

    /// What was granted beyond the ends that are asked for.
    pub fn undue(&self) -> Option<Undue> {
        let most = self.stops.iter().map(|stop| stop.undue).max_by_key(|undue| undue.months);
        most.filter(|undue| undue.months > 0)
    }

    /// Whether the right is going to end for another reason than death, which BIPT can undo.
    pub(super) fn can_undo_right_end(&self) -> bool {
        let mut rights = self.stops.iter().filter(|stop| stop.ends == Ends::Right).peekable();
        rights.peek().is_some() && rights.all(|stop| stop.cause != StopCause::Death)
    }

    /// The holder's last day follows from the activation at the incoming operator, once that is known.
    fn end_by_transfer(&self) -> Option<NaiveDate> {
        let incoming = self.transfer.as_ref().filter(|transfer| transfer.confirmed)?;
        let activation = incoming.activation_data.as_ref()?.activation_date;
        Some(reduction_end(&self.reduction.as_ref()?.billing, activation))
    }
}
