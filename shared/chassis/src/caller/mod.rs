//! Who calls: what a verified token says, and the rules that it must keep.
//!
//! A token is a JWT signed with ES256. Its operator is the truth for who calls; its client must be
//! listed, with that operator and profile, and not be suspended.

mod clients;
mod tokens;
mod verify;
mod watched;

use std::fmt;

use stts_contracts::common::v1::Profile;
use stts_kernel::{ErrorKind, OperatorId};
use tonic::{Request, Status};

pub use tokens::DEVELOPMENT_ISSUER;
pub(crate) use tokens::{Audience, Claims, profile_name};
pub use verify::{Callers, CallersError};

use crate::reasons::{Language, status};

/// Who makes a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// For whom the call is made.
    pub operator: CallerOperator,
    /// The client program: the token's `sub`.
    pub client_id: String,
    /// The human user, when the token names one: its `act`. Always there for BIPT.
    pub user: Option<String>,
    /// What the caller may do.
    pub profile: Profile,
    /// The language in which the caller reads texts.
    pub language: Language,
}

/// For whom a call is made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CallerOperator {
    /// An operator.
    Operator(OperatorId),
    /// The regulator.
    Bipt,
    /// Another service of this system, by its name.
    Service(String),
}

/// How BIPT is named in place of an operator.
pub const BIPT: &str = "BIPT";

impl fmt::Display for CallerOperator {
    /// The operator's code, `BIPT`, or the service's name: `operator_id` of a call context.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator(operator) => operator.fmt(formatter),
            Self::Bipt => formatter.write_str(BIPT),
            Self::Service(name) => formatter.write_str(name),
        }
    }
}

/// Who made this request; the server puts it there before the handler runs.
pub fn caller<T>(request: &Request<T>) -> Result<Caller, Status> {
    let caller = request.extensions().get::<Caller>().cloned();
    caller.ok_or_else(|| status(&ErrorKind::Unauthenticated.into()))
}
