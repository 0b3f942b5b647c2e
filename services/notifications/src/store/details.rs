//! What a message tells, as a sealed JSON text.

use serde::{Deserialize, Serialize};
use stts_kernel::Category;
use stts_notifications_domain::{Details, ExaminedCondition};
use stts_store::{StoreError, Vault};

use super::row::sealed_for;
use crate::ports::MessageId;

const COLUMN: &str = "details";

/// Mirrors [`Details`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DetailsRecord {
    documents: Vec<String>,
    #[serde(default)]
    answer_by: Option<String>,
    conditions: Vec<ConditionRecord>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionRecord {
    category: String,
    article: String,
}

pub(super) fn seal(vault: &Vault, id: MessageId, details: &Details) -> Result<Vec<u8>, StoreError> {
    let condition = |one: &ExaminedCondition| ConditionRecord {
        category: one.category.name().to_owned(),
        article: one.article.clone(),
    };
    let record = DetailsRecord {
        documents: details.documents.clone(),
        answer_by: details.answer_by.map(|date| date.to_string()),
        conditions: details.conditions.iter().map(condition).collect(),
    };
    let text = serde_json::to_vec(&record).map_err(|_| corrupt())?;
    vault.seal(&sealed_for(COLUMN, id), &text).map_err(|_| corrupt())
}

pub(super) fn open(vault: &Vault, id: MessageId, sealed: &[u8]) -> Result<Details, StoreError> {
    let text = vault.open(&sealed_for(COLUMN, id), sealed).map_err(|_| corrupt())?;
    let record: DetailsRecord = serde_json::from_slice(&text).map_err(|_| corrupt())?;
    let condition = |one: ConditionRecord| {
        let category = Category::from_name(&one.category).ok_or_else(corrupt)?;
        Ok(ExaminedCondition { category, article: one.article })
    };
    let conditions: Result<_, StoreError> = record.conditions.into_iter().map(condition).collect();
    let answer_by = record.answer_by.map(|date| date.parse().map_err(|_| corrupt()));
    let answer_by = answer_by.transpose()?;
    Ok(Details { documents: record.documents, answer_by, conditions: conditions? })
}

fn corrupt() -> StoreError {
    StoreError::Corrupt("messages.details".to_owned())
}
