//! The job that carries out what the simulated register's script has for a date. Each change has one,
//! due when its date begins; the first one does them all, and the others find nothing to do.

use async_trait::async_trait;
use stts_kernel::ErrorKind;
use stts_queue::jobs::{Job, JobError, Worker};

use crate::register::RegisterScript;
use crate::store::CARRY_OUT_CHANGES;

/// Does the jobs of the kind [`CARRY_OUT_CHANGES`].
pub struct CarryOutChanges(RegisterScript);

impl CarryOutChanges {
    /// A worker over that script.
    pub const fn new(script: RegisterScript) -> Self {
        Self(script)
    }
}

#[async_trait]
impl Worker for CarryOutChanges {
    fn kind(&self) -> &'static str {
        CARRY_OUT_CHANGES
    }

    async fn run(&self, _job: &Job) -> Result<(), JobError> {
        self.0.carry_out_due().await.map_err(|refusal| match refusal.kind {
            ErrorKind::Internal => JobError::Retry("INTERNAL"),
            _ => JobError::Unavailable,
        })
    }
}
