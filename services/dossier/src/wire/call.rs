//! On whose behalf a call is made, and for what.

use stts_contracts::common::v1::{CallContext, Profile, Purpose};

use super::words;
use crate::ports::{self, Call};

/// The call as the consultation log and the events keep it.
pub fn call_context(
    call: &Call,
    purpose: ports::Purpose,
    dossier_number: Option<&str>,
) -> CallContext {
    let operator_id = call.party();
    // What the system itself asks, it asks as a service.
    let profile = words::profile(call.caller.profile).unwrap_or(Profile::Service);
    let request_id = call.request.as_ref().map(|request| request.request_id.to_string());
    CallContext {
        operator_id: operator_id.to_owned(),
        client_id: call.client_id.clone(),
        user: call.caller.user.clone().unwrap_or_default(),
        profile: profile.into(),
        purpose: contract_purpose(purpose).into(),
        dossier_number: dossier_number.unwrap_or_default().to_owned(),
        request_id: request_id.unwrap_or_default(),
    }
}

const fn contract_purpose(purpose: ports::Purpose) -> Purpose {
    match purpose {
        ports::Purpose::Application => Purpose::Application,
        ports::Purpose::Check => Purpose::Check,
        ports::Purpose::Transfer => Purpose::Transfer,
        ports::Purpose::PersonData => Purpose::PersonData,
        ports::Purpose::Verification => Purpose::Verification,
    }
}
