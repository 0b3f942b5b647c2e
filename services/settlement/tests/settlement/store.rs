//! A store that ends the process around a commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use async_trait::async_trait;
use stts_kernel::{ErrorKind, OperatorId};
use stts_settlement::ports::{
    Commit, CommitFault, Loaded, RequestIdentity, SettlementStore, Statement, StoredAnswer,
};
use stts_settlement_domain::{Declarations, RegisteredOperator, SettlementYear};

/// Where the next commit ends the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Killed {
    /// Before anything was written.
    BeforeCommit = 1,
    /// When all was written, and the answer not yet sent.
    AfterCommit = 2,
}

/// A store whose next commit does not come back.
pub(crate) struct KillingStore {
    inner: Arc<dyn SettlementStore>,
    killed: AtomicU8,
}

impl KillingStore {
    pub(crate) fn new(inner: Arc<dyn SettlementStore>, killed: Killed) -> Self {
        Self { inner, killed: AtomicU8::new(killed as u8) }
    }
}

#[async_trait]
impl SettlementStore for KillingStore {
    async fn registry(&self) -> Result<Vec<RegisteredOperator>, ErrorKind> {
        self.inner.registry().await
    }

    async fn settlement(&self, year: SettlementYear) -> Result<Option<Loaded>, ErrorKind> {
        self.inner.settlement(year).await
    }

    async fn declarations(
        &self,
        year: SettlementYear,
        version: u64,
    ) -> Result<Declarations, ErrorKind> {
        self.inner.declarations(year, version).await
    }

    async fn statement(
        &self,
        year: SettlementYear,
        run: u32,
        operator: &OperatorId,
    ) -> Result<Option<Statement>, ErrorKind> {
        self.inner.statement(year, run, operator).await
    }

    async fn answer(
        &self,
        party: &str,
        request: &RequestIdentity,
    ) -> Result<Option<StoredAnswer>, ErrorKind> {
        self.inner.answer(party, request).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitFault> {
        let killed = self.killed.swap(0, Ordering::SeqCst);
        if killed == Killed::BeforeCommit as u8 {
            return Err(CommitFault::Fault(ErrorKind::ServiceUnavailable));
        }
        self.inner.commit(commit).await?;
        if killed == Killed::AfterCommit as u8 {
            return Err(CommitFault::Fault(ErrorKind::ServiceUnavailable));
        }
        Ok(())
    }
}
