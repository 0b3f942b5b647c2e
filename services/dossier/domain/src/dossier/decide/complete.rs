//! `CompleteActivationData`: the last data given before they take effect count.

use super::ending::follow_the_end;
use super::{activation_data, draft::Draft};
use crate::dossier::{ActivationData, CommandName, Context, Decision, Dossier, Refused, TaskKind};

/// Gives the activation data of the application under way.
pub(super) fn decide(
    dossier: &Dossier,
    data: &ActivationData,
    context: &Context<'_>,
) -> Result<Decision, Refused> {
    activation_data::check(data, dossier, context)?;
    let mut draft = Draft::of(dossier, context);
    draft.next.open_application_mut().activation_data = Some(data.clone());
    draft.done(TaskKind::EnterMissingData);
    follow_the_end(&mut draft);
    Ok(draft.decided(CommandName::CompleteActivationData, None))
}
