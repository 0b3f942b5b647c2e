//! Carries out the script of the simulated register.

use std::sync::Arc;

use stts_kernel::{ErrorKind, Refusal};
use uuid::Uuid;

use super::{ScriptedChange, ScriptedRegister};
use crate::app::App;
use crate::ports::{DatedChange, Noted, ToldChange};

const CHANGES_AT_ONCE: u64 = 100;

/// The script of a simulated register, and what it tells.
#[derive(Clone)]
pub struct RegisterScript {
    register: Arc<ScriptedRegister>,
    app: App,
}

impl RegisterScript {
    /// Of this register, which tells these use cases.
    pub const fn new(register: Arc<ScriptedRegister>, app: App) -> Self {
        Self { register, app }
    }

    /// Adds changes; those whose date has come are carried out by a job.
    pub async fn add(&self, changes: &[DatedChange]) -> Result<(), Refusal> {
        Ok(self.register.script().add(changes).await?)
    }

    /// Adds a change, and carries out what is due. Gives what came of it; nothing while it awaits its
    /// date.
    pub async fn push(
        &self,
        change_id: Uuid,
        change: &ScriptedChange,
    ) -> Result<Option<Noted>, Refusal> {
        let content = change.line();
        let dated = DatedChange { change_id, effective_on: change.on, content };
        self.add(&[dated]).await?;
        self.carry_out_due().await?;
        Ok(self.register.script().outcome(change_id).await?)
    }

    /// Has everything noted whose date has come, one after the other: what a change tells depends on
    /// those before it. Another replica may do the same; the note decides which of the two it was.
    pub async fn carry_out_due(&self) -> Result<(), Refusal> {
        loop {
            self.register.catch_up().await?;
            let today = self.app.clock.today();
            let due = self.register.script().due(today, CHANGES_AT_ONCE).await?;
            if due.is_empty() {
                return Ok(());
            }
            let before = self.register.sequence();
            for dated in &due {
                let told = self.told(dated);
                if self.app.note_change(&told).await?.is_none() {
                    break;
                }
                self.register.catch_up().await?;
            }
            self.register.catch_up().await?;
            if self.register.sequence() == before {
                // Neither this process nor another one gets on: somebody should hear of it.
                return Err(ErrorKind::Internal.into());
            }
        }
    }

    /// A change that cannot be read tells nothing, and does not stop those after it.
    fn told(&self, dated: &DatedChange) -> ToldChange {
        let sequence = self.register.sequence() + 1;
        let change = ScriptedChange::read(&dated.content).ok();
        let people = self.register.people();
        let change = change.and_then(|change| people.tells(dated.change_id, &change));
        ToldChange { change_id: dated.change_id, sequence, change }
    }
}
