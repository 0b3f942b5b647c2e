//! How much memory a process holds.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Result};

/// What a process holds at the moment, in kilobytes.
pub(super) fn resident_kilobytes(process: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.context("the process tells no VmRSS")?.parse()?)
}

/// Looks from time to time what this process holds.
pub(super) struct Peak {
    before: u64,
    seen: Arc<AtomicU64>,
    looking: JoinHandle<()>,
}

impl Peak {
    pub(super) fn watch(every: Duration) -> Result<Self> {
        let before = resident_kilobytes(std::process::id())?;
        let seen = Arc::new(AtomicU64::new(before));
        let weak = Arc::downgrade(&seen);
        let looking = thread::spawn(move || {
            while let Some(seen) = weak.upgrade() {
                let now = resident_kilobytes(std::process::id()).unwrap_or_default();
                seen.fetch_max(now, Ordering::Relaxed);
                drop(seen);
                thread::sleep(every);
            }
        });
        Ok(Self { before, seen, looking })
    }

    /// Ends looking; gives by how much the most that was held exceeds what was held before.
    pub(super) fn growth_kilobytes(self) -> Result<u64> {
        let Self { before, seen, looking } = self;
        let most = seen.load(Ordering::Relaxed);
        drop(seen);
        looking.join().ok().context("nobody looked at the memory")?;
        Ok(most.saturating_sub(before))
    }
}
