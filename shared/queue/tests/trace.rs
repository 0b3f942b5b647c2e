//! One trace goes from a commit to what follows from it.

use opentelemetry::trace::TracerProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use stts_queue::trace::{continue_trace, current_traceparent};
use tracing_subscriber::layer::SubscriberExt;

#[test]
fn a_span_continues_the_trace_of_its_cause() {
    let provider = SdkTracerProvider::builder().build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));

    let cause = tracing::info_span!("cause").in_scope(current_traceparent).unwrap();
    let effect = tracing::info_span!("effect");
    continue_trace(&effect, Some(&cause));
    let effect = effect.in_scope(current_traceparent).unwrap();
    let parts = |traceparent: &str| traceparent.split('-').map(str::to_owned).collect::<Vec<_>>();
    let (cause, effect) = (parts(&cause), parts(&effect));
    assert_eq!(cause[1], effect[1], "the same trace");
    assert_ne!(cause[2], effect[2], "another span");

    let alone = tracing::info_span!("alone").in_scope(current_traceparent).unwrap();
    assert_ne!(parts(&alone)[1], cause[1]);
}

#[test]
fn without_telemetry_nothing_is_carried() {
    assert_eq!(current_traceparent(), None);
    continue_trace(&tracing::info_span!("span"), Some("not a traceparent"));
}
