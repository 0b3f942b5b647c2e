//! One answer for one request: whatever happens in between, the same request gets the same answer.

use futures::future::BoxFuture;
use stts_kernel::{ErrorKind, Refusal};

use super::App;
use crate::ports::{Call, Commit, CommitFault, Encoded, RequestIdentity, StoredAnswer};

/// How often a lost race is decided again.
const ATTEMPTS: u32 = 3;

/// What a request leads to: what to write, and what to answer. Writing may be refused all the same,
/// and then it is decided again.
pub(super) struct Outcome {
    pub(super) commit: Commit,
    pub(super) answer: Result<Encoded, Refusal>,
}

/// The answer to a request as bytes of its response message.
pub(super) type Answered = Result<Vec<u8>, Refusal>;

impl App {
    /// The first answer to the same request, if there was one. Looked up before the register is
    /// asked, so that a repeat costs no consultation.
    pub(super) async fn first_answer(&self, call: &Call) -> Result<Option<Answered>, Refusal> {
        let request = identity(call)?;
        let stored = self.store.answer(call.party(), request).await?;
        Ok(stored.map(|stored| repeated(stored, request)))
    }

    /// Decides until the decision could be written, and gives the answer that was written with it.
    pub(super) async fn settle<'a>(
        &self,
        call: &Call,
        decide: impl Fn() -> BoxFuture<'a, Result<Outcome, Refusal>> + Send,
    ) -> Answered {
        let request = identity(call)?;
        for _ in 0..ATTEMPTS {
            let Outcome { mut commit, answer } = decide().await.or_else(refused)?;
            let answer = answer.map(|encoded| encoded.bytes);
            commit.answer = Some((call.party().to_owned(), request.clone(), answer.clone()));
            match self.store.commit(commit).await {
                Ok(()) => return answer,
                Err(CommitFault::LostRace) => {}
                Err(CommitFault::RunUnderWay) => return Err(ErrorKind::JobRunning.into()),
                Err(CommitFault::Fault(kind)) => return Err(kind.into()),
                Err(CommitFault::Answered) => {
                    let first = self.first_answer(call).await?;
                    return first.unwrap_or_else(|| Err(ErrorKind::Internal.into()));
                }
            }
        }
        Err(ErrorKind::ServiceUnavailable.into())
    }
}

/// Every mutating rpc carries a request id; its handler puts it into the call.
fn identity(call: &Call) -> Result<&RequestIdentity, Refusal> {
    call.request.as_ref().ok_or_else(|| ErrorKind::Internal.into())
}

fn repeated(stored: StoredAnswer, request: &RequestIdentity) -> Answered {
    if stored.content_hash == request.content_hash {
        stored.outcome
    } else {
        Err(ErrorKind::RequestIdReused.into())
    }
}

/// A refusal by a rule is an answer, which is kept; anything else may be tried again under the same
/// id, and is not.
fn refused(refusal: Refusal) -> Result<Outcome, Refusal> {
    if is_answer(refusal.kind) {
        Ok(Outcome { commit: Commit::default(), answer: Err(refusal) })
    } else {
        Err(refusal)
    }
}

const fn is_answer(kind: ErrorKind) -> bool {
    !matches!(
        kind,
        ErrorKind::InvalidFields
            | ErrorKind::MalformedMessage
            | ErrorKind::MessageTooLarge
            | ErrorKind::Unauthenticated
            | ErrorKind::ProfileNotAllowed
            | ErrorKind::RequestIdReused
            | ErrorKind::StaleEtag
            | ErrorKind::JobRunning
            | ErrorKind::Overloaded
            | ErrorKind::RegisterUnavailable
            | ErrorKind::ServiceUnavailable
            | ErrorKind::DeadlineExceeded
            | ErrorKind::Internal
    )
}
