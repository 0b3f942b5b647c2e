//! The rules of activation data that need the dossier (domain, section 4).

use stts_kernel::{Cents, ErrorKind, Formula, Refusal};

use crate::dossier::{ActivationData, Context, Dossier, LineKind, formula_allowed};

/// Refuses data under which the reduction could not begin.
pub(super) fn check(
    data: &ActivationData,
    dossier: &Dossier,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    check_date(data, dossier)?;
    check_formula(data, dossier, context)?;
    check_installation(data)
}

/// Application date <= activation date <= activation deadline.
fn check_date(data: &ActivationData, dossier: &Dossier) -> Result<(), Refusal> {
    let application = dossier.open_application();
    let (earliest, latest) = (application.date, application.activation_deadline());
    if (earliest..=latest).contains(&data.activation_date) {
        return Ok(());
    }
    let metadata =
        vec![("earliest_date", earliest.to_string()), ("latest_date", latest.to_string())];
    Err(Refusal::with(ErrorKind::ActivationDateOutOfRange, metadata))
}

fn check_formula(
    data: &ActivationData,
    dossier: &Dossier,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let tariff = &context.rules.tariff.on(data.activation_date).value;
    let allowed = |formula| formula_allowed(formula, &dossier.granted, dossier.internet, tariff);
    if allowed(data.formula) {
        return Ok(());
    }
    let allowed = Formula::ALL.iter().filter(|formula| allowed(**formula));
    let names: Vec<_> = allowed.map(|formula| formula.name()).collect();
    let metadata = vec![("allowed_formulas", names.join(","))];
    Err(Refusal::with(ErrorKind::FormulaNotAllowed, metadata))
}

fn check_installation(data: &ActivationData) -> Result<(), Refusal> {
    if data.line_kind == LineKind::Mobile && data.installation_cost != Cents::ZERO {
        Err(ErrorKind::InstallationCostNotAllowed.into())
    } else {
        Ok(())
    }
}
