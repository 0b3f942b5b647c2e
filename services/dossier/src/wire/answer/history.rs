//! One change of a dossier, as its history tells it.

use stts_chassis::fields::timestamp;
use stts_contracts::dossier::v1 as contract;

use stts_dossier_domain::dossier::{Caller, Party};

use super::note;
use crate::ports::{HistoryEntry, Note, party_name};
use crate::wire::words;

/// The entry; every version of a dossier has one, so the version is its place. No operator learns
/// which other one acted. The notes are those of the whole page.
pub fn history_entry(
    entry: &HistoryEntry,
    notes: &[Note],
    caller: &Caller,
) -> contract::HistoryEntry {
    let notes = notes.iter().filter(|note| note.version == entry.version);
    let by_another = matches!(
        (&entry.actor, &caller.party),
        (Party::Operator(actor), Party::Operator(caller)) if actor != caller
    );
    let told = |text: &str| if by_another { String::new() } else { text.to_owned() };
    contract::HistoryEntry {
        number: i64::try_from(entry.version).unwrap_or(i64::MAX),
        occurred_at: Some(timestamp(entry.occurred_at)),
        actor: told(party_name(&entry.actor)),
        user: entry.user.as_deref().map(told).unwrap_or_default(),
        command: words::command(entry.command).to_owned(),
        application_id: entry.application_id.to_string(),
        application_kind: words::application_kind(entry.application_kind).into(),
        status_before: entry.status_before.map_or(0, |status| words::status(status).into()),
        status_after: words::status(entry.status_after).into(),
        notes: notes.map(note).collect(),
    }
}
