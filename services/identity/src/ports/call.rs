//! A call: on whose behalf the register is asked, and for what.

use stts_identity_domain::Purpose;
use stts_kernel::DossierNumber;
use uuid::Uuid;

/// Who asks, through which program, for what; the consultation log keeps all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The operator, or `BIPT`, or the service that asks for itself.
    pub operator_id: String,
    /// The client program.
    pub client_id: String,
    /// The human user, when the caller named one.
    pub user: Option<String>,
    /// The profile under which the call was made, as tokens name it.
    pub profile: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The dossier, when there is one.
    pub dossier_number: Option<DossierNumber>,
    /// The request that caused it, when it had an id.
    pub request_id: Option<Uuid>,
}
