//! `ConfirmApplication`, with or without activation data.

use super::documents::Why;
use super::draft::Draft;
use super::ending::follow_the_end;
use super::{activation_data, documents};
use crate::dossier::{
    ActivationData, CommandName, Context, Decision, Dossier, Refused, Status, TaskKind, TaskParty,
};

/// Confirms the application under way.
pub(super) fn decide(
    dossier: &Dossier,
    data: Option<&ActivationData>,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    let mut draft = Draft::of(dossier, context);
    let Some(data) = data else {
        without_data(&mut draft, context);
        return Ok(draft.decided(CommandName::ConfirmWithoutData, None));
    };
    with_data(&mut draft, data, context)?;
    Ok(draft.decided(CommandName::ConfirmWithData, None))
}

/// Confirms with the data with which the reduction will begin.
pub(super) fn with_data(
    draft: &mut Draft<'_>,
    data: &ActivationData,
    context: &Context<'_>,
) -> Result<(), Refused> {
    activation_data::check(data, &draft.next, context)?;
    let application = draft.next.open_application_mut();
    application.confirmed = true;
    application.activation_data = Some(data.clone());
    follow_the_end(draft);
    Ok(())
}

/// Confirms, and asks for what is missing: documents of the person, else the activation data.
pub(super) fn without_data(draft: &mut Draft<'_>, context: &Context<'_>) {
    draft.next.open_application_mut().confirmed = true;
    if draft.next.status == Status::AwaitingDocuments {
        draft.next.application.documents_letter_date = Some(context.today);
        let missing = draft.next.application.missing.clone();
        documents::request(draft, missing, Why::Application, context);
        draft.raise(TaskKind::ReviewDocuments, TaskParty::Bipt, None);
    } else {
        enter_missing_data(draft);
    }
}

/// Asks the operator of the application under way for its activation data.
pub(super) fn enter_missing_data(draft: &mut Draft<'_>) {
    let application = draft.next.open_application();
    let operator = TaskParty::Operator(application.operator.clone());
    let due = application.activation_deadline();
    draft.raise(TaskKind::EnterMissingData, operator, Some(due));
}
