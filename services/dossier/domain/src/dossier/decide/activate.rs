//! Night: the activation date is reached, and the reduction begins.

use stts_kernel::{Cents, Period};

use super::draft::Draft;
use crate::dates::{BillingCalendar, reduction_begin};
use crate::dossier::allowed_actions::not_allowed;
use crate::dossier::formula::installation_granted;
use crate::dossier::night::is_due;
use crate::dossier::{
    ActivationData, ChangeReason, Command, CommandName, Context, Decision, Dossier,
    InstallationGrant, LineKind, PeriodChange, PlaceChange, PlaceState, Reduction, ReductionPeriod,
    Refused, Status,
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
    let begin = reduction_begin(data.activation_date, data.billing_day);
    draft.place = place;
    draft.next.place_contested = false;
    draft.next.status = Status::Active;
    let billing = BillingCalendar::new(begin, data.billing_day);
    draft.next.reduction = Some(Reduction { billing, period_begin: begin, end: None });
    let period = ReductionPeriod {
        operator: dossier.application.operator.clone(),
        formula: data.formula,
        period: Period::open(begin),
    };
    draft.period(PeriodChange::Opened { period, installation: installation(dossier, data) });
    draft.decided(CommandName::Activate, None)
}

/// The installation of a fixed line counts once, on the activation date (domain, section 11.1).
fn installation(dossier: &Dossier, data: &ActivationData) -> Option<InstallationGrant> {
    let granted = data.line_kind == LineKind::Fixed
        && data.installation_cost > Cents::ZERO
        && installation_granted(&dossier.granted);
    granted.then(|| InstallationGrant {
        operator: dossier.application.operator.clone(),
        granted_on: data.activation_date,
        normal_price: data.installation_cost,
    })
}
