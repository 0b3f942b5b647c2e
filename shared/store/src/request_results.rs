//! The first answer to every request id, kept so that a repeat gets the same.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::{Reader, StoreError, StoredInstant, Transaction, Vault, sql};

const COLUMNS: usize = 6;

/// Whose request it is: the same id of another caller or for another method is another request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestKey<'a> {
    /// The operator, or BIPT.
    pub caller: &'a str,
    /// The full name of the rpc.
    pub method: &'a str,
    /// The client's id.
    pub request_id: Uuid,
}

/// What was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// SHA-256 of the request re-encoded without its id: another content under the same id is
    /// refused.
    pub content_hash: [u8; 32],
    /// The encoded answer or refusal. Sealed in the table: it is about a person.
    pub answer: Vec<u8>,
}

impl StoreError {
    /// Whether the transaction lost against another with the same request id: roll back, and give
    /// the answer that [`find`] finds then.
    pub fn is_repeated_request(&self) -> bool {
        self.violates("request_results_pkey")
    }
}

/// The answer given before, if there was one.
pub async fn find(
    reader: &Reader,
    key: RequestKey<'_>,
) -> Result<Option<StoredAnswer>, StoreError> {
    find_on(reader.connection(), reader.vault(), key).await
}

/// Keeps an answer, in the transaction of its effects. Of two at once, the later one gets an error
/// that [`StoreError::is_repeated_request`] recognises.
pub async fn insert(
    transaction: &Transaction,
    key: RequestKey<'_>,
    answer: &StoredAnswer,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    insert_many(transaction, vec![(key, answer.clone(), now)]).await
}

/// As [`insert`], for the answers to several requests, each at its instant.
pub async fn insert_many(
    transaction: &Transaction,
    mut answers: Vec<(RequestKey<'_>, StoredAnswer, DateTime<Utc>)>,
) -> Result<(), StoreError> {
    if answers.is_empty() {
        return Ok(());
    }
    // In the order of their keys: two transactions never wait for each other in a circle.
    answers.sort_by_key(|(key, ..)| key.request_id);
    let rows: Vec<String> = (0..answers.len())
        .map(|row| format!("({})", sql::places(row * COLUMNS + 1, COLUMNS)))
        .collect();
    let insert = format!(
        "INSERT INTO request_results \
         (caller, method, request_id, content_hash, answer, created_at) VALUES {}",
        rows.join(", ")
    );
    let mut values = Vec::with_capacity(answers.len() * COLUMNS);
    for (key, answer, now) in answers {
        let sealed = transaction.vault().seal(&owner(key), &answer.answer);
        let sealed = sealed.map_err(|error| StoreError::Other(error.to_string()))?;
        values.extend(key_values(key));
        values.extend([
            answer.content_hash.to_vec().into(),
            sealed.into(),
            StoredInstant::from(now).into(),
        ]);
    }
    sql::execute(transaction.connection(), &insert, values).await?;
    Ok(())
}

/// Forgets answers given before an instant; gives how many. They are kept for 30 days.
pub async fn prune(transaction: &Transaction, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let delete = "DELETE FROM request_results WHERE created_at < $1";
    let values = vec![StoredInstant::from(before).into()];
    sql::execute(transaction.connection(), delete, values).await
}

async fn find_on(
    connection: &impl ConnectionTrait,
    vault: &Vault,
    key: RequestKey<'_>,
) -> Result<Option<StoredAnswer>, StoreError> {
    let select = "SELECT content_hash, answer FROM request_results \
         WHERE caller = $1 AND method = $2 AND request_id = $3";
    let row: Option<AnswerRow> = sql::row(connection, select, key_values(key)).await?;
    row.map(|row| row.open(vault, key)).transpose()
}

fn key_values(key: RequestKey<'_>) -> Vec<Value> {
    vec![key.caller.into(), key.method.into(), key.request_id.into()]
}

fn owner(key: RequestKey<'_>) -> Vec<u8> {
    format!("request_results\0{}\0{}\0{}", key.caller, key.method, key.request_id).into_bytes()
}

#[derive(FromQueryResult)]
struct AnswerRow {
    content_hash: Vec<u8>,
    answer: Vec<u8>,
}

impl AnswerRow {
    fn open(self, vault: &Vault, key: RequestKey<'_>) -> Result<StoredAnswer, StoreError> {
        let corrupt = |what: &str| StoreError::Corrupt(format!("request result: {what}"));
        Ok(StoredAnswer {
            content_hash: self.content_hash.try_into().map_err(|_| corrupt("hash"))?,
            answer: vault.open(&owner(key), &self.answer).map_err(|_| corrupt("seal"))?,
        })
    }
}
