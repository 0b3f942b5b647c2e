//! The checker: whether what must always hold does hold, in the databases of a deployment and in its
//! Redis, once nothing is under way any more.
//!
//! It reads and never writes. Each invariant has a number, a sentence, and how many things were looked
//! at, so that "no violation" cannot mean that nothing was there to violate it. What must hold of one
//! database is a [`rule::Rule`], a query for what breaks it; what must hold between databases is read
//! from each and compared here.
//!
//! To add an invariant: a rule in `dossiers` or `every_service`, or a file of its own, and a row that
//! breaks it in the tests. Not yet here, because nothing of theirs exists: seals, transfers, two-yearly
//! checks, and what the settlement of a year must add up to.

mod databases;
mod dossiers;
mod events;
mod every_service;
mod history;
mod numbers;
mod register;
mod rule;
mod settings;
mod streams;
mod tasks;

use std::fmt;

use databases::Databases;

pub use settings::CheckSettings;

/// What was found of one invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its number in the list of invariants.
    pub invariant: u8,
    /// What must hold.
    pub says: &'static str,
    /// How many things were looked at.
    pub count: u64,
    /// What breaks it, one line each.
    pub violations: Vec<String>,
}

impl Checked {
    fn new(invariant: u8, says: &'static str) -> Self {
        Self { invariant, says, count: 0, violations: Vec::new() }
    }

    /// Counts one thing, which is as it must be or breaks the invariant.
    fn look(&mut self, is_sound: bool, what: impl FnOnce() -> String) {
        self.count += 1;
        if !is_sound {
            self.violations.push(what());
        }
    }
}

/// One line, and one more for each violation.
impl fmt::Display for Checked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.violations.is_empty() { "✓" } else { "✗" };
        write!(formatter, "{mark} {:2} {}: {} checked", self.invariant, self.says, self.count)?;
        for violation in &self.violations {
            write!(formatter, "\n     {violation}")?;
        }
        Ok(())
    }
}

/// Checks every invariant, in the order of their numbers. To be asked when nothing is under way: see
/// [`crate::control::Control::quiet`].
pub async fn check(settings: &CheckSettings) -> anyhow::Result<Vec<Checked>> {
    let databases = Databases::open(&settings.databases).await?;
    let mut all = Vec::new();
    for rule in dossiers::RULES {
        all.push(rule.check(&databases).await?);
    }
    all.extend(history::check(&databases).await?);
    all.extend(every_service::check(&databases).await?);
    all.extend(events::check(&databases).await?);
    all.push(tasks::check(&databases).await?);
    all.push(register::check(&databases).await?);
    if let Some(redis) = &settings.redis {
        all.push(streams::check(&databases, redis).await?);
    }
    if let Some(population) = &settings.population {
        all.push(numbers::check(&databases, population, settings.logs_folder.as_deref()).await?);
    }
    databases.close().await?;
    all.sort_by_key(|checked| checked.invariant);
    Ok(all)
}
