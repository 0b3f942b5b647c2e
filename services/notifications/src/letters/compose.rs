//! The letter that a message becomes, addressed to the person.

use chrono::NaiveDate;
use stts_kernel::brussels_date;
use stts_notifications_domain::{Details, MessageKind};

use super::{Letter, Recipient, address_lines, written_date};
use crate::ports::{Message, Person};
use crate::rules::Rules;

/// Composes the letter. It is dated as of the event, so that rendering it again changes no word but
/// those that the register has changed meanwhile.
pub fn compose(message: &Message, details: &Details, person: &Person, rules: &Rules) -> Letter {
    let date: NaiveDate = brussels_date(message.created_at);
    let language = message.language;
    let kind: MessageKind = message.kind;
    let answer_by = match kind {
        MessageKind::DocumentsNeeded => details.answer_by,
        MessageKind::NotEntitled => Some(rules.objections_by(date)),
        MessageKind::HouseholdRefusal
        | MessageKind::SuspendedForLateness
        | MessageKind::ClosedForLateness => None,
    };
    Letter {
        kind,
        language,
        recipient: Recipient {
            name: person.name.clone(),
            address_lines: address_lines(&person.address, language),
        },
        written_on: written_date(date, language),
        dossier_number: message.dossier_number.map(|number| number.to_string()),
        documents: rules.documents(details, language, date),
        answer_by: answer_by.map(|day| written_date(day, language)),
        grounds: rules.conditions(details, language, date),
    }
}
