//! From a request to a call: who makes it, and as what it is kept.

use prost::Message;
use stts_chassis::caller::{self, CallerOperator, caller};
use stts_chassis::reasons::status;
use stts_chassis::request_content::content_hash;
use stts_dossier_domain::dossier::{Caller, Party, Profile};
use stts_kernel::{ErrorKind, Refusal};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::ports::{Call, RequestIdentity};
use crate::wire::words;

/// A query's caller.
pub(super) fn query<T>(request: &Request<T>) -> Result<Call, Status> {
    let caller::Caller { operator, client_id, user, profile, .. } = caller(request)?;
    let party = match operator {
        CallerOperator::Operator(operator) => Party::Operator(operator),
        CallerOperator::Bipt => Party::Bipt,
        CallerOperator::Service(_) => Party::System,
    };
    // Profiles that have no business with dossiers were refused by the access rules.
    let profile = words::profile_of(profile).unwrap_or(Profile::System);
    Ok(Call { caller: Caller { party, profile, user }, client_id, request: None })
}

/// A mutating request's caller. `without_id` is the message from which the id was taken out.
pub(super) fn mutation(
    call: Call,
    method: &'static str,
    request_id: Uuid,
    without_id: &impl Message,
) -> Call {
    let content_hash = content_hash(without_id);
    Call { request: Some(RequestIdentity { method, request_id, content_hash }), ..call }
}

/// The answer that a use case made, as its response.
pub(super) fn answered<M: Message + Default>(
    answer: Result<Vec<u8>, Refusal>,
) -> Result<Response<M>, Status> {
    let bytes = answer.map_err(|refusal| status(&refusal))?;
    M::decode(bytes.as_slice()).map(Response::new).map_err(|_| status(&ErrorKind::Internal.into()))
}
