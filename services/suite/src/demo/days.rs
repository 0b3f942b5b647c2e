//! Day by day: the clocks, the steps, the night.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{Days, NaiveDate};
use stts_kernel::brussels_date;

use super::callers::Callers;
use super::folder::{DemoFolder, Note};
use super::plan::Plan;
use super::play::{Stage, step};
use super::{Audience, MORNING};
use crate::control::{Control, hour_of};

/// Lives from where the clocks stand to the end of the story. The day on which it was cut off is
/// lived again: its steps get their first answers, and its night changes nothing twice.
pub(super) async fn live(
    callers: &Callers,
    control: &Control,
    plan: &Plan,
    folder: &mut DemoFolder,
    first_day: NaiveDate,
    audience: &mut dyn Audience,
) -> anyhow::Result<()> {
    let days = folder.settings().days;
    let today = brussels_date(control.now().await?);
    let over = u64::try_from((today - first_day).num_days()).unwrap_or_default();
    if folder.is_resumed() {
        audience.line(&format!("Going on where the clocks stand: {today}."))?;
    }
    let mut numbers = known_numbers(plan, folder);
    for day in over..days {
        let date = first_day + Days::new(day);
        audience.progress(date, day, days);
        control.advance(hour_of(date, MORNING)).await?;
        let mut notes = Vec::new();
        for (place, planned) in plan.steps_of(day) {
            let stage = Stage {
                shop: callers.shop(planned.operator)?,
                first_day,
                dossier_number: numbers.get(&planned.person).map(String::as_str),
            };
            let note = step(plan, (place, planned), stage)
                .await
                .with_context(|| format!("{date}, step {place} of the plan"))?;
            remember(&mut numbers, planned.person, &note);
            notes.push(note);
        }
        folder.write_notes(date, notes)?;
        control.quiet().await?;
        control.night(date).await.with_context(|| format!("the night of {date}"))?;
    }
    audience.progress(first_day + Days::new(days), days, days);
    Ok(())
}

/// The dossier numbers of earlier days, by person.
fn known_numbers(plan: &Plan, folder: &DemoFolder) -> BTreeMap<usize, String> {
    let mut numbers = BTreeMap::new();
    for note in folder.notes() {
        if let Some(step) = plan.steps.get(note.step) {
            remember(&mut numbers, step.person, note);
        }
    }
    numbers
}

fn remember(numbers: &mut BTreeMap<usize, String>, person: usize, note: &Note) {
    if let Some(number) = &note.dossier_number {
        numbers.insert(person, number.clone());
    }
}
