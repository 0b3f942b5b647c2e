//! Requests of BIPT's agents on applications and rights.

use chrono::NaiveDate;
use stts_chassis::fields::{self, Fields};
use stts_contracts::dossier::v1 as contract;
use stts_dossier_domain::dossier::{DocumentKind, Findings};
use stts_dossier_domain::eligibility::{FactName, Truth};
use stts_kernel::{OperatorId, PersonId, Refusal};
use uuid::Uuid;

use super::applicant::contact;
use super::dossier::{OnDossier, head};
use super::value::listed;
use crate::app::{ApplyFor, Resolution, RightDecision};
use crate::wire::words;

/// An application that BIPT makes: its request id, for whom, and where.
pub fn apply_for(request: &contract::ApplyForRequest) -> Result<(Uuid, ApplyFor), Refusal> {
    let mut fields = Fields::of(request);
    let request_id = fields.take("request_id", fields::uuid(&request.request_id));
    let person_id = fields.take("person_id", fields::uuid(&request.person_id));
    let operator = fields.take("operator_id", OperatorId::new(&*request.operator_id));
    // Unspecified is the language of the register.
    let language = listed(request.language, words::language_of).ok();
    let contact = request.contact.as_ref().map(|given| contact(Some(given)));
    fields.finish(|| {
        let person_id = PersonId::from(person_id?);
        Some((request_id?, ApplyFor { person_id, operator: operator?, language, contact }))
    })
}

/// Documents that arrived, and when.
pub fn record_documents(
    request: &contract::RecordDocumentsRequest,
) -> Result<OnDossier<(Vec<DocumentKind>, NaiveDate)>, Refusal> {
    let mut fields = Fields::of(request);
    let head = head(&mut fields, &request.request_id, &request.dossier_number, &request.etag);
    let received_on = fields.required("received_on", request.received_on.as_ref());
    let received_on = received_on.and_then(|on| fields.take("received_on", fields::date(on)));
    let kinds = request.kinds.iter().cloned().map(DocumentKind).collect();
    fields.finish(|| Some(head?.with((kinds, received_on?))))
}

/// A decision on a right.
pub fn decide_right(
    request: &contract::DecideRightRequest,
) -> Result<OnDossier<RightDecision>, Refusal> {
    let mut fields = Fields::of(request);
    let head = head(&mut fields, &request.request_id, &request.dossier_number, &request.etag);
    let decision = decision(&mut fields, "", (request.decision, &request.findings));
    fields.finish(|| Some(head?.with(decision?)))
}

/// How a two-yearly check ends.
pub fn resolve_verification(
    request: &contract::ResolveVerificationRequest,
) -> Result<OnDossier<Resolution>, Refusal> {
    let mut fields = Fields::of(request);
    let head = head(&mut fields, &request.request_id, &request.dossier_number, &request.etag);
    let resolution = match (&request.documents, &request.keep, &request.drop) {
        (Some(judged), ..) => {
            let given = (judged.decision, judged.findings.as_slice());
            decision(&mut fields, "documents.", given).map(Resolution::Documents)
        }
        (None, Some(contract::TariffKept {}), _) => Some(Resolution::Keep),
        (None, None, Some(contract::TariffDropped {})) => Some(Resolution::Drop),
        // The contract refuses a request without any of them.
        (None, None, None) => None,
    };
    fields.finish(|| Some(head?.with(resolution?)))
}

fn decision(
    fields: &mut Fields,
    within: &str,
    (decided, found): (i32, &[contract::Finding]),
) -> Option<RightDecision> {
    let granted = fields.take(&format!("{within}decision"), listed(decided, granted));
    let findings = findings(fields, &format!("{within}findings"), found);
    Some(RightDecision { granted: granted?, findings: findings? })
}

const fn granted(decision: contract::RightDecision) -> Option<bool> {
    match decision {
        contract::RightDecision::Unspecified => None,
        contract::RightDecision::Granted => Some(true),
        contract::RightDecision::Refused => Some(false),
    }
}

/// What documents prove or disprove; a fact that is named twice could be both.
fn findings(fields: &mut Fields, path: &str, findings: &[contract::Finding]) -> Option<Findings> {
    let mut found: Vec<(FactName, Truth)> = Vec::new();
    for (index, finding) in findings.iter().enumerate() {
        let fact = FactName::from_name(&finding.fact).ok_or("is not the name of a fact");
        let fact = fields.take(&format!("{path}[{index}].fact"), fact);
        let truth = listed(finding.proof, proven);
        let truth = fields.take(&format!("{path}[{index}].proof"), truth);
        let Some(finding) = fact.zip(truth) else { continue };
        let too_many = findings.len() > FactName::ALL.len();
        if !too_many && found.iter().any(|(fact, _)| *fact == finding.0) {
            fields.add(format!("{path}[{index}].fact"), "names a fact a second time");
        }
        found.push(finding);
    }
    (found.len() == findings.len()).then_some(Findings(found))
}

const fn proven(proof: contract::Proof) -> Option<Truth> {
    match proof {
        contract::Proof::Unspecified => None,
        contract::Proof::Proved => Some(Truth::True),
        contract::Proof::Disproved => Some(Truth::False),
    }
}
