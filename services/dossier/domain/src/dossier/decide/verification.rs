//! The two-yearly check, and how BIPT ends it (annex art. 22 §2; domain, sections 3 and 7).

use stts_kernel::ErrorKind;

use super::documents::{Why, judged, record, request, settled_for_verification};
use super::draft::Draft;
use super::ending::register;
use crate::dossier::allowed_actions::not_allowed;
use crate::dossier::{
    ChangeReason, CommandName, Context, Decision, Dossier, Ends, Evaluated, Judgement,
    OtherTariffs, PersonFound, Refused, Status, StopCause, TaskKind, TaskParty, Verification,
    documents_answer_by, gather,
};
use crate::eligibility::{Evaluation, FactName, Outcome, evaluate};

/// Checks the right of an active dossier by what the sources say now; nothing, where others of the
/// household have a tariff too and cannot be looked at together with it yet: it keeps its date, and
/// each later run looks again.
pub fn verify(
    dossier: &Dossier,
    person: &PersonFound,
    others: OtherTariffs,
    context: &Context<'_>,
) -> Result<Option<Decision>, Refused> {
    super::access::admit_profile(CommandName::Verify, context.caller)?;
    // A dossier that waits for documents or a choice is only drawn in beside another one.
    if dossier.status != Status::Active {
        return Err(not_allowed(dossier, context.caller).into());
    }
    let evaluated = evaluated(dossier, person, context);
    let mut draft = Draft::of(dossier, context);
    let evaluation = evaluated.evaluation.clone();
    draft.evaluated = Some(evaluated);
    let reason = match (evaluation.decision, others) {
        (Outcome::Denied, _) => {
            draft.next.last_check_date = Some(context.today);
            register(&mut draft, (Ends::Right, context.today), StopCause::Verification, context);
            ChangeReason::NotEntitled
        }
        (Outcome::Entitled, OtherTariffs::OutOfReach) => return Ok(None),
        (Outcome::Entitled, OtherTariffs::None) => {
            still_entitled(&mut draft, &evaluation);
            draft.next.last_check_date = Some(context.today);
            ChangeReason::StillEntitled
        }
        (Outcome::Entitled, OtherTariffs::Together { task_open }) => {
            still_entitled(&mut draft, &evaluation);
            join(&mut draft, !task_open);
            ChangeReason::SeveralTariffs
        }
        (Outcome::Undecided, others) => {
            await_documents(&mut draft, evaluation.missing, context);
            match others {
                OtherTariffs::Together { task_open } => {
                    join(&mut draft, !task_open);
                    ChangeReason::SeveralTariffs
                }
                OtherTariffs::None | OtherTariffs::OutOfReach => ChangeReason::DocumentsMissing,
            }
        }
    };
    Ok(Some(draft.decided(CommandName::Verify, Some(reason))))
}

/// The categories are those that the check grants, which may be others than before.
fn still_entitled(draft: &mut Draft<'_>, evaluation: &Evaluation) {
    draft.next.granted = evaluation.granted();
    draft.next.internet = evaluation.internet;
}

fn evaluated(dossier: &Dossier, person: &PersonFound, context: &Context<'_>) -> Evaluated {
    let gathered = gather(person, Some(&[]), &dossier.recorded, context.today);
    let facts = settled_for_verification(gathered.facts, dossier);
    let rules = &context.rules.eligibility.on(context.today).value;
    let evaluation = evaluate(&facts, rules);
    Evaluated { facts, evaluation, rules_version: context.rules.version.clone() }
}

/// Another dossier of a household in which several tariffs were found: it waits for the choice, and
/// may carry the one task of choosing.
pub(super) fn join_multiple(
    dossier: &Dossier,
    carries_task: bool,
    context: &Context<'_>,
) -> Decision {
    let mut draft = Draft::of(dossier, context);
    let newly = !dossier.status.awaits_choice();
    join(&mut draft, carries_task);
    draft.decided(CommandName::Verify, newly.then_some(ChangeReason::SeveralTariffs))
}

fn join(draft: &mut Draft<'_>, carries_task: bool) {
    draft.next.status = draft.next.status.with_choice();
    if carries_task {
        draft.raise(TaskKind::ResolveMultiple, TaskParty::Bipt, None);
    }
}

fn await_documents(draft: &mut Draft<'_>, missing: Vec<FactName>, context: &Context<'_>) {
    draft.next.status = Status::AwaitingVerificationDocuments;
    draft.next.verification = Some(Verification {
        letter_date: context.today,
        missing: missing.clone(),
        documents_received_on: None,
        reminded_on: None,
    });
    request(draft, missing, Why::Verification, context);
    let due = documents_answer_by(context.today, context.rules);
    draft.raise(TaskKind::ReviewVerification, TaskParty::Bipt, Some(due));
}

/// `ResolveVerification` of the documents.
pub(super) fn judge(
    dossier: &Dossier,
    judgement: &Judgement,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let evaluated = judged(judgement, context)?;
    let mut draft = Draft::of(dossier, context);
    record(&mut draft.next.recorded, &judgement.findings, context.today);
    draft.done(TaskKind::ReviewVerification);
    if judgement.granted {
        still_entitled(&mut draft, &evaluated.evaluation);
        draft.next.verification = None;
        draft.next.status = match dossier.status {
            Status::AwaitingVerificationMultipleAndDocuments => {
                Status::AwaitingVerificationMultiple
            }
            _ => Status::Active,
        };
        ends_if_active(&mut draft, context);
    } else {
        draft.next.last_check_date = Some(context.today);
        register(&mut draft, (Ends::Right, context.today), StopCause::Authority, context);
    }
    draft.evaluated = Some(evaluated);
    Ok(draft.decided(CommandName::ResolveDocuments, None))
}

/// One of several tariffs is kept by BIPT, or is left alone by itself.
pub(super) fn keep(dossier: &Dossier, command: CommandName, context: &Context<'_>) -> Decision {
    let mut draft = Draft::of(dossier, context);
    if command == CommandName::ResolveKeep {
        draft.done(TaskKind::ResolveMultiple);
    } else {
        draft.withdraw(TaskKind::ResolveMultiple);
    }
    draft.next.status = dossier.status.without_choice();
    ends_if_active(&mut draft, context);
    draft.decided(command, None)
}

/// One of several tariffs ends.
pub(super) fn drop(dossier: &Dossier, context: &Context<'_>) -> Decision {
    let mut draft = Draft::of(dossier, context);
    draft.done(TaskKind::ResolveMultiple);
    register(&mut draft, (Ends::Right, context.today), StopCause::Authority, context);
    draft.decided(CommandName::ResolveDrop, None)
}

/// The check is over, and counts from today.
fn ends_if_active(draft: &mut Draft<'_>, context: &Context<'_>) {
    if draft.next.status == Status::Active {
        draft.next.last_check_date = Some(context.today);
    }
}

/// Night: no document came within the time of the letter. The person is reminded; a running reduction
/// is never lost by silence.
pub(super) fn remind(dossier: &Dossier, context: &Context<'_>) -> Result<Decision, Refused> {
    let mut draft = Draft::of(dossier, context);
    let Some(verification) = draft.next.verification.as_mut() else {
        return Err(ErrorKind::ActionNotAllowed.into());
    };
    verification.reminded_on = Some(context.today);
    let missing = verification.missing.clone();
    request(&mut draft, missing, Why::Reminder, context);
    Ok(draft.decided(CommandName::RemindVerification, None))
}
