//! The steps of random stories: what is asked, by whom, of whom, and with which numbers.

use proptest::prelude::*;
use stts_dossier_domain::dossier::Status;

/// One step; everything in it is a number, so that a story shrinks well.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// Chooses among what leads on, or among everything.
    pub(super) what: usize,
    /// Whoever may do it, more often than not.
    pub(super) fitting: bool,
    pub(super) operator: char,
    pub(super) citizen: usize,
    pub(super) number: u64,
    /// Of twenty: a few make a step odd, such as a stale etag or a repeated request.
    pub(super) oddity: u64,
    pub(super) coin: bool,
}

pub(super) const STEPS_PER_STORY: u64 = 200;
pub(super) const CITIZENS: usize = 6;

/// Each deed once, for the kinds, their names and the list of all.
macro_rules! deeds {
    ($($deed:ident),+ $(,)?) => {
        /// What may be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Deed {
            $($deed),+
        }

        use Deed::{$($deed),+};

        const ALL: &[Deed] = &[$($deed),+];
    };
}

deeds!(
    Apply,
    ApplyFor,
    Confirm,
    ConfirmData,
    Complete,
    Cancel,
    Transfer,
    TransferData,
    BillingDay,
    Language,
    Change,
    StopReduction,
    StopRight,
    Refresh,
    TakeBack,
    Record,
    Grant,
    Refuse,
    Documents,
    Keep,
    Drop,
    Correct,
    Move,
    Death,
    Doubt,
    Income,
    Name,
    Days,
    Years,
    Check,
);

/// What happens to anybody at any time.
const ANY_TIME: [Deed; 12] =
    [Days, Days, Days, Days, TakeBack, TakeBack, Move, Income, Name, Doubt, Years, Check];

/// What leads on from a status; a story that asks for anything at any time ends soon.
const fn promising(status: Option<Status>) -> &'static [Deed] {
    match status {
        None => &[Apply, Apply, ApplyFor],
        Some(Status::Suspended) => &[Apply, Apply, ApplyFor, StopRight],
        Some(Status::Closed) => &[Grant, Apply, Apply, ApplyFor],
        Some(Status::AwaitingDocuments) => {
            &[Confirm, Confirm, Grant, Grant, Record, Refuse, Record, Cancel, StopRight]
        }
        Some(Status::AwaitingActivation) => {
            &[ConfirmData, ConfirmData, ConfirmData, Complete, Complete, Confirm, Cancel, Days]
        }
        Some(Status::Active) => &[
            Transfer,
            TransferData,
            Change,
            StopReduction,
            StopRight,
            BillingDay,
            Refresh,
            Correct,
            Move,
            Death,
            Transfer,
            TransferData,
            Income,
        ],
        Some(Status::AwaitingModification) => {
            &[BillingDay, Change, StopReduction, StopRight, Language, Days, Days]
        }
        Some(Status::AwaitingTransfer) => &[
            Confirm,
            ConfirmData,
            ConfirmData,
            Complete,
            Complete,
            StopReduction,
            StopRight,
            Cancel,
            Language,
            Refresh,
            Days,
        ],
        Some(Status::AwaitingStop) => &[BillingDay, Grant, StopRight, Language, Days],
        Some(
            Status::AwaitingVerificationMultiple
            | Status::AwaitingVerificationDocuments
            | Status::AwaitingVerificationMultipleAndDocuments,
        ) => &[
            Documents,
            Documents,
            Keep,
            Drop,
            Record,
            StopReduction,
            StopRight,
            Move,
            Refresh,
            BillingDay,
        ],
    }
}

impl Step {
    /// What is done to somebody whose dossier has a status.
    pub(super) fn deed(&self, status: Option<Status>) -> Deed {
        let chosen = |deeds: &[Deed]| deeds[self.what % deeds.len()];
        match (self.fitting, self.what % 3) {
            (false, _) => chosen(ALL),
            (true, 0) => ANY_TIME[self.what / 3 % ANY_TIME.len()],
            (true, _) => chosen(promising(status)),
        }
    }
}

/// Stories of [`STEPS_PER_STORY`] steps on average.
pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (
        0..10_000_usize,
        prop::bool::weighted(0.85),
        prop::sample::select(vec!['A', 'B', 'C', 'D']),
        0..CITIZENS,
        (0..400_u64, 0..20_u64),
        any::<bool>(),
    );
    let step = step.prop_map(|(what, fitting, operator, citizen, (number, oddity), coin)| Step {
        what,
        fitting,
        operator,
        citizen,
        number,
        oddity,
        coin,
    });
    prop::collection::vec(step, 1..=2 * usize::try_from(STEPS_PER_STORY).unwrap())
}
