//! For whom and for what a letter asks who a person is.

use prost::Message;
use stts_contracts::common::v1::{CallContext, Profile, Purpose};
use stts_kernel::DossierNumber;
use stts_queue::log::{Event, HandlerError};

/// The full name of the message that a job of delivery carries.
pub const CONTEXT_TYPE: &str = "stts.common.v1.CallContext";

/// How the system itself is named in place of an operator.
const SYSTEM: &str = "SYSTEM";

/// The call that caused an event, or the system where nobody called, now for the purpose of a letter;
/// encoded.
pub fn letter_context(
    event: &Event,
    dossier_number: Option<DossierNumber>,
) -> Result<Vec<u8>, HandlerError> {
    let caused_by = event.caused_by.as_deref().map(CallContext::decode).transpose();
    let cause = caused_by.map_err(|_| HandlerError::Poison("CAUSED_BY"))?.unwrap_or_else(system);
    let context = CallContext {
        purpose: Purpose::Letter.into(),
        dossier_number: dossier_number.map(|number| number.to_string()).unwrap_or_default(),
        ..cause
    };
    Ok(context.encode_to_vec())
}

fn system() -> CallContext {
    CallContext {
        operator_id: SYSTEM.to_owned(),
        client_id: crate::NAME.to_owned(),
        profile: Profile::Service.into(),
        ..CallContext::default()
    }
}
