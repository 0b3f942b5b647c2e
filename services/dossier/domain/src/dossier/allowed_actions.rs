//! Which commands a caller may give: answered from the same table that refuses the others.

use chrono::NaiveDate;
use stts_kernel::{ErrorKind, Refusal};

use super::{
    Action, By, Caller, Dossier, Involvement, Party, Rules, Status, Transition, transitions_of,
    upcoming,
};

/// One action, and whether the caller may ask for it now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AllowedAction {
    /// The action.
    pub action: Action,
    /// Whether it is allowed.
    pub allowed: bool,
    /// Why not, when it is not.
    pub reason: Option<ErrorKind>,
    /// The date from which it is allowed, where one is known.
    pub clears_on: Option<NaiveDate>,
}

/// All actions of the caller's side, in order, each allowed or refused with the reason and, where it
/// is known, the date on which that clears. It answers by status, caller and profile; what depends on
/// the request, such as a formula, is judged when it comes.
pub fn allowed_actions(dossier: &Dossier, caller: &Caller, rules: &Rules) -> Vec<AllowedAction> {
    let own = Action::ALL.iter().filter(|action| is_of_side(**action, caller));
    own.map(|action| judge(*action, dossier, caller, rules)).collect()
}

/// BIPT's actions are not listed to operators, nor theirs to BIPT.
fn is_of_side(action: Action, caller: &Caller) -> bool {
    rows(action).any(|row| match (row.by, &caller.party) {
        (By::AnyOperator | By::Holder | By::Incoming, Party::Operator(_))
        | (By::Authority, Party::Bipt) => true,
        (
            By::AnyOperator | By::Holder | By::Incoming | By::Authority | By::System,
            Party::Operator(_) | Party::Bipt | Party::System,
        ) => false,
    })
}

fn rows(action: Action) -> impl Iterator<Item = &'static Transition> {
    action.commands().iter().flat_map(|command| transitions_of(*command))
}

fn judge(action: Action, dossier: &Dossier, caller: &Caller, rules: &Rules) -> AllowedAction {
    let reason = refusal(action, dossier, caller);
    let waits = reason == Some(ErrorKind::ActionNotAllowed);
    let clears_on = if waits { clears_on(action, dossier, caller, rules) } else { None };
    AllowedAction { action, allowed: reason.is_none(), reason, clears_on }
}

/// The date of the first change that comes by itself and leads to a status where it is allowed.
fn clears_on(
    action: Action,
    dossier: &Dossier,
    caller: &Caller,
    rules: &Rules,
) -> Option<NaiveDate> {
    let admits = |status: Status| {
        let then = Dossier { status, ..dossier.clone() };
        rows(action).any(|row| row.admits(Some(&then), caller))
    };
    let coming = upcoming(dossier, rules).into_iter();
    coming.filter(|change| admits(change.status)).map(|change| change.date).min()
}

fn refusal(action: Action, dossier: &Dossier, caller: &Caller) -> Option<ErrorKind> {
    if !rows(action).any(|row| row.profiles.contains(&caller.profile)) {
        return Some(ErrorKind::ProfileNotAllowed);
    }
    let involvement = dossier.involvement(caller);
    if action == Action::CancelLastAction {
        let last = dossier.last_action.as_ref().map(|last| &last.operator);
        let own = last.is_some() && last == caller.operator();
        return (!own).then_some(ErrorKind::NothingToCancel);
    }
    if rows(action).any(|row| row.admits(Some(dossier), caller)) {
        return None;
    }
    Some(match (action, involvement) {
        (Action::Apply, _) => refused_application(dossier, involvement),
        (_, Involvement::Stranger | Involvement::Former) => ErrorKind::DossierNotFound,
        (
            _,
            Involvement::Holder
            | Involvement::Incoming
            | Involvement::Authority
            | Involvement::System,
        ) => ErrorKind::ActionNotAllowed,
    })
}

/// Why an operator cannot apply for a person whose dossier is held (domain, section 4.3).
pub(super) fn refused_application(dossier: &Dossier, involvement: Involvement) -> ErrorKind {
    match involvement {
        Involvement::Holder | Involvement::Incoming => ErrorKind::DossierExists,
        Involvement::Former
        | Involvement::Stranger
        | Involvement::Authority
        | Involvement::System => match dossier.status {
            Status::Active => ErrorKind::TransferRequired,
            _ => ErrorKind::DossierNotTransferable,
        },
    }
}

/// The refusal of what the table does not list: it names the status and what is allowed instead.
pub(super) fn not_allowed(dossier: &Dossier, caller: &Caller) -> Refusal {
    let own = Action::ALL.iter().filter(|action| is_of_side(**action, caller));
    let allowed = own.filter(|action| refusal(**action, dossier, caller).is_none());
    let names: Vec<_> = allowed.map(|action| action.name()).collect();
    let metadata =
        vec![("status", dossier.status.name().to_owned()), ("allowed_actions", names.join(","))];
    Refusal::with(ErrorKind::ActionNotAllowed, metadata)
}
