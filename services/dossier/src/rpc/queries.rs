//! The rpcs of `DossierService` that list dossiers and tell what was.

use stts_chassis::reasons::status;
use stts_contracts::dossier::v1::{
    GetDossierAsOfRequest, GetDossierAsOfResponse, ListDossiersRequest, ListDossiersResponse,
};
use stts_dossier_domain::dossier::Party;
use stts_kernel::ErrorKind;
use stts_store::Vault;
use tonic::{Request, Response, Status};

use super::call::query;
use crate::app::App;
use crate::wire::{answer, request as wire};

pub(super) async fn list_dossiers(
    app: &App,
    vault: &Vault,
    request: &Request<ListDossiersRequest>,
) -> Result<Response<ListDossiersResponse>, Status> {
    let call = query(request)?;
    let party = (call.party(), call.caller.party == Party::Bipt);
    let (filters, page) =
        wire::list_dossiers(request.get_ref(), party, vault).map_err(|bad| status(&bad))?;
    let list = wire::dossiers_of(call.party(), &filters);
    let found = app.list_dossiers(&call, filters, page).await;
    let found = found.map_err(|refusal| status(&refusal))?;
    let shown = |dossier| answer::dossier(dossier, &call.caller, &app.rules);
    let next_page_token = wire::page_token(vault, &list, found.next_after);
    Ok(Response::new(ListDossiersResponse {
        dossiers: found.rows.iter().map(shown).collect(),
        next_page_token: next_page_token.map_err(|_| status(&ErrorKind::Internal.into()))?,
    }))
}

pub(super) async fn get_dossier_as_of(
    app: &App,
    request: &Request<GetDossierAsOfRequest>,
) -> Result<Response<GetDossierAsOfResponse>, Status> {
    let call = query(request)?;
    let (number, as_of) = wire::get_dossier_as_of(request.get_ref()).map_err(|bad| status(&bad))?;
    let found = app.get_dossier_as_of(&call, number, as_of).await;
    let dossier = found.map_err(|refusal| status(&refusal))?;
    let dossier = Some(answer::past_dossier(&dossier, &call.caller, &app.rules));
    Ok(Response::new(GetDossierAsOfResponse { dossier }))
}
