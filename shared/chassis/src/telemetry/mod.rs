//! Log lines, traces and metrics: readable lines on standard error, and OTLP over gRPC when a
//! collector is named. Nothing about a person is in any of them.

mod context;
pub mod names;

use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry::{KeyValue, global};
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use thiserror::Error;
use tracing::Dispatch;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{EnvFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::{Registry, fmt};

pub use context::{HeaderExtractor, HeaderInjector, set_parent, traceparent};
pub(crate) use context::{inject_into_headers, set_parent_from_headers, trace_id};

use crate::settings::TelemetrySettings;

/// An extra receiver of spans and log events, for tests.
pub type ExtraLayer = Box<dyn Layer<Registry> + Send + Sync>;

/// The telemetry of a process; keep it until the end and then [`shutdown`](Self::shutdown) it.
#[derive(Debug)]
pub struct Telemetry {
    traces: SdkTracerProvider,
    metrics: SdkMeterProvider,
}

/// Telemetry could not be set up.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// The log filter is malformed.
    #[error("setting `telemetry.log`: {0}")]
    Filter(String),
    /// The collector's address is malformed.
    #[error("setting `telemetry.otlp_endpoint`: {0}")]
    Endpoint(String),
    /// The process has telemetry already.
    #[error("telemetry is already set up in this process")]
    Twice,
}

impl Telemetry {
    /// Sets up the telemetry of this process under the name of its service. Inside a tokio runtime.
    pub fn init(settings: &TelemetrySettings, service: &str) -> Result<Self, TelemetryError> {
        Self::init_with(settings, service, None)
    }

    /// As [`init`](Self::init), with an extra layer that receives every span and event.
    pub fn init_with(
        settings: &TelemetrySettings,
        service: &str,
        extra: Option<ExtraLayer>,
    ) -> Result<Self, TelemetryError> {
        let (telemetry, dispatch) = Self::build(settings, service, extra)?;
        tracing::dispatcher::set_global_default(dispatch).map_err(|_| TelemetryError::Twice)?;
        global::set_text_map_propagator(TraceContextPropagator::new());
        global::set_meter_provider(telemetry.metrics.clone());
        std::panic::set_hook(Box::new(log_panic));
        Ok(telemetry)
    }

    /// Makes telemetry without making it the process's: for a test that wants its own.
    pub fn build(
        settings: &TelemetrySettings,
        service: &str,
        extra: Option<ExtraLayer>,
    ) -> Result<(Self, Dispatch), TelemetryError> {
        let filter = EnvFilter::try_new(&settings.log)
            .map_err(|error| TelemetryError::Filter(error.to_string()))?;
        let telemetry = Self::export(settings.otlp_endpoint.as_deref(), service)?;
        let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let lines =
            fmt::layer().with_writer(std::io::stderr).with_ansi(colours).with_filter(filter);
        let spans = tracing_opentelemetry::layer()
            .with_tracer(telemetry.traces.tracer("stts"))
            .with_location(false)
            .with_threads(false)
            .with_filter(traced());
        let subscriber = tracing_subscriber::registry().with(extra).with(lines).with(spans);
        Ok((telemetry, Dispatch::new(subscriber)))
    }

    fn export(endpoint: Option<&str>, service: &str) -> Result<Self, TelemetryError> {
        let resource = Resource::builder()
            .with_service_name(service.to_owned())
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let mut traces = SdkTracerProvider::builder().with_resource(resource.clone());
        let mut metrics = SdkMeterProvider::builder().with_resource(resource);
        if let Some(endpoint) = endpoint {
            let wrong = |error: opentelemetry_otlp::ExporterBuildError| {
                TelemetryError::Endpoint(error.to_string())
            };
            let spans = opentelemetry_otlp::SpanExporter::builder().with_tonic();
            traces =
                traces.with_batch_exporter(spans.with_endpoint(endpoint).build().map_err(wrong)?);
            let points = opentelemetry_otlp::MetricExporter::builder().with_tonic();
            metrics = metrics
                .with_periodic_exporter(points.with_endpoint(endpoint).build().map_err(wrong)?);
        }
        Ok(Self { traces: traces.build(), metrics: metrics.build() })
    }

    /// Exports what is left and ends. A collector that does not answer costs its time limit and a
    /// log line, never an error.
    pub async fn shutdown(self) {
        let ended =
            tokio::task::spawn_blocking(move || (self.traces.shutdown(), self.metrics.shutdown()));
        if !matches!(ended.await, Ok((Ok(()), Ok(())))) {
            tracing::warn!("the last traces or metrics could not be exported");
        }
    }
}

/// Spans of our own code and of nothing below it, whatever the log filter says.
fn traced() -> Targets {
    Targets::new().with_default(LevelFilter::OFF).with_target("stts", LevelFilter::INFO)
}

/// A panic's message may hold a value from a request, so only its place is told.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(place, "a task panicked");
}
