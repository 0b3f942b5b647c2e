//! One answer for one request, of this service's use cases.

use async_trait::async_trait;
use stts_kernel::{ErrorKind, Refusal};
use stts_service::requests::{self, OneAnswer};

use super::App;
use crate::ports::{Answered, Call, Commit, RequestIdentity};

/// What a request leads to: what to write, and what to answer.
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

impl App {
    /// Gives the first answer to the same request, if there was one. Else decides until the decision
    /// could be written, and gives the answer that was written with it.
    pub(super) async fn answer(&self, call: &Call, asked: &dyn Asked) -> Answered {
        let one = OneAnswer {
            requests: &*self.store,
            clock: &*self.clock,
            caller: call.party.name(),
            request: identity(call)?,
        };
        if let Some(first) = one.first().await? {
            return first;
        }
        one.settle(|| Box::pin(self.decided(call, asked))).await
    }

    async fn decided(
        &self,
        call: &Call,
        asked: &dyn Asked,
    ) -> Result<requests::Outcome<Commit>, Refusal> {
        let Outcome { commit, answer } = asked.decide(self).await?;
        let commit = Commit {
            actor: call.party.name().to_owned(),
            user: call.user.clone(),
            occurred_at: self.clock.now(),
            ..commit
        };
        Ok(requests::Outcome { commit, answer: Ok(answer) })
    }
}

/// Every mutating rpc carries a request id; its handler puts it into the call.
pub(super) fn identity(call: &Call) -> Result<&RequestIdentity, Refusal> {
    call.request.as_ref().ok_or_else(|| ErrorKind::Internal.into())
}
