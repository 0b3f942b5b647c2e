//! One answer for one request: whatever happens in between, the same request gets the same answer.
//!
//! A use case first gives the [`OneAnswer::first`] answer, if there was one, before it asks anybody
//! else. Then [`OneAnswer::settle`] decides, and writes what was decided with its answer in one
//! commit. Of two at once the table's key is the judge: the loser gives the winner's answer.

use async_trait::async_trait;
use futures::future::BoxFuture;
use stts_kernel::{Clock, ErrorKind, Refusal};

pub use stts_store::request_results::{Answered, KeptAnswer, RequestIdentity};

/// How often a lost race is decided again.
const ATTEMPTS: u32 = 3;

/// What a request leads to: what to write, and what to answer. Writing may be refused all the same,
/// and then it is decided again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome<C> {
    /// What the service writes.
    pub commit: C,
    /// What is answered when it could be written.
    pub answer: Answered,
}

/// Why nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitFault {
    /// Somebody was faster: what was read has another version, or what was free an owner. Load and
    /// decide again.
    LostRace,
    /// A request of that identity was answered meanwhile.
    Answered,
    /// It cannot be written now, for this reason, which is not kept.
    Fault(ErrorKind),
}

/// The tables of a service whose requests have ids: what it writes, with the answers.
#[async_trait]
pub trait Requests: Send + Sync {
    /// Everything that one use case writes in one transaction; the default is nothing.
    type Commit: Default + Send;

    /// What a request is answered that came before: the same, or `REQUEST_ID_REUSED` where its
    /// content was another. None for a new one.
    async fn answer(
        &self,
        caller: &str,
        request: &RequestIdentity,
    ) -> Result<Option<Answered>, ErrorKind>;

    /// Writes everything and the answer, or nothing.
    async fn commit(&self, commit: Self::Commit, kept: KeptAnswer) -> Result<(), CommitFault>;
}

/// A request, and where its answer is kept.
#[derive(Clone, Copy)]
pub struct OneAnswer<'a, R: ?Sized> {
    /// The tables.
    pub requests: &'a R,
    /// Tells when an answer was given.
    pub clock: &'a dyn Clock,
    /// Whose request it is.
    pub caller: &'a str,
    /// Which request.
    pub request: &'a RequestIdentity,
}

impl<R: Requests + ?Sized> OneAnswer<'_, R> {
    /// The first answer to the same request, if there was one.
    pub async fn first(&self) -> Result<Option<Answered>, Refusal> {
        Ok(self.requests.answer(self.caller, self.request).await?)
    }

    /// Decides until the decision could be written, and gives the answer that was written with it.
    pub async fn settle<'d>(
        &self,
        decide: impl Fn() -> BoxFuture<'d, Result<Outcome<R::Commit>, Refusal>> + Send,
    ) -> Answered {
        for _ in 0..ATTEMPTS {
            let Outcome { commit, answer } = decide().await.or_else(refused)?;
            match self.requests.commit(commit, self.kept(&answer)).await {
                Ok(()) => return answer,
                Err(CommitFault::LostRace) => {}
                Err(CommitFault::Fault(kind)) => return Err(kind.into()),
                Err(CommitFault::Answered) => {
                    let first = self.first().await?;
                    return first.unwrap_or_else(|| Err(ErrorKind::Internal.into()));
                }
            }
        }
        Err(ErrorKind::ServiceUnavailable.into())
    }

    fn kept(&self, answer: &Answered) -> KeptAnswer {
        KeptAnswer {
            caller: self.caller.to_owned(),
            request: self.request.clone(),
            outcome: answer.clone(),
            at: self.clock.now(),
        }
    }
}

/// A refusal by a rule is an answer, with which nothing else is written.
fn refused<C: Default>(refusal: Refusal) -> Result<Outcome<C>, Refusal> {
    if refusal.kind.is_answer() {
        Ok(Outcome { commit: C::default(), answer: Err(refusal) })
    } else {
        Err(refusal)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU32, Ordering};

    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;

    /// Tables that keep one answer, and refuse a commit for each fault that stands ready.
    #[derive(Default)]
    struct Tables {
        faults: Mutex<Vec<CommitFault>>,
        kept: Mutex<Option<KeptAnswer>>,
        written: Mutex<Vec<&'static str>>,
    }

    #[async_trait]
    impl Requests for Tables {
        type Commit = Vec<&'static str>;

        async fn answer(
            &self,
            _caller: &str,
            _request: &RequestIdentity,
        ) -> Result<Option<Answered>, ErrorKind> {
            Ok(self.kept.lock().unwrap().as_ref().map(|kept| kept.outcome.clone()))
        }

        async fn commit(&self, commit: Self::Commit, kept: KeptAnswer) -> Result<(), CommitFault> {
            match self.faults.lock().unwrap().pop() {
                Some(CommitFault::Answered) => {
                    // The winner's.
                    *self.kept.lock().unwrap() =
                        Some(KeptAnswer { outcome: Ok(b"winner".to_vec()), ..kept });
                    Err(CommitFault::Answered)
                }
                Some(fault) => Err(fault),
                None => {
                    self.written.lock().unwrap().extend(commit);
                    *self.kept.lock().unwrap() = Some(kept);
                    Ok(())
                }
            }
        }
    }

    struct At(DateTime<Utc>);

    impl Clock for At {
        fn now(&self) -> DateTime<Utc> {
            self.0
        }
    }

    fn clock() -> At {
        At("2027-03-01T08:00:00Z".parse().unwrap())
    }

    /// Settles with one decision, and says how often it was decided.
    async fn settled(
        tables: &Tables,
        decision: Result<&'static str, ErrorKind>,
    ) -> (Answered, u32) {
        let (clock, decided) = (clock(), AtomicU32::new(0));
        let request =
            RequestIdentity { method: "Apply", request_id: Uuid::nil(), content_hash: [1; 32] };
        let one = OneAnswer { requests: tables, clock: &clock, caller: "OP01", request: &request };
        let decide = || {
            decided.fetch_add(1, Ordering::Relaxed);
            let outcome = |text: &'static str| Outcome {
                commit: vec![text],
                answer: Ok(text.as_bytes().to_vec()),
            };
            let decision = decision.map(outcome).map_err(Refusal::from);
            Box::pin(std::future::ready(decision)) as BoxFuture<'_, _>
        };
        let answered = one.settle(decide).await;
        (answered, decided.load(Ordering::Relaxed))
    }

    #[tokio::test]
    async fn a_decision_is_written_with_its_answer() {
        let tables = Tables::default();
        assert_eq!(settled(&tables, Ok("done")).await, (Ok(b"done".to_vec()), 1));
        assert_eq!(*tables.written.lock().unwrap(), ["done"]);
        let kept = tables.kept.lock().unwrap().clone().unwrap();
        assert_eq!((kept.caller.as_str(), kept.at), ("OP01", clock().now()));
    }

    #[tokio::test]
    async fn a_refusal_by_a_rule_is_kept_from_now_on_and_nothing_else_is_written() {
        let tables = Tables::default();
        let refusal = Refusal::from(ErrorKind::NotEntitled);
        let (answered, _) = settled(&tables, Err(ErrorKind::NotEntitled)).await;
        assert_eq!(answered, Err(refusal.clone()));
        let kept = tables.kept.lock().unwrap().clone().unwrap();
        assert_eq!((kept.outcome, kept.at), (Err(refusal), clock().now()));
        assert_eq!(*tables.written.lock().unwrap(), Vec::<&str>::new());
    }

    #[tokio::test]
    async fn what_may_be_tried_again_is_not_kept() {
        let tables = Tables::default();
        let (answered, _) = settled(&tables, Err(ErrorKind::RegisterUnavailable)).await;
        assert_eq!(answered, Err(ErrorKind::RegisterUnavailable.into()));
        assert_eq!(*tables.kept.lock().unwrap(), None);
    }

    #[tokio::test]
    async fn what_happens_at_the_commit_decides_what_is_answered() {
        use CommitFault::{Answered, Fault, LostRace};
        let unavailable = Err(ErrorKind::ServiceUnavailable.into());
        for (faults, expected, decided) in [
            (vec![LostRace], Ok(b"done".to_vec()), 2),
            (vec![LostRace, LostRace], Ok(b"done".to_vec()), 3),
            (vec![LostRace; 3], unavailable, 3),
            (vec![Answered], Ok(b"winner".to_vec()), 1),
            (vec![Fault(ErrorKind::JobRunning)], Err(ErrorKind::JobRunning.into()), 1),
        ] {
            let tables = Tables { faults: Mutex::new(faults.clone()), ..Tables::default() };
            assert_eq!(settled(&tables, Ok("done")).await, (expected, decided), "{faults:?}");
        }
    }
}
