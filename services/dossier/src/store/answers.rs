//! What a request leads to, written with its answer.

use async_trait::async_trait;
use stts_kernel::ErrorKind;
use stts_store::request_results;

use super::DossierTables;
use super::read::told;
use crate::ports::{Answered, Commit, CommitFault, KeptAnswer, RequestIdentity, Requests};

#[async_trait]
impl Requests for DossierTables {
    type Commit = Commit;

    async fn answer(
        &self,
        caller: &str,
        request: &RequestIdentity,
    ) -> Result<Option<Answered>, ErrorKind> {
        let reader = self.store.reader();
        request_results::find(&reader, caller, request).await.map_err(|error| told(&error))
    }

    async fn commit(&self, commit: Commit, kept: KeptAnswer) -> Result<(), CommitFault> {
        self.write(Commit { answer: Some(kept), ..commit }).await
    }
}
