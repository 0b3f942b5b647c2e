//! The contracts' words without the name of their list.

use stts_contracts::common::v1::{Date, Language};
use stts_contracts::dossier::v1::{Dossier, Formula, Status};
use stts_contracts::events::v1::TaskType;
use stts_contracts::notifications::v1::{MessageKind, MessageState};
use stts_contracts::tasks::v1::TaskState;

pub(super) fn status(status: Status) -> &'static str {
    status.as_str_name().trim_start_matches("STATUS_")
}

pub(super) fn task_type(kind: TaskType) -> &'static str {
    kind.as_str_name().trim_start_matches("TASK_TYPE_")
}

pub(super) fn task_state(state: TaskState) -> &'static str {
    state.as_str_name().trim_start_matches("TASK_STATE_")
}

pub(super) fn letter(kind: MessageKind) -> &'static str {
    kind.as_str_name().trim_start_matches("MESSAGE_KIND_")
}

pub(super) fn letter_state(state: MessageState) -> &'static str {
    state.as_str_name().trim_start_matches("MESSAGE_STATE_")
}

pub(super) fn language(language: Language) -> &'static str {
    language.as_str_name().trim_start_matches("LANGUAGE_")
}

pub(super) fn formula(formula: Formula) -> &'static str {
    formula.as_str_name().trim_start_matches("FORMULA_")
}

/// The formula of a dossier's line; `-` while it has none.
pub(super) fn formula_of(dossier: &Dossier) -> &'static str {
    dossier.activation_data.as_ref().map_or("-", |data| formula(data.formula()))
}

/// A date as `2026-01-31`; `-` when there is none.
pub(super) fn date(date: Option<&Date>) -> String {
    date.map_or_else(
        || "-".to_owned(),
        |date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day),
    )
}
