//! Traces and metrics, caught by a real receiver of OTLP.

use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::trace::v1::Span;
use stts_chassis::settings::TelemetrySettings;
use stts_chassis::telemetry::names::{CLIENT_CALL_DURATION, SERVER_CALL_DURATION};
use stts_chassis::telemetry::{Telemetry, set_parent, traceparent};
use stts_contracts::dev::v1::GetRequest;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status};
use tracing::Instrument;

use crate::rig::{Behaviour, Rig};

#[derive(Clone, Default)]
struct Collector {
    spans: Arc<Mutex<Vec<Span>>>,
    metrics: Arc<Mutex<Vec<String>>>,
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let resources = request.into_inner().resource_spans;
        let scopes = resources.into_iter().flat_map(|resource| resource.scope_spans);
        self.spans.lock().unwrap().extend(scopes.flat_map(|scope| scope.spans));
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let resources = request.into_inner().resource_metrics;
        let scopes = resources.into_iter().flat_map(|resource| resource.scope_metrics);
        let names = scopes.flat_map(|scope| scope.metrics).map(|metric| metric.name);
        self.metrics.lock().unwrap().extend(names);
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

impl Collector {
    async fn listen() -> (Self, String) {
        let collector = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let server = tonic::transport::Server::builder()
            .add_service(TraceServiceServer::new(collector.clone()))
            .add_service(MetricsServiceServer::new(collector.clone()));
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        (collector, endpoint)
    }

    fn span(&self, trace_id: &[u8], kind: i32) -> Span {
        let spans = self.spans.lock().unwrap();
        let mut found = spans.iter().filter(|span| span.trace_id == trace_id && span.kind == kind);
        found.next().cloned().unwrap_or_else(|| panic!("no span of kind {kind}"))
    }
}

const SERVER: i32 = 2;
const CLIENT: i32 = 3;

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_holds_the_caller_the_call_and_the_answer() {
    let (collector, endpoint) = Collector::listen().await;
    let settings = TelemetrySettings { otlp_endpoint: Some(endpoint), ..Default::default() };
    let telemetry = Telemetry::init(&settings, "clock").unwrap();
    assert!(Telemetry::init(&settings, "clock").is_err());
    assert_eq!(traceparent(), None);

    let rig = Rig::new(Behaviour::Answer).await;
    let job = tracing::info_span!(target: "stts_tests", "job");
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    set_parent(&job, parent);
    let target = &rig.targets()[0];
    let answer = rig.client(target).get(GetRequest {}).instrument(job).await.unwrap();
    let told = answer.metadata().get("stts-trace-id").unwrap();
    assert_eq!(told, "0af7651916cd43dd8448eb211c80319c");
    telemetry.shutdown().await;

    let trace_id = 0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c_u128.to_be_bytes();
    let (client, server) = (collector.span(&trace_id, CLIENT), collector.span(&trace_id, SERVER));
    assert_eq!(server.parent_span_id, client.span_id);
    assert_eq!(server.name, "stts.dev.v1.ClockService/Get");
    assert!(server.attributes.iter().any(|attribute| attribute.key == "rpc.response.status_code"));
    let metrics = collector.metrics.lock().unwrap();
    for name in [SERVER_CALL_DURATION, CLIENT_CALL_DURATION] {
        assert!(metrics.iter().any(|metric| metric == name), "{name}: {metrics:?}");
    }
}
