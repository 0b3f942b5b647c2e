//! The file of results.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use stts_contracts::dossier::v1::{
    ApplyResponse, BulkRefusal, BulkResult, Decision, Dossier, Evaluation,
};

use super::cells::written;

const HEADER: &str = "line,dossier_number,status,decision,reason,details";

/// How many results there are of each outcome: `APPLIED`, or the reason of a refusal.
pub type Tally = BTreeMap<String, u64>;

/// Writes results as they come.
pub struct Results {
    to: BufWriter<File>,
    tally: Tally,
}

impl Results {
    /// A new file in the place of one that is there.
    pub fn create(file: &Path) -> io::Result<Self> {
        let mut to = BufWriter::new(File::create(file)?);
        writeln!(to, "{HEADER}")?;
        Ok(Self { to, tally: Tally::new() })
    }

    /// Adds some; they are in the file when this is done.
    pub fn add(&mut self, results: &[BulkResult]) -> io::Result<()> {
        for result in results {
            let reason = result.refusal.as_ref().map_or("APPLIED", |refusal| &refusal.reason);
            *self.tally.entry(reason.to_owned()).or_default() += 1;
            writeln!(self.to, "{}", line(result))?;
        }
        self.to.flush()
    }

    /// What came of them.
    pub fn into_tally(self) -> Tally {
        self.tally
    }
}

fn line(result: &BulkResult) -> String {
    let [number, status, decision, reason, details] = match (&result.applied, &result.refusal) {
        (_, Some(refusal)) => refused(refusal),
        (Some(applied), None) => applied_cells(applied),
        (None, None) => Default::default(),
    };
    let cells = [result.line.to_string(), number, status, decision, reason, details];
    cells.map(|cell| written(&cell)).join(",")
}

fn applied_cells(applied: &ApplyResponse) -> [String; 5] {
    let (none, nothing) = (Dossier::default(), Evaluation::default());
    let dossier = applied.dossier.as_ref().unwrap_or(&none);
    let evaluation = applied.evaluation.as_ref().unwrap_or(&nothing);
    let missing = match evaluation.decision() {
        Decision::Undecided => format!("missing: {}", evaluation.missing_facts.join(" ")),
        Decision::Entitled | Decision::Denied | Decision::Unspecified => String::new(),
    };
    [
        dossier.dossier_number.clone(),
        without("STATUS_", dossier.status().as_str_name()),
        without("DECISION_", evaluation.decision().as_str_name()),
        String::new(),
        missing,
    ]
}

/// The number of a dossier that the refusal names, its reason, and whatever else it says.
fn refused(refusal: &BulkRefusal) -> [String; 5] {
    let mut facts: BTreeMap<&str, &str> =
        refusal.metadata.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let number = facts.remove("dossier_number").unwrap_or_default().to_owned();
    let facts = facts.into_iter().map(|(key, value)| format!("{key}={value}"));
    let fields = refusal.bad_fields.iter().map(|bad| format!("{}: {}", bad.field, bad.description));
    let details: Vec<String> =
        std::iter::once(refusal.message.clone()).chain(fields).chain(facts).collect();
    [number, String::new(), String::new(), refusal.reason.clone(), details.join("; ")]
}

fn without(prefix: &str, name: &str) -> String {
    name.trim_start_matches(prefix).to_owned()
}

#[cfg(test)]
mod tests {
    use stts_contracts::dossier::v1::{BadField, Status};

    use super::*;

    #[test]
    fn each_result_is_a_line() {
        let dossier = Dossier {
            dossier_number: "1234567894".to_owned(),
            status: Status::AwaitingDocuments.into(),
            ..Dossier::default()
        };
        let evaluation = Evaluation {
            decision: Decision::Undecided.into(),
            missing_facts: vec!["hearing".to_owned(), "income".to_owned()],
            ..Evaluation::default()
        };
        let applied = ApplyResponse { dossier: Some(dossier), evaluation: Some(evaluation) };
        let applied = BulkResult { line: 2, applied: Some(applied), ..BulkResult::default() };
        let expected = "2,1234567894,AWAITING_DOCUMENTS,UNDECIDED,,missing: hearing income";
        assert_eq!(line(&applied), expected);

        let bad_field = BadField { field: "a".to_owned(), description: "is bad, so".to_owned() };
        let refusal = BulkRefusal {
            reason: "DOSSIER_EXISTS".to_owned(),
            metadata: [("dossier_number", "1"), ("state", "x")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
            bad_fields: vec![bad_field],
            message: "There is one.".to_owned(),
            code: 9,
        };
        let refused = BulkResult { line: 3, refusal: Some(refusal), ..BulkResult::default() };
        let expected = "3,1,,,DOSSIER_EXISTS,\"There is one.; a: is bad, so; state=x\"";
        assert_eq!(line(&refused), expected);
    }
}
