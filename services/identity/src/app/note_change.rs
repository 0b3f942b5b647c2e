//! Takes note of what a register tells by itself.

use stts_kernel::Refusal;

use super::App;
use crate::ports::{Noted, ToldChange};

impl App {
    /// Notes a change, and tells the rest of the system if it knows the person: exactly once,
    /// however often and by however many replicas it is noted. Nothing, when another was noted in
    /// its place. Nobody is consulted about, so the consultation log has nothing of it.
    pub async fn note_change(&self, told: &ToldChange) -> Result<Option<Noted>, Refusal> {
        let noted = self.changes.note(told, self.clock.now()).await?;
        if let Some(noted) = noted {
            tracing::info!(outcome = noted.name(), "the register told of a change");
        }
        Ok(noted)
    }
}
