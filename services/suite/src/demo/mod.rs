//! The demonstration: a year of the tariff, played by three operators on the suite in this process.
//!
//! [`DemoFolder`] holds a folder for one story; [`tell`] plays it to its end, wherever it stands:
//!
//! 1. `plan`: from a seed and the people of the register follows who applies where and when, and what
//!    becomes of it (`story` lists the kinds of stories; `people` chooses who fits them).
//! 2. `days`: day by day the clocks are moved, the day's steps are made (`play`), and the night is run.
//! 3. `fund`: the operators declare, and the settlement of the year is calculated.
//! 4. `survey` reads everything that came of it, `checks` looks for what must never be, `report` shows
//!    it, and `canonical` writes what is the same whenever the same story is played.
//!
//! A story that was cut off at any moment goes on where the clocks stand. The steps of that day are
//! made again with the request ids that follow from the seed, so they get the answers that they got
//! the first time; what earlier days answered stands in the folder, as it would in an operator's books.
//!
//! To add a kind of story: a variant of `story::Story` with its steps. To add a check: a function in
//! `checks`, and a line in its list.

mod audience;
mod callers;
mod canonical;
mod checks;
mod days;
mod draw;
mod folder;
mod fund;
mod line;
mod people;
mod plan;
mod play;
mod reach;
mod report;
mod story;
mod survey;
mod words;

use anyhow::{Context, anyhow, ensure};
use chrono::{Days, NaiveDate};

use crate::control::{Control, hour_of};
use crate::suite::{PopulationSource, Suite, SuiteSettings};

pub use audience::Audience;
pub use folder::{DemoFolder, DemoSettings, FolderRefused};
pub use reach::Place;

use callers::Callers;
use people::People;
use plan::Plan;
use reach::Reach;

/// The first day of every story.
const FIRST_DAY: &str = "2026-01-01";

/// The hour, UTC, at which the clocks stand during a day.
const MORNING: u32 = 8;

/// The year that the fund settles.
const YEAR: i32 = 2026;

/// The register has so many people for each application, and never fewer than the second number.
const PERSONS_PER_APPLICATION: u64 = 40;
const FEWEST_PERSONS: u64 = 6_000;

/// Plays the folder's story from where it stands to its end, and shows what came of it. False when
/// something was found that must never be.
pub async fn tell(
    folder: DemoFolder,
    place: Place,
    audience: &mut dyn Audience,
) -> anyhow::Result<bool> {
    let first_day: NaiveDate = FIRST_DAY.parse()?;
    let settings = suite_settings(&folder, first_day);
    let population = place.population().unwrap_or_else(|| settings.population.clone());
    let persons = population.persons;
    let choosing = tokio::task::spawn_blocking(move || People::of(&population, first_day));
    let people = choosing.await?.map_err(|error| anyhow!(error))?;
    let plan = Plan::draw(people, folder.settings().seed, folder.settings().applications)?;
    report::plan(&plan, &folder, persons, audience)?;

    let reach = match place {
        Place::Here => Reach::Suite(Box::new(Suite::start(&settings).await?)),
        Place::At(targets) => Reach::Targets(targets),
    };
    let sound = play(&reach, &plan, folder, first_day, audience).await;
    reach.leave().await;
    sound
}

async fn play(
    reach: &Reach,
    plan: &Plan,
    mut folder: DemoFolder,
    first_day: NaiveDate,
    audience: &mut dyn Audience,
) -> anyhow::Result<bool> {
    let callers = Callers::of(reach)?;
    let control = reach.control()?;
    let begins = hour_of(first_day, MORNING);
    let now = control.now().await.context("the services must have a simulated clock")?;
    ensure!(
        folder.is_resumed() || now == begins,
        "the clocks stand at {now}: a story begins at {begins}, on services that have played none"
    );
    days::live(&callers, &control, plan, &mut folder, first_day, audience).await?;
    year_over(&control).await?;
    let seed = folder.settings().seed;
    let settled = fund::settle(&callers, seed).await.context("the settlement")?;
    control.quiet().await?;

    let last_day = first_day + Days::new(folder.settings().days - 1);
    let survey = survey::read(&callers, plan, &folder, last_day, settled).await?;
    report::year(plan, &folder, &survey, audience)?;
    let checks = checks::all(plan, &folder, &survey);
    report::checks(&checks, audience)?;
    let canonical = canonical::text(plan, &folder, &survey);
    let file = folder.write_canonical(&canonical)?;
    report::canonical(&canonical, &file, audience)?;
    Ok(checks.iter().all(|check| check.violations.is_empty()))
}

/// Moves the clocks past the year that the fund settles, without living the days between: the draft
/// counts every reduction to the end of the year, as its dossier stands on the last day of the story.
async fn year_over(control: &Control) -> anyhow::Result<()> {
    let after: NaiveDate = format!("{}-01-01", YEAR + 1).parse()?;
    Ok(control.advance(hour_of(after, MORNING)).await?)
}

fn suite_settings(folder: &DemoFolder, first_day: NaiveDate) -> SuiteSettings {
    let asked = folder.settings();
    let persons = (asked.applications * PERSONS_PER_APPLICATION).max(FEWEST_PERSONS);
    let population = PopulationSource {
        persons,
        seed: asked.seed,
        reference_date: FIRST_DAY.to_owned(),
        ..PopulationSource::default()
    };
    let mut settings = SuiteSettings::on(folder.path(), population);
    settings.simulated_from = Some(hour_of(first_day, MORNING));
    settings
}
