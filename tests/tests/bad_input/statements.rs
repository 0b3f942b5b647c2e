//! Which statements a call leads to: those that the services of this process tell of within the span
//! of a call.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// The name of the span around every call, its field for the rpc, and the service by which events are
/// read all the time.
const CALL: &str = "rpc";
const RPC: &str = "otel.name";
const READING_EVENTS: &str = "EventLogService";

/// The statements of all calls of this process, without their values.
#[derive(Clone, Default)]
pub(super) struct Statements(Arc<Mutex<Vec<String>>>);

impl Statements {
    /// Listens from now on: once in a process.
    pub(super) fn heard() -> Self {
        let heard = Self::default();
        let told = Targets::new()
            .with_target(stts_store::STATEMENTS, LevelFilter::TRACE)
            .with_default(LevelFilter::INFO);
        let layer = Listening(heard.clone()).with_filter(told);
        let registry = tracing_subscriber::registry().with(layer);
        tracing::subscriber::set_global_default(registry).unwrap();
        heard
    }

    /// What was heard since it was asked last, in one order, whichever of two at a time came first.
    pub(super) fn since_last(&self) -> Vec<String> {
        let mut heard = std::mem::take(&mut *self.0.lock().unwrap());
        heard.sort_unstable();
        heard
    }
}

/// The texts of one field.
struct Texts(&'static str, Vec<String>);

impl Visit for Texts {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == self.0 {
            self.1.push(value.to_owned());
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

/// The mark of a call that somebody outside made.
struct Asked;

struct Listening(Statements);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Listening {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut rpc = Texts(RPC, Vec::new());
        attributes.record(&mut rpc);
        let is_asked = rpc.1.iter().any(|name| !name.contains(READING_EVENTS));
        if is_asked && attributes.metadata().name() == CALL {
            context.span(id).unwrap().extensions_mut().insert(Asked);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut around = context.event_scope(event).into_iter().flatten();
        if event.metadata().target() == stts_store::STATEMENTS
            && around.any(|span| span.extensions().get::<Asked>().is_some())
        {
            let mut statement = Texts("db.query.text", Vec::new());
            event.record(&mut statement);
            self.0.0.lock().unwrap().extend(statement.1);
        }
    }
}
