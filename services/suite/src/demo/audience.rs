//! To whom the story is told.

use chrono::NaiveDate;

use crate::calculators::Sheet;

/// Shows what is told, line by line; the command line prints it.
pub trait Audience {
    /// A new part begins.
    fn heading(&mut self, title: &str) -> anyhow::Result<()>;

    /// A line of text.
    fn line(&mut self, text: &str) -> anyhow::Result<()>;

    /// A table with its title.
    fn table(&mut self, sheet: &Sheet) -> anyhow::Result<()>;

    /// So many days of the story are over; the date is the next one.
    fn progress(&mut self, date: NaiveDate, over: u64, days: u64);
}
