//! The answers to the requests of operations.

use async_trait::async_trait;
use stts_kernel::ErrorKind;
use stts_service::requests::{CommitFault, KeptAnswer};
use stts_store::{StoreError, request_results};

use super::TaskTables;
use crate::ports::{Answered, RequestIdentity, Requests};

#[async_trait]
impl Requests for TaskTables {
    type Commit = ();

    async fn answer(
        &self,
        caller: &str,
        request: &RequestIdentity,
    ) -> Result<Option<Answered>, ErrorKind> {
        request_results::find(&self.store.reader(), caller, request).await.map_err(StoreError::told)
    }

    async fn commit(&self, (): (), kept: KeptAnswer) -> Result<(), CommitFault> {
        let transaction = self.store.begin().await.map_err(fault)?;
        let written = request_results::insert(&transaction, &kept).await;
        transaction.end(written).await.map_err(fault)
    }
}

fn fault(error: StoreError) -> CommitFault {
    if error.is_repeated_request() {
        CommitFault::Answered
    } else {
        CommitFault::Fault(error.told())
    }
}
