//! A store that is watched, and in which commits go wrong.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use stts_kernel::{ErrorKind, OperatorId};
use stts_settlement::ports::{
    Answered, Commit, CommitFault, KeptAnswer, Loaded, RequestIdentity, Requests, SettlementStore,
    Statement,
};
use stts_settlement_domain::{Declarations, RegisteredOperator, SettlementYear};

/// What goes wrong with a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mishap {
    /// Somebody else was faster.
    LostRace,
    /// The process ends before anything was written.
    KilledBefore,
    /// The process ends when all was written, and the answer not yet sent.
    KilledAfter,
}

/// The store of a fund, watched.
pub(crate) struct WatchedStore {
    inner: Arc<dyn SettlementStore>,
    mishaps: Mutex<Vec<Mishap>>,
    asked: Mutex<Vec<&'static str>>,
}

impl WatchedStore {
    /// The next commits have these mishaps, one each.
    pub(crate) fn new(inner: Arc<dyn SettlementStore>, mishaps: &[Mishap]) -> Arc<Self> {
        let (mishaps, asked) = (Mutex::new(mishaps.to_vec()), Mutex::default());
        Arc::new(Self { inner, mishaps, asked })
    }

    /// What was asked since the last look.
    pub(crate) fn asked(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    fn note(&self, asked: &'static str) {
        self.asked.lock().unwrap().push(asked);
    }
}

#[async_trait]
impl SettlementStore for WatchedStore {
    async fn registry(&self) -> Result<Vec<RegisteredOperator>, ErrorKind> {
        self.note("registry");
        self.inner.registry().await
    }

    async fn settlement(&self, year: SettlementYear) -> Result<Option<Loaded>, ErrorKind> {
        self.note("settlement");
        self.inner.settlement(year).await
    }

    async fn settlements(&self) -> Result<Vec<Loaded>, ErrorKind> {
        self.note("settlements");
        self.inner.settlements().await
    }

    async fn declarations(
        &self,
        year: SettlementYear,
        version: u64,
    ) -> Result<Declarations, ErrorKind> {
        self.note("declarations");
        self.inner.declarations(year, version).await
    }

    async fn statement(
        &self,
        year: SettlementYear,
        run: u32,
        operator: &OperatorId,
    ) -> Result<Option<Statement>, ErrorKind> {
        self.note("statement");
        self.inner.statement(year, run, operator).await
    }
}

#[async_trait]
impl Requests for WatchedStore {
    type Commit = Commit;

    async fn answer(
        &self,
        caller: &str,
        request: &RequestIdentity,
    ) -> Result<Option<Answered>, ErrorKind> {
        self.note("answer");
        self.inner.answer(caller, request).await
    }

    async fn commit(&self, commit: Commit, kept: KeptAnswer) -> Result<(), CommitFault> {
        self.note("commit");
        let mishap = self.mishaps.lock().unwrap().pop();
        let killed = Err(CommitFault::Fault(ErrorKind::ServiceUnavailable));
        match mishap {
            None => self.inner.commit(commit, kept).await,
            Some(Mishap::LostRace) => Err(CommitFault::LostRace),
            Some(Mishap::KilledBefore) => killed,
            Some(Mishap::KilledAfter) => self.inner.commit(commit, kept).await.and(killed),
        }
    }
}
