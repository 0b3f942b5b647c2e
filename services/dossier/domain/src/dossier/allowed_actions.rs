//! Which commands a caller may give: answered from the same table that refuses the others.

use chrono::NaiveDate;
use stts_kernel::{ErrorKind, Refusal};

use super::{Action, Caller, Dossier, Involvement, Status, transitions_of};

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

/// All implemented actions, in order, each allowed or refused with the reason. It answers by status,
/// caller and profile; what depends on the request, such as a formula, is judged when it comes.
pub fn allowed_actions(dossier: &Dossier, caller: &Caller) -> Vec<AllowedAction> {
    Action::ALL.iter().map(|action| judge(*action, dossier, caller)).collect()
}

fn judge(action: Action, dossier: &Dossier, caller: &Caller) -> AllowedAction {
    let reason = refusal(action, dossier, caller);
    AllowedAction { action, allowed: reason.is_none(), reason, clears_on: None }
}

fn refusal(action: Action, dossier: &Dossier, caller: &Caller) -> Option<ErrorKind> {
    let mut rows = action.commands().iter().flat_map(|command| transitions_of(*command));
    if rows.any(|row| row.admits(Some(dossier), caller)) {
        return None;
    }
    let mut rows = action.commands().iter().flat_map(|command| transitions_of(*command));
    if !rows.any(|row| row.profiles.contains(&caller.profile)) {
        return Some(ErrorKind::ProfileNotAllowed);
    }
    Some(match action {
        Action::Apply => refused_application(dossier, dossier.involvement(caller)),
        Action::ConfirmApplication | Action::CompleteActivationData | Action::CancelApplication => {
            match dossier.involvement(caller) {
                Involvement::Stranger => ErrorKind::DossierNotFound,
                Involvement::Holder
                | Involvement::Incoming
                | Involvement::Former
                | Involvement::Authority
                | Involvement::System => ErrorKind::ActionNotAllowed,
            }
        }
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
    let allowed = allowed_actions(dossier, caller);
    let names: Vec<_> =
        allowed.iter().filter(|action| action.allowed).map(|action| action.action.name()).collect();
    let metadata =
        vec![("status", dossier.status.name().to_owned()), ("allowed_actions", names.join(","))];
    Refusal::with(ErrorKind::ActionNotAllowed, metadata)
}
