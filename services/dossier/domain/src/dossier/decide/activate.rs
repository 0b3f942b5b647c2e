//! Night: the activation date is reached, and the reduction begins.

use chrono::NaiveDate;
use stts_kernel::{Cents, Period};

use super::draft::Draft;
use crate::dates::reduction_begin;
use crate::dossier::allowed_actions::not_allowed;
use crate::dossier::formula::installation_granted;
use crate::dossier::night::is_due;
use crate::dossier::{
    ActivationData, ChangeReason, Command, CommandName, Context, Decision, Dossier,
    InstallationGrant, LineKind, PlaceChange, PlaceState, Reduction, ReductionPeriod, Refused,
    Status,
};

/// Activates, or suspends when the household's place has been taken meanwhile.
pub(super) fn decide(dossier: &Dossier, context: &Context<'_>) -> Result<Decision, Refused> {
    let data = dossier.application.activation_data.as_ref();
    let Some(data) = data.filter(|_| is_due(&Command::Activate, dossier, context)) else {
        return Err(not_allowed(dossier, context.caller).into());
    };
    Ok(match context.place {
        PlaceState::Taken => suspended(dossier, context),
        PlaceState::Own => activated(dossier, data, PlaceChange::Keep, context),
        PlaceState::Free => activated(dossier, data, PlaceChange::Take(dossier.place), context),
    })
}

fn suspended(dossier: &Dossier, context: &Context<'_>) -> Decision {
    let mut draft = Draft::of(dossier, context);
    draft.leave(Status::Suspended);
    draft.close_file(dossier.application.operator.clone());
    draft.decided(CommandName::Activate, Some(ChangeReason::PlaceTaken))
}

fn activated(
    dossier: &Dossier,
    data: &ActivationData,
    place: PlaceChange,
    context: &Context<'_>,
) -> Decision {
    let mut draft = Draft::of(dossier, context);
    draft.place = place;
    begin(&mut draft, data);
    draft.decided(CommandName::Activate, None)
}

/// The reduction begins at the operator of the dossier's application.
pub(super) fn begin(draft: &mut Draft<'_>, data: &ActivationData) {
    let begin = reduction_begin(data.activation_date, data.billing_day);
    draft.next.status = Status::Active;
    draft.next.reduction = Some(Reduction::beginning(begin, data.billing_day));
    draft.next.periods.push(ReductionPeriod {
        operator: draft.next.application.operator.clone(),
        formula: data.formula,
        period: Period::open(begin),
    });
    if let Some(grant) = installation(&draft.next, data, data.activation_date) {
        draft.install(grant);
    }
}

/// The installation of a fixed line counts once, on the activation date or after a modification on its
/// date (domain, section 11.1).
pub(super) fn installation(
    dossier: &Dossier,
    data: &ActivationData,
    granted_on: NaiveDate,
) -> Option<InstallationGrant> {
    let granted = data.line_kind == LineKind::Fixed
        && data.installation_cost > Cents::ZERO
        && installation_granted(&dossier.granted);
    granted.then(|| InstallationGrant {
        operator: dossier.application.operator.clone(),
        granted_on,
        normal_price: data.installation_cost,
    })
}
