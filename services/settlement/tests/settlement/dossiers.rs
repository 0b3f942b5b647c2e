//! A dossier service that sends what it is given, and fails or waits where it is told.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use chrono::NaiveDate;
use ring::digest::{Context, SHA256};
use stts_kernel::{Cents, DossierNumber, ErrorKind, Formula, OperatorId, Period, Refusal};
use stts_settlement::ports::{
    CopyPart, DossierExport, Encode, ExportPart, ExportStream, ExportSummary, Grant, Granted,
};
use stts_settlement::wire::Wire;
use stts_settlement_domain::{Installation, LineKind, ReductionPeriod};
use stts_testkit::SeededIds;
use tokio::sync::mpsc;
use uuid::Uuid;

/// What happens in the middle of a stream.
#[derive(Clone)]
pub(crate) enum Fault {
    /// The other side does not answer any more.
    Fails,
    /// The stream ends before its last message.
    Ends,
    /// The stream tells that it has come so far, and waits for ever.
    Hangs(mpsc::UnboundedSender<()>),
    /// The stream tells that it has come so far, and goes on once the test drops the other end.
    Waits(mpsc::UnboundedSender<()>),
}

#[derive(Default)]
struct Inner {
    grants: Vec<Grant>,
    copies: HashMap<Uuid, Vec<Granted>>,
    opened: Vec<CopyPart>,
    fault: Option<(usize, Fault)>,
    summary: Option<ExportSummary>,
}

/// The dossier service of a test.
#[derive(Default)]
pub(crate) struct FakeDossiers(Mutex<Inner>);

/// How many rows a message has.
pub(crate) const ROWS: usize = 2;

impl FakeDossiers {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    /// Grants from now on: copies that were made keep what they have.
    pub(crate) fn grant(&self, grants: impl IntoIterator<Item = Grant>) {
        self.inner().grants.extend(grants);
    }

    /// The next stream has this fault after so many messages.
    pub(crate) fn fail_after(&self, messages: usize, fault: Fault) {
        self.inner().fault = Some((messages, fault));
    }

    /// The next stream ends with that summary.
    pub(crate) fn summarise(&self, summary: ExportSummary) {
        self.inner().summary = Some(summary);
    }

    /// What was asked for so far.
    pub(crate) fn opened(&self) -> Vec<CopyPart> {
        self.inner().opened.clone()
    }
}

#[async_trait]
impl DossierExport for FakeDossiers {
    async fn open(&self, part: CopyPart) -> Result<Box<dyn ExportStream>, Refusal> {
        let mut inner = self.inner();
        inner.opened.push(part);
        let grants = inner.grants.clone();
        let copy = inner.copies.entry(part.export_id).or_insert_with(|| numbered(grants)).clone();
        let summary = inner.summary.take().unwrap_or_else(|| summary_of(&copy));
        let rest: Vec<Granted> = copy.into_iter().filter(|row| row.key > part.after_key).collect();
        let mut messages: Vec<ExportPart> = rest
            .chunks(ROWS)
            .map(|rows| ExportPart { rows: rows.to_vec(), summary: None })
            .collect();
        messages.push(ExportPart { rows: Vec::new(), summary: Some(summary) });
        let fault = inner.fault.take();
        Ok(Box::new(Messages { rest: messages.into_iter(), sent: 0, fault }))
    }
}

struct Messages {
    rest: std::vec::IntoIter<ExportPart>,
    sent: usize,
    fault: Option<(usize, Fault)>,
}

#[async_trait]
impl ExportStream for Messages {
    async fn next(&mut self) -> Result<Option<ExportPart>, Refusal> {
        let due = self.fault.take_if(|(after, _)| *after == self.sent);
        match due.map(|(_, fault)| fault) {
            None => {}
            Some(Fault::Fails) => return Err(ErrorKind::ServiceUnavailable.into()),
            Some(Fault::Ends) => return Ok(None),
            Some(Fault::Hangs(reached)) => {
                reached.send(()).unwrap();
                std::future::pending::<()>().await;
            }
            Some(Fault::Waits(reached)) => {
                reached.send(()).unwrap();
                reached.closed().await;
            }
        }
        self.sent += 1;
        Ok(self.rest.next())
    }
}

/// How many messages a copy of that many rows has, the last one with the summary included.
pub(crate) const fn messages(rows: usize) -> usize {
    rows.div_ceil(ROWS) + 1
}

fn numbered(grants: Vec<Grant>) -> Vec<Granted> {
    let ids = SeededIds::new(7);
    let row = |(key, grant)| Granted { key, dossier_number: DossierNumber::random(&ids), grant };
    (1..).zip(grants).map(row).collect()
}

fn summary_of(copy: &[Granted]) -> ExportSummary {
    let mut digest = Context::new(&SHA256);
    for row in copy {
        digest.update(&Wire.hashed_row(row));
    }
    let sha256 = digest.finish().as_ref().try_into().unwrap();
    ExportSummary { rows: copy.len() as u64, sha256: Some(sha256) }
}

/// A date such as `2023-01-31`.
pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A period of reduction.
pub(crate) fn period(operator: &str, formula: &str, from: &str, until: Option<&str>) -> Grant {
    Grant::Period(ReductionPeriod {
        operator: OperatorId::new(operator).unwrap(),
        formula: Formula::from_name(formula).unwrap(),
        period: Period::new(date(from), until.map(date)).unwrap(),
    })
}

/// An installation.
pub(crate) fn installation(operator: &str, line: LineKind, cents: i64, on: &str) -> Grant {
    let operator = OperatorId::new(operator).unwrap();
    Grant::Installation(Installation::new(operator, line, Cents(cents), date(on)).unwrap())
}
