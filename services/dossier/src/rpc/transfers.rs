//! The rpcs of `DossierService` by which a dossier changes hands.

use std::mem::take;

use stts_chassis::reasons::status;
use stts_chassis::time::machine_seconds;
use stts_chassis::use_case::Mutations;
use stts_contracts::dossier::v1::{
    ConfirmTransferRequest, ConfirmTransferResponse, PrepareTransferRequest,
    PrepareTransferResponse, RefreshPersonDataRequest, RefreshPersonDataResponse,
};
use stts_kernel::ErrorKind;
use stts_store::Vault;
use tonic::{Request, Response, Status};

use super::call::{answered, mutation, query};
use crate::app::{Admission, App};
use crate::ports::Call;
use crate::wire::request::Bearer;
use crate::wire::{answer, request as wire};

fn bearer<'a>(call: &'a Call, vault: &'a Vault) -> Bearer<'a> {
    Bearer { vault, party: call.party(), now_seconds: machine_seconds() }
}

/// Asks the register, which notes the question: to be finished whatever the caller does.
pub(super) async fn prepare_transfer(
    app: &App,
    (mutations, vault): (&Mutations, &Vault),
    request: &Request<PrepareTransferRequest>,
) -> Result<Response<PrepareTransferResponse>, Status> {
    let call = query(request)?;
    let applicant = wire::prepare_transfer(request.get_ref()).map_err(|bad| status(&bad))?;
    let (asking, asked) = (app.clone(), call.clone());
    let prepared =
        mutations.run(async move { asking.prepare_transfer(&asked, &applicant).await }).await;
    let dossier = prepared.map_err(|refusal| status(&refusal))?;
    let token = wire::transfer_token(Admission::from(&dossier), bearer(&call, vault));
    Ok(Response::new(PrepareTransferResponse {
        dossier: Some(answer::dossier(&dossier, &call.caller, &app.rules)),
        transfer_token: token.map_err(|_| status(&ErrorKind::Internal.into()))?,
    }))
}

pub(super) async fn confirm_transfer(
    app: &App,
    (mutations, vault): (&Mutations, &Vault),
    request: Request<ConfirmTransferRequest>,
) -> Result<Response<ConfirmTransferResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierService/ConfirmTransfer";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let transfer = wire::confirm_transfer(&message, bearer(&call, vault));
    let transfer = transfer.map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, transfer.request_id, &message);
    let app = app.clone();
    let confirmed = mutations.run(async move {
        app.confirm_transfer(&call, transfer.admission, transfer.activation_data).await
    });
    answered(confirmed.await)
}

pub(super) async fn refresh_person_data(
    app: &App,
    (mutations, vault): (&Mutations, &Vault),
    request: Request<RefreshPersonDataRequest>,
) -> Result<Response<RefreshPersonDataResponse>, Status> {
    const METHOD: &str = "stts.dossier.v1.DossierService/RefreshPersonData";
    let call = query(&request)?;
    let mut message = request.into_inner();
    let refresh = wire::refresh_person_data(&message, bearer(&call, vault));
    let refresh = refresh.map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, METHOD, refresh.request_id, &message);
    let app = app.clone();
    let refreshed = mutations.run(async move {
        app.refresh_person_data(&call, refresh.whose, refresh.etag.as_deref()).await
    });
    answered(refreshed.await)
}
