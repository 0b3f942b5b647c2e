//! Of whose tenure a change of a dossier is (domain, section 9).

use stts_dossier_domain::dossier::{Application, Caller, Dossier, Party};
use stts_kernel::OperatorId;

/// Who may see a change of a dossier, and what of its state is whose.
pub(super) struct Tenure<'a> {
    /// The application that it belongs to.
    pub(super) application: &'a Application,
    /// The operator of whose tenure it is; nobody's when nobody held the dossier.
    pub(super) operator: Option<&'a OperatorId>,
    /// The other operator that sees it too: the status changed under its hands.
    pub(super) other: Option<&'a OperatorId>,
    /// The operator that held the dossier afterwards, or until then.
    pub(super) holder: Option<&'a OperatorId>,
}

impl<'a> Tenure<'a> {
    /// The tenure of a change: that of the operator who made it, else of the one whose application
    /// came, went or is held.
    pub(super) fn of(before: Option<&'a Dossier>, after: &'a Dossier, actor: &Caller) -> Self {
        let states = || [Some(after), before].into_iter().flatten();
        let holder = states().find_map(|state| state.operator.as_ref());
        let incoming = states().find_map(Dossier::incoming_operator);
        let operator = match &actor.party {
            Party::Operator(actor) => incoming.filter(|one| *one == actor).or(holder),
            Party::Bipt | Party::System => left_or_came(before, after).or(holder),
        };
        let status_changed = before.is_none_or(|before| before.status != after.status);
        let others =
            states().flat_map(|state| [state.operator.as_ref(), state.incoming_operator()]);
        let other = others.flatten().find(|other| status_changed && operator != Some(*other));
        Self { application: application(states(), after, operator), operator, other, holder }
    }
}

/// The incoming operator, when the transfer to it is what changed.
fn left_or_came<'a>(before: Option<&'a Dossier>, after: &'a Dossier) -> Option<&'a OperatorId> {
    let was = before.and_then(Dossier::incoming_operator);
    let is = after.incoming_operator();
    was.or(is).filter(|_| was != is)
}

fn application<'a>(
    states: impl Iterator<Item = &'a Dossier>,
    after: &'a Dossier,
    operator: Option<&OperatorId>,
) -> &'a Application {
    let mut incoming = states.filter_map(|state| state.transfer.as_ref());
    let own = incoming.find(|transfer| Some(&transfer.operator) == operator);
    own.unwrap_or(&after.application)
}
