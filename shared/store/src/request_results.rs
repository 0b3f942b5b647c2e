//! The first answer to every request id, kept so that a repeat gets the same.

use chrono::{DateTime, Utc};
use sea_orm::{FromQueryResult, Value};
use stts_chassis::guard_is_on;
use stts_kernel::{ErrorKind, Refusal};
use uuid::Uuid;

use crate::{Reader, StoreError, StoredInstant, Transaction, Vault, request_outcome, sql};

const COLUMNS: usize = 6;

/// The identity of a mutating request: the same one gets the same answer for 30 days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestIdentity {
    /// The full name of the rpc: the same id for another method is another request.
    pub method: &'static str,
    /// The client's id.
    pub request_id: Uuid,
    /// SHA-256 of the request re-encoded without its id: another content under the same id is
    /// refused.
    pub content_hash: [u8; 32],
}

/// What a request is answered: the bytes of its response message, or the refusal.
pub type Answered = Result<Vec<u8>, Refusal>;

/// An answer to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// Whose request it is, an operator's or BIPT's: the same id of another caller is another
    /// request.
    pub caller: String,
    /// Which request.
    pub request: RequestIdentity,
    /// What it is answered. Sealed in the table: it is about a person.
    pub outcome: Answered,
    /// When, in business time.
    pub at: DateTime<Utc>,
}

impl StoreError {
    /// Whether the transaction lost against another with the same request id: roll back, and give
    /// the answer that [`find`] finds then.
    pub fn is_repeated_request(&self) -> bool {
        self.violates("request_results_pkey")
    }
}

/// What a request is answered that came before: the same, or `REQUEST_ID_REUSED` where its content
/// was another. None for a new one.
pub async fn find(
    reader: &Reader,
    caller: &str,
    request: &RequestIdentity,
) -> Result<Option<Answered>, StoreError> {
    if !guard_is_on!("request_result") {
        return Ok(None);
    }
    let select = "SELECT content_hash, answer FROM request_results \
         WHERE caller = $1 AND method = $2 AND request_id = $3";
    let values = key_values(caller, request);
    let row: Option<AnswerRow> = sql::row(reader.connection(), select, values).await?;
    row.map(|row| row.answered(reader.vault(), caller, request)).transpose()
}

/// Keeps an answer, in the transaction of its effects. Of two at once, the later one gets an error
/// that [`StoreError::is_repeated_request`] recognises.
pub async fn insert(transaction: &Transaction, kept: &KeptAnswer) -> Result<(), StoreError> {
    insert_many(transaction, vec![kept]).await
}

/// As [`insert`], for the answers to several requests.
pub async fn insert_many(
    transaction: &Transaction,
    mut answers: Vec<&KeptAnswer>,
) -> Result<(), StoreError> {
    if answers.is_empty() || !guard_is_on!("request_result") {
        return Ok(());
    }
    // In the order of their keys: two transactions never wait for each other in a circle.
    answers.sort_by_key(|kept| kept.request.request_id);
    let insert = format!(
        "INSERT INTO request_results \
         (caller, method, request_id, content_hash, answer, created_at) VALUES {}",
        sql::rows_of_places(1, answers.len(), COLUMNS)
    );
    let mut values = Vec::with_capacity(answers.len() * COLUMNS);
    for KeptAnswer { caller, request, outcome, at } in answers {
        let answer = request_outcome::encode(outcome)?;
        let sealed = transaction.vault().seal(&owner(caller, request), &answer);
        let sealed = sealed.map_err(|error| StoreError::Other(error.to_string()))?;
        values.extend(key_values(caller, request));
        values.extend([
            request.content_hash.to_vec().into(),
            sealed.into(),
            StoredInstant::from(*at).into(),
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

fn key_values(caller: &str, request: &RequestIdentity) -> Vec<Value> {
    vec![caller.into(), request.method.into(), request.request_id.into()]
}

fn owner(caller: &str, request: &RequestIdentity) -> Vec<u8> {
    let RequestIdentity { method, request_id, .. } = request;
    format!("request_results\0{caller}\0{method}\0{request_id}").into_bytes()
}

#[derive(FromQueryResult)]
struct AnswerRow {
    content_hash: Vec<u8>,
    answer: Vec<u8>,
}

impl AnswerRow {
    fn answered(
        self,
        vault: &Vault,
        caller: &str,
        request: &RequestIdentity,
    ) -> Result<Answered, StoreError> {
        if self.content_hash != request.content_hash {
            return Ok(Err(ErrorKind::RequestIdReused.into()));
        }
        let opened = vault.open(&owner(caller, request), &self.answer);
        let opened = opened.map_err(|_| StoreError::Corrupt("request result: seal".to_owned()))?;
        request_outcome::decode(&opened)
    }
}
