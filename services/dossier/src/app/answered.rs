//! One answer for one request, of this service's commits and encoded answers.

use futures::future::BoxFuture;
use stts_kernel::{ErrorKind, Refusal};
use stts_service::requests::{self, OneAnswer};

use super::App;
pub(super) use crate::ports::Answered;
use crate::ports::{Call, Commit, DossierStore, Encoded};

/// What a request leads to: what to write, and what to answer.
pub(super) struct Outcome {
    pub(super) commit: Commit,
    pub(super) answer: Result<Encoded, Refusal>,
}

impl App {
    /// The first answer to the same request, if there was one. Looked up before the register is
    /// asked, so that a repeat costs no consultation.
    pub(super) async fn first_answer(&self, call: &Call) -> Result<Option<Answered>, Refusal> {
        self.one_answer(call)?.first().await
    }

    /// Decides until the decision could be written, and gives the answer that was written with it.
    pub(super) async fn settle<'a>(
        &self,
        call: &Call,
        decide: impl Fn() -> BoxFuture<'a, Result<Outcome, Refusal>> + Send,
    ) -> Answered {
        let decide = move || {
            let decided = decide();
            let outcome = async move {
                let Outcome { commit, answer } = decided.await?;
                let answer = answer.map(|encoded| encoded.bytes);
                Ok(requests::Outcome { commit, answer })
            };
            Box::pin(outcome) as BoxFuture<'a, _>
        };
        self.one_answer(call)?.settle(decide).await
    }

    /// Every mutating rpc carries a request id; its handler puts it into the call.
    fn one_answer<'a>(
        &'a self,
        call: &'a Call,
    ) -> Result<OneAnswer<'a, dyn DossierStore>, Refusal> {
        let request = call.request.as_ref().ok_or(ErrorKind::Internal)?;
        Ok(OneAnswer { requests: &*self.store, clock: &*self.clock, caller: call.party(), request })
    }
}
