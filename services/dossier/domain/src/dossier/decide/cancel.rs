//! `CancelApplication`.

use super::draft::Draft;
use crate::dates::reduction_end;
use crate::dossier::{
    CommandName, Context, Decision, Dossier, PeriodChange, ReductionPeriod, TaskKind, TaskParty,
};

/// Takes the application under way back. An established right remains, suspended.
pub(super) fn decide(dossier: &Dossier, context: &Context<'_>) -> Decision {
    let mut draft = Draft::of(dossier, context);
    if dossier.transfer.is_some() {
        end_at_the_other_operator(&mut draft, context);
    }
    draft.leave(dossier.status.without_success());
    draft.decided(CommandName::CancelApplication, None)
}

/// A cancelled transfer ends the reduction of the operator that still grants (manual, chapter 6.5).
fn end_at_the_other_operator(draft: &mut Draft<'_>, context: &Context<'_>) {
    let application = &draft.next.application;
    let operator = application.operator.clone();
    let formula = application.activation_data.as_ref().map(|data| data.formula);
    let (Some(formula), Some(reduction)) = (formula, draft.next.reduction.as_mut()) else {
        return;
    };
    let computed = reduction_end(&reduction.billing, context.today);
    let end = reduction.end.map_or(computed, |end| end.min(computed));
    reduction.end = Some(end);
    let period = reduction.period_until(end);
    draft.period(PeriodChange::Ended {
        period: ReductionPeriod { operator: operator.clone(), formula, period },
    });
    draft.raise(TaskKind::TerminateReduction, TaskParty::Operator(operator), None, Some(end));
}
