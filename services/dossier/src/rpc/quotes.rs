//! The rpcs of `DossierService` on offers, in which no dossier has a part.

use stts_chassis::reasons::status;
use stts_contracts::dossier::v1::{
    QuoteReductionsRequest, QuoteReductionsResponse, RecommendFormulaRequest,
    RecommendFormulaResponse,
};
use tonic::{Response, Status};

use crate::app::App;
use crate::wire::{answer, request as wire};

pub(super) fn quote_reductions(
    app: &App,
    request: &QuoteReductionsRequest,
) -> Result<Response<QuoteReductionsResponse>, Status> {
    let (offered, formula) = wire::quote_reductions(request).map_err(|bad| status(&bad))?;
    let quote = app.quote_reductions(&offered, formula).map_err(|refusal| status(&refusal))?;
    let quote = Some(answer::reduction_quote(&quote, &request.lines));
    Ok(Response::new(QuoteReductionsResponse { quote }))
}

pub(super) fn recommend_formula(
    app: &App,
    request: &RecommendFormulaRequest,
) -> Result<Response<RecommendFormulaResponse>, Status> {
    let offered = wire::recommend_formula(request).map_err(|bad| status(&bad))?;
    let quotes = app.recommend_formula(&offered);
    let shown = |quote| answer::reduction_quote(quote, &request.lines);
    Ok(Response::new(RecommendFormulaResponse { quotes: quotes.iter().map(shown).collect() }))
}
