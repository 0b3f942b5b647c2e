//! `ConfirmApplication`, with or without activation data.

use super::{activation_data, draft::Draft};
use crate::dossier::{
    ActivationData, CommandName, Context, Decision, Dossier, Event, Refused, Status, TaskKind,
    TaskParty, documents_answer_by,
};

/// Confirms the application under way.
pub(super) fn decide(
    dossier: &Dossier,
    data: Option<&ActivationData>,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let mut draft = Draft::of(dossier, context);
    draft.next.open_application_mut().confirmed = true;
    let Some(data) = data else {
        ask_for_what_is_missing(&mut draft, context);
        return Ok(draft.decided(CommandName::ConfirmWithoutData, None));
    };
    activation_data::check(data, dossier, context)?;
    draft.next.open_application_mut().activation_data = Some(data.clone());
    Ok(draft.decided(CommandName::ConfirmWithData, None))
}

fn ask_for_what_is_missing(draft: &mut Draft<'_>, context: &Context<'_>) {
    if draft.next.status == Status::AwaitingDocuments {
        request_documents(draft, context);
    } else {
        let application = draft.next.open_application();
        let operator = TaskParty::Operator(application.operator.clone());
        let due = application.activation_deadline();
        draft.raise(TaskKind::EnterMissingData, operator, Some(due), None);
    }
}

/// The letter naming the documents goes to the person, and BIPT will judge them.
fn request_documents(draft: &mut Draft<'_>, context: &Context<'_>) {
    draft.next.application.documents_letter_date = Some(context.today);
    let missing = draft.next.application.missing.clone();
    let kinds = context.rules.documents.on(context.today).value.proving(&missing);
    draft.event(Event::DocumentsRequested {
        dossier_number: draft.next.number,
        person_id: draft.next.person_id,
        language: draft.next.person.language,
        missing,
        kinds,
        answer_by: documents_answer_by(context.today, context.rules),
    });
    draft.raise(TaskKind::ReviewDocuments, TaskParty::Bipt, None, None);
}
