//! The rpcs of `DossierService` for bulks.

use std::mem::take;
use std::time::Duration;

use futures::stream::{self, BoxStream, StreamExt};
use stts_chassis::caller::caller;
use stts_chassis::reasons::{Language, status};
use stts_chassis::telemetry::traceparent;
use stts_chassis::use_case::Mutations;
use stts_contracts::dossier::v1::{
    GetBulkRequest, GetBulkResponse, StreamBulkResultsRequest, StreamBulkResultsResponse,
    SubmitBulkRequest, SubmitBulkResponse,
};
use stts_kernel::{ErrorKind, Refusal};
use stts_queue::Wake;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::call::{answered, mutation, query};
use crate::app::App;
use crate::ports::{Call, SUBMIT_BULK};
use crate::wire::{answer, request as wire};

/// Other replicas write results too, and wake nobody here.
const LOOKS_EVERY: Duration = Duration::from_secs(1);
/// While there is nothing new, the caller is told so, that nothing on the way takes the stream for
/// dead.
const SIGN_OF_LIFE_EVERY: Duration = Duration::from_secs(15);

pub(super) type BulkResults = BoxStream<'static, Result<StreamBulkResultsResponse, Status>>;

pub(super) async fn submit_bulk(
    app: &App,
    mutations: &Mutations,
    request: Request<SubmitBulkRequest>,
) -> Result<Response<SubmitBulkResponse>, Status> {
    let call = query(&request)?;
    let mut message = request.into_inner();
    let (request_id, submit) = wire::submit_bulk(&message, &call).map_err(|bad| status(&bad))?;
    take(&mut message.request_id);
    let call = mutation(call, SUBMIT_BULK, request_id, &message);
    let (app, trace) = (app.clone(), traceparent());
    answered(mutations.run(async move { app.submit_bulk(&call, &submit, trace).await }).await)
}

pub(super) async fn get_bulk(
    app: &App,
    request: &Request<GetBulkRequest>,
) -> Result<Response<GetBulkResponse>, Status> {
    let call = query(request)?;
    let bulk_id = wire::get_bulk(request.get_ref()).map_err(|bad| status(&bad))?;
    let found = app.get_bulk(&call, bulk_id).await;
    let (bulk, counts) = found.map_err(|refusal| status(&refusal))?;
    Ok(Response::new(GetBulkResponse { bulk: Some(answer::bulk(&bulk, &counts)) }))
}

pub(super) async fn stream_bulk_results(
    app: &App,
    stop: &CancellationToken,
    request: &Request<StreamBulkResultsRequest>,
) -> Result<Response<BulkResults>, Status> {
    let (call, language) = (query(request)?, caller(request)?.language);
    let (bulk_id, after) =
        wire::stream_bulk_results(request.get_ref()).map_err(|bad| status(&bad))?;
    let (app, stop) = (app.clone(), stop.clone());
    let reading = Reading { app, stop, call, language, bulk_id, after };
    let results = reading.stream().await.map_err(|refusal| status(&refusal))?;
    Ok(Response::new(results))
}

/// Reads the results as they come.
struct Reading {
    app: App,
    stop: CancellationToken,
    call: Call,
    language: Language,
    bulk_id: Uuid,
    /// The number of the last result that was given.
    after: u64,
}

impl Reading {
    /// The results after the cursor until the last one. A bulk that is not there is refused at once.
    async fn stream(self) -> Result<BulkResults, Refusal> {
        self.app.bulk_results(&self.call, self.bulk_id, self.after).await?;
        let wake = self.app.bulks.new_results();
        let messages = stream::unfold(Some((self, wake)), |reading| async {
            let (mut reading, mut wake) = reading?;
            match reading.next_message(&mut wake).await {
                Ok(message) => Some((Ok(message?), Some((reading, wake)))),
                Err(refusal) => Some((Err(status(&refusal)), None)),
            }
        });
        Ok(messages.boxed())
    }

    /// The next results, a sign of life, or the end.
    async fn next_message(
        &mut self,
        wake: &mut Wake,
    ) -> Result<Option<StreamBulkResultsResponse>, Refusal> {
        let sign_of_life = Instant::now() + SIGN_OF_LIFE_EVERY;
        loop {
            let part = self.app.bulk_results(&self.call, self.bulk_id, self.after).await?;
            let message = answer::bulk_results(&part.results, self.after, self.language);
            let message = message.map_err(|_| ErrorKind::Internal)?;
            if let Some((last, _)) = part.results.last() {
                self.after = *last;
                return Ok(Some(message));
            }
            if part.is_over {
                return Ok(None);
            }
            if Instant::now() >= sign_of_life {
                return Ok(Some(message));
            }
            if self.stop.run_until_cancelled(wake.wait(LOOKS_EVERY)).await.is_none() {
                // The caller goes on at another replica, or later.
                return Err(ErrorKind::ServiceUnavailable.into());
            }
        }
    }
}
