//! A call: who makes it, and which request it is.

use stts_kernel::OperatorId;
use stts_service::requests::RequestIdentity;

/// On whose behalf a call is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    /// An operator.
    Operator(OperatorId),
    /// The regulator, who manages the fund.
    Bipt,
}

impl Party {
    /// The operator's code or `BIPT`: whose request ids these are.
    pub fn name(&self) -> &str {
        match self {
            Self::Operator(operator) => operator.as_str(),
            Self::Bipt => "BIPT",
        }
    }
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
