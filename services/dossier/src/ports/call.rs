//! A call: who makes it, through which program, for what.

use stts_dossier_domain::dossier::{Caller, Party};
use stts_service::requests::RequestIdentity;

/// Why a person's data is asked for; the consultation log keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An application.
    Application,
    /// A check of the right without an application.
    Check,
    /// A transfer is prepared.
    Transfer,
    /// What the dossier shows of the person is taken over as the register has it now.
    PersonData,
    /// The two-yearly check.
    Verification,
}

/// A call as the use cases need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// On whose behalf, with which profile.
    pub caller: Caller,
    /// The client program.
    pub client_id: String,
    /// The request's identity; absent for a query.
    pub request: Option<RequestIdentity>,
}

impl Call {
    /// Whose request ids and page tokens these are.
    pub fn party(&self) -> &str {
        party_name(&self.caller.party)
    }
}

/// The operator's code, `BIPT`, or `SYSTEM`.
pub fn party_name(party: &Party) -> &str {
    match party {
        Party::Operator(operator) => operator.as_str(),
        Party::Bipt => "BIPT",
        Party::System => "SYSTEM",
    }
}
