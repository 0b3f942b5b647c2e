//! The simulated register with what changed since its population was made.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use async_trait::async_trait;
use stts_identity_domain::{Household, Match, NationalNumber, Person, PersonSearch, SocialFacts};
use stts_kernel::ErrorKind;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::{ScriptedChange, SimulatedRegister};
use crate::ports::{ChangeScript, DatedChange, Register, RegisterUnavailable};

/// Another replica may have noted a change; a question about nobody in particular looks for that only
/// so often.
const LOOKS_EVERY: Duration = Duration::from_secs(1);
const CHANGES_AT_ONCE: u64 = 100;

/// A simulated register that answers according to all changes that were noted.
pub struct ScriptedRegister {
    state: RwLock<State>,
    script: Arc<dyn ChangeScript>,
    catching_up: Mutex<()>,
}

struct State {
    register: SimulatedRegister,
    sequence: u64,
    looked_at: Option<Instant>,
}

impl ScriptedRegister {
    /// Of a population, as it was before any change of this script.
    pub fn new(register: SimulatedRegister, script: Arc<dyn ChangeScript>) -> Self {
        let state = State { register, sequence: 0, looked_at: None };
        Self { state: RwLock::new(state), script, catching_up: Mutex::default() }
    }

    /// The people as they are now, in the order of the population. Nothing changes as long as the
    /// answer is held.
    pub fn people(&self) -> impl std::ops::Deref<Target = SimulatedRegister> + '_ {
        People(self.state())
    }

    fn state(&self) -> RwLockReadGuard<'_, State> {
        // Nothing that can panic is done under the lock.
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The script.
    pub(super) fn script(&self) -> &dyn ChangeScript {
        &*self.script
    }

    /// The place of the last change that it answers according to.
    pub(super) fn sequence(&self) -> u64 {
        self.state().sequence
    }

    /// Answers from now on according to everything that is noted. Of many who want that at once, one
    /// looks for all who came before it began.
    pub async fn catch_up(&self) -> Result<(), ErrorKind> {
        let came_at = Instant::now();
        let _one_at_a_time = self.catching_up.lock().await;
        let looked_at = self.state().looked_at;
        if looked_at.is_some_and(|looked_at| looked_at > came_at) {
            return Ok(());
        }
        loop {
            let began_at = Instant::now();
            let after = self.state().sequence;
            let noted = self.script.noted_after(after, CHANGES_AT_ONCE).await?;
            let is_all = noted.is_empty();
            self.apply(&noted, began_at);
            if is_all {
                return Ok(());
            }
        }
    }

    fn apply(&self, noted: &[(u64, DatedChange)], looked_at: Instant) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        for (sequence, dated) in noted {
            if let Ok(change) = ScriptedChange::read(&dated.content) {
                state.register.change(dated.change_id, &change);
            }
            state.sequence = *sequence;
        }
        // Where there was something, there may be more.
        state.looked_at = Some(looked_at).filter(|_| noted.is_empty());
    }

    async fn catch_up_now_and_then(&self) -> Result<(), RegisterUnavailable> {
        let looked_at = self.state().looked_at;
        if looked_at.is_some_and(|at| at.elapsed() < LOOKS_EVERY) {
            return Ok(());
        }
        self.catch_up().await.map_err(|_| RegisterUnavailable)
    }
}

struct People<'a>(RwLockReadGuard<'a, State>);

impl std::ops::Deref for People<'_> {
    type Target = SimulatedRegister;

    fn deref(&self) -> &SimulatedRegister {
        &self.0.register
    }
}

#[async_trait]
impl Register for ScriptedRegister {
    async fn search(&self, search: &PersonSearch) -> Result<Match<Person>, RegisterUnavailable> {
        self.catch_up_now_and_then().await?;
        Ok(match self.state().register.search(search) {
            Match::None => Match::None,
            Match::One(person) => Match::One(person.clone()),
            Match::Several => Match::Several,
        })
    }

    async fn search_all(
        &self,
        search: &PersonSearch,
        at_most: usize,
    ) -> Result<Vec<Person>, RegisterUnavailable> {
        self.catch_up_now_and_then().await?;
        Ok(self.state().register.search_all(search).take(at_most).cloned().collect())
    }

    /// Whoever asks about a person may do so because of a change that another replica noted: the
    /// answer is never older than the event.
    async fn person(&self, number: NationalNumber) -> Result<Option<Person>, RegisterUnavailable> {
        self.catch_up().await.map_err(|_| RegisterUnavailable)?;
        Ok(self.state().register.person(number).cloned())
    }

    async fn household(
        &self,
        number: NationalNumber,
    ) -> Result<Option<Household>, RegisterUnavailable> {
        self.catch_up_now_and_then().await?;
        Ok(self.state().register.household(number))
    }

    async fn facts(
        &self,
        number: NationalNumber,
    ) -> Result<Option<SocialFacts>, RegisterUnavailable> {
        self.catch_up_now_and_then().await?;
        Ok(self.state().register.facts(number).copied())
    }
}
