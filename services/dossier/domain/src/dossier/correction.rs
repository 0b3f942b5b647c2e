//! What a correction of a dossier sets (domain, section 3: the last row of BIPT's).

use chrono::NaiveDate;
use stts_kernel::{Category, OperatorId};

use super::{ActivationData, Status};

/// What a correction sets; what is absent stays, unless it cannot stay beside what is set. The number,
/// the person and the history are nobody's to correct, and a transfer is corrected by its operators.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// The status. What waits in the present one, and not in the new one, is dropped.
    pub status: Option<Status>,
    /// The operator that holds the dossier; what is granted by its application was granted by it.
    pub operator: Option<OperatorId>,
    /// When the right was established.
    pub right_begin_date: Option<NaiveDate>,
    /// In CLOSED when the right ended; in `AWAITING_STOP` from when on its conditions are not met, from
    /// which the end follows.
    pub right_end_date: Option<NaiveDate>,
    /// The granted categories, in the order of [`Category::ALL`].
    pub granted: Option<Vec<Category>>,
    /// When the right was last checked.
    pub last_check_date: Option<NaiveDate>,
    /// The application date.
    pub application_date: Option<NaiveDate>,
    /// Whether the application is confirmed.
    pub confirmed: Option<bool>,
    /// The activation data. Another activation date or billing day begins the reduction anew.
    pub activation_data: Option<ActivationData>,
    /// The first day of the reduction.
    pub reduction_begin_date: Option<NaiveDate>,
    /// Where no reduction runs any more the first day without it; in `AWAITING_STOP` the day of the
    /// stop, from which the end follows.
    pub reduction_end_date: Option<NaiveDate>,
}

stts_kernel::hidden_debug!(Correction);
