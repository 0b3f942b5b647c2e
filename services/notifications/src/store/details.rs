//! What a message tells, as a sealed JSON text.

use chrono::{NaiveDate, ParseError};
use serde::{Deserialize, Serialize};
use stts_kernel::{Category, Cents};
use stts_notifications_domain::{Details, ExaminedCondition, MessageKind, RecalledLetter, Undue};
use stts_store::{StoreError, Vault};

use super::row::sealed_for;
use crate::ports::MessageId;

const COLUMN: &str = "details";

/// Mirrors [`Details`]. What has a default came later than the first messages.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DetailsRecord {
    documents: Vec<String>,
    #[serde(default)]
    answer_by: Option<String>,
    conditions: Vec<ConditionRecord>,
    #[serde(default)]
    right_begin_date: Option<String>,
    #[serde(default)]
    right_end_date: Option<String>,
    #[serde(default)]
    reduction_end_date: Option<String>,
    #[serde(default)]
    undue: Option<UndueRecord>,
    #[serde(default)]
    recalled: Vec<RecalledRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionRecord {
    category: String,
    article: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct UndueRecord {
    months: u32,
    cents: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecalledRecord {
    kind: String,
    written_on: String,
}

impl DetailsRecord {
    fn of(details: &Details) -> Self {
        let condition = |one: &ExaminedCondition| ConditionRecord {
            category: one.category.name().to_owned(),
            article: one.article.clone(),
        };
        let recalled = |one: &RecalledLetter| RecalledRecord {
            kind: one.kind.name().to_owned(),
            written_on: one.written_on.to_string(),
        };
        let date = |date: Option<NaiveDate>| date.map(|date| date.to_string());
        let undue = |undue: Undue| UndueRecord { months: undue.months, cents: undue.amount.0 };
        Self {
            documents: details.documents.clone(),
            answer_by: date(details.answer_by),
            conditions: details.conditions.iter().map(condition).collect(),
            right_begin_date: date(details.right_begin_date),
            right_end_date: date(details.right_end_date),
            reduction_end_date: date(details.reduction_end_date),
            undue: details.undue.map(undue),
            recalled: details.recalled.iter().map(recalled).collect(),
        }
    }

    fn read(self) -> Option<Details> {
        let condition = |one: ConditionRecord| {
            let category = Category::from_name(&one.category)?;
            Some(ExaminedCondition { category, article: one.article })
        };
        let recalled = |one: RecalledRecord| {
            let kind = MessageKind::from_name(&one.kind)?;
            Some(RecalledLetter { kind, written_on: one.written_on.parse().ok()? })
        };
        let undue = |one: UndueRecord| Undue { months: one.months, amount: Cents(one.cents) };
        Some(Details {
            documents: self.documents,
            answer_by: date(self.answer_by.as_deref()).ok()?,
            conditions: self.conditions.into_iter().map(condition).collect::<Option<_>>()?,
            right_begin_date: date(self.right_begin_date.as_deref()).ok()?,
            right_end_date: date(self.right_end_date.as_deref()).ok()?,
            reduction_end_date: date(self.reduction_end_date.as_deref()).ok()?,
            undue: self.undue.map(undue),
            recalled: self.recalled.into_iter().map(recalled).collect::<Option<_>>()?,
        })
    }
}

fn date(text: Option<&str>) -> Result<Option<NaiveDate>, ParseError> {
    text.map(str::parse).transpose()
}

pub(super) fn seal(vault: &Vault, id: MessageId, details: &Details) -> Result<Vec<u8>, StoreError> {
    let text = serde_json::to_vec(&DetailsRecord::of(details)).map_err(|_| corrupt())?;
    vault.seal(&sealed_for(COLUMN, id), &text).map_err(|_| corrupt())
}

pub(super) fn open(vault: &Vault, id: MessageId, sealed: &[u8]) -> Result<Details, StoreError> {
    let text = vault.open(&sealed_for(COLUMN, id), sealed).map_err(|_| corrupt())?;
    let record: DetailsRecord = serde_json::from_slice(&text).map_err(|_| corrupt())?;
    record.read().ok_or_else(corrupt)
}

fn corrupt() -> StoreError {
    StoreError::Corrupt("messages.details".to_owned())
}
