//! A row of a bulk as it is kept until its turn: the call that brought it, and its application.

use prost::Message;
use prost::bytes::Buf;
use stts_chassis::request_content::content_hash;
use stts_contracts::common::v1::CallContext;
use stts_contracts::dossier::v1::ApplyRequest;
use stts_dossier_domain::dossier::{Caller, Party};
use stts_kernel::OperatorId;
use thiserror::Error;

use super::{call_context, request, words};
use crate::app::Applicant;
use crate::ports::{APPLY, Call, Purpose, RequestIdentity};

/// What was kept is no row of a bulk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("is no row of a bulk")]
pub struct MalformedRow;

/// The call and the application, one after the other.
pub fn bulk_row(call: &Call, application: &ApplyRequest) -> Vec<u8> {
    let call = call_context(call, Purpose::Application, None).encode_length_delimited_to_vec();
    [call, application.encode_length_delimited_to_vec()].concat()
}

/// The call of the operator that brought it, as if it had made the Apply itself, and who applies.
pub fn opened_bulk_row(mut content: &[u8]) -> Result<(Call, Applicant), MalformedRow> {
    let brought_by =
        CallContext::decode_length_delimited(&mut content).map_err(|_| MalformedRow)?;
    let mut application =
        ApplyRequest::decode_length_delimited(&mut content).map_err(|_| MalformedRow)?;
    if content.has_remaining() {
        return Err(MalformedRow);
    }
    let (request_id, applicant) = request::apply(&application).map_err(|_| MalformedRow)?;
    application.request_id.clear();
    let operator = OperatorId::new(&brought_by.operator_id).map_err(|_| MalformedRow)?;
    let profile = words::profile_of(brought_by.profile()).ok_or(MalformedRow)?;
    let user = Some(brought_by.user).filter(|user| !user.is_empty());
    let caller = Caller { party: Party::Operator(operator), profile, user };
    let content_hash = content_hash(&application);
    let request = RequestIdentity { method: APPLY, request_id, content_hash };
    Ok((Call { caller, client_id: brought_by.client_id, request: Some(request) }, applicant))
}
