//! One step, as an operator makes it.

use anyhow::{Context, bail};
use chrono::{Days, NaiveDate};
use stts_chassis::client::ServiceChannel;
use stts_chassis::reasons;
use stts_contracts::dossier::v1::dossier_service_client::DossierServiceClient;
use stts_contracts::dossier::v1::{
    Applicant, ApplyRequest, ApplyResponse, CancelApplicationRequest, Claim, Claims,
    CompleteActivationDataRequest, ConfirmApplicationRequest, Decision, Status,
};
use tonic::Code;

use super::draw::request_id;
use super::folder::Note;
use super::plan::{Plan, Step};
use super::story::Action;

/// What is answered to everything but applications.
pub(super) const DONE: &str = "DONE";

/// What a step needs to know beside the plan.
pub(super) struct Stage<'a> {
    /// The operator.
    pub(super) shop: DossierServiceClient<ServiceChannel>,
    /// The first day of the story.
    pub(super) first_day: NaiveDate,
    /// The number of the person's dossier, once there is one.
    pub(super) dossier_number: Option<&'a str>,
}

/// Makes a step; gives what the operator notes of it. Made again, it gets the first answer.
pub(super) async fn step(
    plan: &Plan,
    (place, step): (usize, &Step),
    mut stage: Stage<'_>,
) -> anyhow::Result<Note> {
    let request_id = request_id(plan.seed, &format!("step {place}"));
    let activated_on = |after: u64| stage.first_day + Days::new(step.applied + after);
    let number = || stage.dossier_number.unwrap_or_default().to_owned();
    match &step.action {
        Action::Apply(claims, _) => {
            let character = plan.characters.get(step.person).context("nobody of the plan")?;
            let applicant = claiming(&character.applicant, claims.as_deref());
            let request = ApplyRequest { request_id, applicant: Some(applicant) };
            let answer = stage.shop.apply(request).await;
            return applied(place, answer.map(tonic::Response::into_inner));
        }
        Action::Confirm(data) => {
            let request = ConfirmApplicationRequest {
                request_id,
                dossier_number: number(),
                activation_data: data
                    .as_ref()
                    .map(|(line, after)| line.activated_on(activated_on(*after))),
                etag: String::new(),
            };
            stage.shop.confirm_application(request).await?;
        }
        Action::Complete(line, after) => {
            let request = CompleteActivationDataRequest {
                request_id,
                dossier_number: number(),
                activation_data: Some(line.activated_on(activated_on(*after))),
                etag: String::new(),
            };
            stage.shop.complete_activation_data(request).await?;
        }
        Action::Cancel => {
            let dossier_number = number();
            let request =
                CancelApplicationRequest { request_id, dossier_number, etag: String::new() };
            stage.shop.cancel_application(request).await?;
        }
    }
    Ok(Note { step: place, answer: DONE.to_owned(), dossier_number: None })
}

fn claiming(applicant: &Applicant, claims: Option<&[Claim]>) -> Applicant {
    let claims = claims
        .map(|claims| Claims { claims: claims.iter().map(|claim| i32::from(*claim)).collect() });
    Applicant { claims, ..applicant.clone() }
}

/// A refusal by a rule is an answer as good as any; a call that failed is none.
fn applied(place: usize, answer: Result<ApplyResponse, tonic::Status>) -> anyhow::Result<Note> {
    let response = match answer {
        Ok(response) => response,
        Err(status) => {
            let rule = [Code::FailedPrecondition, Code::NotFound, Code::AlreadyExists];
            let kind = reasons::kind(&status).filter(|_| rule.contains(&status.code()));
            let Some(kind) = kind else { bail!("an application: {status}") };
            return Ok(Note { step: place, answer: kind.code().to_owned(), dossier_number: None });
        }
    };
    let dossier = response.dossier.context("an application was answered without a dossier")?;
    let decision = response.evaluation.map(|evaluation| evaluation.decision());
    // What was decided before stands: a suspended right is taken up without a new evaluation.
    let decision = decision.filter(|decision| *decision != Decision::Unspecified);
    let answer = match (decision, dossier.status()) {
        (Some(Decision::Undecided), _) | (None, Status::AwaitingDocuments) => "UNDECIDED",
        _ => "ENTITLED",
    };
    let dossier_number = Some(dossier.dossier_number);
    Ok(Note { step: place, answer: answer.to_owned(), dossier_number })
}
