//! A call: who makes it, and which request it is.

use std::fmt;

use stts_kernel::OperatorId;
use uuid::Uuid;

/// On whose behalf a call is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    /// An operator.
    Operator(OperatorId),
    /// The regulator, who manages the fund.
    Bipt,
}

/// The operator's code or `BIPT`: whose request ids these are.
impl fmt::Display for Party {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator(operator) => operator.fmt(formatter),
            Self::Bipt => formatter.write_str("BIPT"),
        }
    }
}

/// The identity of a mutating request: the same one gets the same answer for 30 days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestIdentity {
    /// The full name of the method.
    pub method: &'static str,
    /// The id that the caller made.
    pub request_id: Uuid,
    /// SHA-256 of the request without its id.
    pub content_hash: [u8; 32],
}

/// A call as the use cases need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// On whose behalf.
    pub party: Party,
    /// The human user, or the client program where the token names no user.
    pub user: String,
    /// The request's identity; absent for a query.
    pub request: Option<RequestIdentity>,
}
