//! The letter that a message becomes, addressed to the person.

use chrono::NaiveDate;
use stts_kernel::brussels_date;
use stts_notifications_domain::{Details, Language, MessageKind, RecalledLetter, Undue};

use super::{
    FromDay, Letter, RecalledWords, Recipient, RenderError, UndueWords, address_lines, subject,
    written_amount, written_date, written_months,
};
use crate::ports::{Message, Person};
use crate::rules::Rules;

/// Composes the letter. It is dated as of the event, so that rendering it again changes no word but
/// those that the register has changed meanwhile. An error when a letter that it recalls has no
/// subject.
pub fn compose(
    message: &Message,
    details: &Details,
    person: &Person,
    rules: &Rules,
) -> Result<Letter, RenderError> {
    let date: NaiveDate = brussels_date(message.created_at);
    let (kind, language) = (message.kind, message.language);
    let from_day =
        |day: NaiveDate| FromDay { day: written_date(day, language), has_come: day < date };
    let recalled = details.recalled.iter().map(|one| recalled(*one, language));
    Ok(Letter {
        kind,
        language,
        recipient: Recipient {
            name: person.name.clone(),
            address_lines: address_lines(&person.address, language),
        },
        written_on: written_date(date, language),
        dossier_number: message.dossier_number.map(|number| number.to_string()),
        documents: rules.documents(details, language, date),
        answer_by: answer_by(kind, details, rules, date).map(|day| written_date(day, language)),
        grounds: rules.conditions(details, language, date),
        right_begin: details.right_begin_date.map(|day| written_date(day, language)),
        right_end: details.right_end_date.map(from_day),
        reduction_end: details.reduction_end_date.map(from_day),
        undue: details.undue.map(|undue| undue_words(undue, language)),
        recalled: recalled.collect::<Result<_, _>>()?,
    })
}

/// Until when an answer is awaited: documents as the event says, objections as the rules say.
fn answer_by(
    kind: MessageKind,
    details: &Details,
    rules: &Rules,
    date: NaiveDate,
) -> Option<NaiveDate> {
    match kind {
        MessageKind::DocumentsNeeded
        | MessageKind::VerificationDocumentsNeeded
        | MessageKind::VerificationReminder => details.answer_by,
        MessageKind::NotEntitled | MessageKind::RightRefused | MessageKind::RightEnds => {
            Some(rules.objections_by(date))
        }
        MessageKind::HouseholdRefusal
        | MessageKind::SuspendedForLateness
        | MessageKind::ClosedForLateness
        | MessageKind::RightGranted
        | MessageKind::RightEndUndone
        | MessageKind::SeveralTariffs
        | MessageKind::TransferDone
        | MessageKind::TransferCancelled
        | MessageKind::Recall => None,
    }
}

fn undue_words(undue: Undue, language: Language) -> UndueWords {
    UndueWords {
        months: written_months(undue.months, language),
        amount: written_amount(undue.amount, language),
    }
}

fn recalled(letter: RecalledLetter, language: Language) -> Result<RecalledWords, RenderError> {
    Ok(RecalledWords {
        subject: subject(letter.kind, language)?,
        written_on: written_date(letter.written_on, language),
    })
}
