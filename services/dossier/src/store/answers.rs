//! What a request leads to, written with its answer.

use async_trait::async_trait;
use stts_kernel::ErrorKind;
use stts_store::{StoreError, request_results};

use super::DossierTables;
use crate::ports::{Answered, Commit, CommitFault, KeptAnswer, RequestIdentity, Requests};

#[async_trait]
impl Requests for DossierTables {
    type Commit = Commit;

    async fn answer(
        &self,
        caller: &str,
        request: &RequestIdentity,
    ) -> Result<Option<Answered>, ErrorKind> {
        request_results::find(&self.store.reader(), caller, request).await.map_err(StoreError::told)
    }

    async fn commit(&self, commit: Commit, kept: KeptAnswer) -> Result<(), CommitFault> {
        self.write_grouped(Commit { answer: Some(kept), ..commit }).await
    }
}
