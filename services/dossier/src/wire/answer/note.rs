//! What BIPT's agents noted.

use stts_chassis::fields::timestamp;
use stts_contracts::dossier::v1 as contract;

use crate::ports::Note;

/// The note.
pub fn note(note: &Note) -> contract::Note {
    contract::Note {
        note_id: note.note_id.to_string(),
        written_at: Some(timestamp(note.written_at)),
        user: note.user.clone().unwrap_or_default(),
        text: note.text.clone(),
    }
}
