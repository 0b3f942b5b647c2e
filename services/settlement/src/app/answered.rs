//! One answer for one request: whatever happens in between, the same request gets the same answer.

use async_trait::async_trait;
use stts_kernel::{ErrorKind, Refusal};

use super::App;
use crate::ports::{Call, Commit, CommitFault, KeptAnswer, RequestIdentity, StoredAnswer};

/// How often a lost race is decided again.
const ATTEMPTS: u32 = 3;

/// What a request leads to: what to write, and what to answer. Writing may be refused all the same,
/// and then it is decided again.
pub(super) struct Outcome {
    pub(super) commit: Commit,
    pub(super) answer: Vec<u8>,
}

/// What a request asks for.
#[async_trait]
pub(super) trait Asked: Sync {
    /// Decides on it as things stand now; done again after a lost race.
    async fn decide(&self, app: &App) -> Result<Outcome, Refusal>;
}

/// The answer to a request as bytes of its response message.
pub type Answered = Result<Vec<u8>, Refusal>;

impl App {
    /// Gives the first answer to the same request, if there was one. Else decides until the decision
    /// could be written, and gives the answer that was written with it.
    pub(super) async fn answer(&self, call: &Call, asked: &dyn Asked) -> Answered {
        let request = identity(call)?;
        if let Some(first) = self.first_answer(call, request).await? {
            return first;
        }
        for _ in 0..ATTEMPTS {
            let (commit, outcome) = match asked.decide(self).await {
                Ok(Outcome { commit, answer }) => (commit, Ok(answer)),
                Err(refusal) if is_answer(refusal.kind) => (Commit::default(), Err(refusal)),
                Err(refusal) => return Err(refusal),
            };
            match self.store.commit(self.kept(call, request, commit, &outcome)).await {
                Ok(()) => return outcome,
                Err(CommitFault::LostRace) => {}
                Err(CommitFault::Fault(kind)) => return Err(kind.into()),
                Err(CommitFault::Answered) => {
                    let first = self.first_answer(call, request).await?;
                    return first.unwrap_or_else(|| Err(ErrorKind::Internal.into()));
                }
            }
        }
        Err(ErrorKind::ServiceUnavailable.into())
    }

    async fn first_answer(
        &self,
        call: &Call,
        request: &RequestIdentity,
    ) -> Result<Option<Answered>, Refusal> {
        let stored = self.store.answer(&call.party.to_string(), request).await?;
        Ok(stored.map(|stored| repeated(stored, request)))
    }

    fn kept(
        &self,
        call: &Call,
        request: &RequestIdentity,
        commit: Commit,
        outcome: &Answered,
    ) -> Commit {
        let party = call.party.to_string();
        Commit {
            answer: Some(KeptAnswer {
                party: party.clone(),
                request: request.clone(),
                outcome: outcome.clone(),
            }),
            actor: party,
            user: call.user.clone(),
            occurred_at: self.clock.now(),
            ..commit
        }
    }
}

/// Every mutating rpc carries a request id; its handler puts it into the call.
pub(super) fn identity(call: &Call) -> Result<&RequestIdentity, Refusal> {
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
