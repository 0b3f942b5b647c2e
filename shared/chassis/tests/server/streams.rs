//! A stream of answers counts among the calls at once until it ends.

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use stts_chassis::keys::TokenRequest;
use stts_chassis::server::Front;
use stts_chassis::settings::LimitSettings;
use stts_contracts::dossier::v1::dossier_export_service_server::{
    DossierExportService, DossierExportServiceServer,
};
use stts_contracts::dossier::v1::{ExportReductionPeriodsRequest, ExportReductionPeriodsResponse};
use tonic::body::Body;
use tonic::{Code, Status};
use tower::ServiceExt;

use crate::rig::{Behaviour, Rig, frame, limits, service_token};

const EXPORT: &str = "/stts.dossier.v1.DossierExportService/ExportReductionPeriods";
const EXPORTER: &str = "dossier";

/// Answers once, and never ends by itself.
struct Endless;

#[tonic::async_trait]
impl DossierExportService for Endless {
    type ExportReductionPeriodsStream =
        BoxStream<'static, Result<ExportReductionPeriodsResponse, Status>>;

    async fn export_reduction_periods(
        &self,
        _: tonic::Request<ExportReductionPeriodsRequest>,
    ) -> Result<tonic::Response<Self::ExportReductionPeriodsStream>, Status> {
        let first = stream::iter([Ok(ExportReductionPeriodsResponse::default())]);
        Ok(tonic::Response::new(first.chain(stream::pending()).boxed()))
    }
}

async fn export(front: &Front, token: &str) -> Response<Body> {
    let request = Request::post(EXPORT)
        .header("content-type", "application/grpc")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::new(Full::new(Bytes::from(frame(b"")))))
        .unwrap();
    front.clone().oneshot(request).await.unwrap()
}

fn code(response: &Response<Body>) -> Code {
    Status::from_header_map(response.headers()).map_or(Code::Ok, |status| status.code())
}

#[tokio::test]
async fn a_stream_keeps_its_place_until_its_caller_lets_go() {
    let limits = LimitSettings { concurrent_calls: 1, ..limits() };
    let rig = Rig::with(Behaviour::Answer, limits).await;
    let exporter = rig.host.service(EXPORTER).internal(DossierExportServiceServer::new(Endless));
    let front = rig.host.internal_front(&exporter.build().unwrap()).unwrap();
    let token = TokenRequest { audience: EXPORTER.into(), ..service_token() };
    let token = rig.issuer.token(&token).unwrap();

    let mut first = export(&front, &token).await;
    assert!(first.body_mut().frame().await.unwrap().unwrap().is_data());
    assert_eq!(code(&export(&front, &token).await), Code::ResourceExhausted);

    drop(first);
    assert_eq!(code(&export(&front, &token).await), Code::Ok);
}
