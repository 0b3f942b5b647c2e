//! On whose behalf a call is made, and for what.

use stts_chassis::fields::{self, Fields};
use stts_contracts::common::v1::{CallContext, Profile, Purpose};
use stts_kernel::DossierNumber;

use super::words;
use crate::ports::Call;

const NOT_LISTED: &str = "is not one of the list";

/// The call, as the consultation log keeps it; what is wrong with it is noted.
pub(super) fn call(fields: &mut Fields, context: Option<&CallContext>) -> Option<Call> {
    let context = fields.required("context", context)?;
    let profile = Profile::try_from(context.profile).ok().and_then(words::profile_of);
    let profile = fields.take("context.profile", profile.ok_or(NOT_LISTED));
    let purpose = Purpose::try_from(context.purpose).ok().and_then(words::purpose_of);
    let purpose = fields.take("context.purpose", purpose.ok_or(NOT_LISTED));
    let number = given(&context.dossier_number).map(str::parse::<DossierNumber>);
    let dossier_number = fields.optional("context.dossier_number", number);
    let request_id = given(&context.request_id).map(fields::uuid);
    let request_id = fields.optional("context.request_id", request_id);
    Some(Call {
        operator_id: context.operator_id.clone(),
        client_id: context.client_id.clone(),
        user: given(&context.user).map(str::to_owned),
        profile: profile?.to_owned(),
        purpose: purpose?,
        dossier_number: dossier_number?,
        request_id: request_id?,
    })
}

fn given(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
