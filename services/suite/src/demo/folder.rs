//! The folder of a story: what was asked for, and what the operators noted.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::plan::Plan;

/// The file that says which story is played in a folder.
const STORY_FILE: &str = "story.json";
/// The folder of what the operators noted, a file for each day.
const NOTES: &str = "notes";
const CANONICAL_FILE: &str = "canonical.txt";

/// Which story to play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoSettings {
    /// How many applications.
    pub applications: u64,
    /// The number from which everything follows.
    pub seed: u64,
    /// How many days it lasts; at least 1.
    pub days: u64,
}

impl DemoSettings {
    /// The fewest applications with which every kind of story comes.
    pub fn fewest_applications() -> u64 {
        Plan::fewest_applications()
    }
}

/// Why a folder cannot be used; each is a sentence that says what to do.
#[derive(Debug, Error)]
pub enum FolderRefused {
    /// It holds something that no story has made.
    #[error("{0} holds something else: give another folder with --data")]
    SomethingElse(String),
    /// It holds another story.
    #[error(
        "{folder} holds the story of --applications {applications} --seed {seed} --days {days}: \
         give the same, another folder with --data, or --fresh to begin anew"
    )]
    OtherStory {
        /// The folder.
        folder: String,
        /// How many applications its story has.
        applications: u64,
        /// The seed of its story.
        seed: u64,
        /// How many days its story lasts.
        days: u64,
    },
    /// Somebody is playing in it.
    #[error("a story is being played in {0}: wait for its end, or give another folder with --data")]
    InUse(String),
    /// A file cannot be read or written.
    #[error("{file}: {error}")]
    File {
        /// The file.
        file: String,
        /// What happened.
        error: io::Error,
    },
}

/// What an operator noted of a step that it made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Note {
    /// The step's place in the plan.
    pub(super) step: usize,
    /// What was answered.
    pub(super) answer: String,
    /// The number of the dossier that an application opened or took up.
    pub(super) dossier_number: Option<String>,
}

/// A folder with its story.
#[derive(Debug)]
pub struct DemoFolder {
    root: PathBuf,
    settings: DemoSettings,
    notes: BTreeMap<usize, Note>,
    resumed: bool,
}

impl DemoFolder {
    /// Prepares a folder for a story: a new one, or the one that is being played in it. `fresh`
    /// removes what a story has left there.
    pub fn prepare(
        root: PathBuf,
        settings: DemoSettings,
        fresh: bool,
    ) -> Result<Self, FolderRefused> {
        let story = root.join(STORY_FILE);
        let known = story.exists();
        if !known && !is_empty(&root).map_err(named(&root))? {
            return Err(FolderRefused::SomethingElse(root.display().to_string()));
        }
        if known && fresh {
            remove(&root)?;
        }
        let resumed = known && !fresh;
        if resumed {
            same_story(&root, &story, settings)?;
        } else {
            fs::create_dir_all(root.join(NOTES)).map_err(named(&root))?;
            let text = serde_json::to_string_pretty(&settings).map_err(io::Error::other);
            text.and_then(|text| replace(&story, &text)).map_err(named(&story))?;
        }
        let notes = notes(&root.join(NOTES))?;
        Ok(Self { root, settings, notes, resumed })
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Its story.
    pub const fn settings(&self) -> &DemoSettings {
        &self.settings
    }

    /// Whether the story had begun before.
    pub const fn is_resumed(&self) -> bool {
        self.resumed
    }

    /// What was noted of a step.
    pub(super) fn note(&self, step: usize) -> Option<&Note> {
        self.notes.get(&step)
    }

    /// Everything that was noted, by step.
    pub(super) fn notes(&self) -> impl Iterator<Item = &Note> {
        self.notes.values()
    }

    /// Notes the steps of a day, all or none.
    pub(super) fn write_notes(&mut self, date: NaiveDate, notes: Vec<Note>) -> anyhow::Result<()> {
        if notes.is_empty() {
            return Ok(());
        }
        let file = self.root.join(NOTES).join(format!("{date}.json"));
        replace(&file, &serde_json::to_string(&notes)?)
            .with_context(|| file.display().to_string())?;
        self.notes.extend(notes.into_iter().map(|note| (note.step, note)));
        Ok(())
    }

    /// Writes the canonical result; gives its file.
    pub(super) fn write_canonical(&self, text: &str) -> anyhow::Result<PathBuf> {
        let file = self.root.join(CANONICAL_FILE);
        replace(&file, text).with_context(|| file.display().to_string())?;
        Ok(file)
    }
}

fn same_story(root: &Path, story: &Path, asked: DemoSettings) -> Result<(), FolderRefused> {
    let read = fs::read_to_string(story)
        .and_then(|text| serde_json::from_str(&text).map_err(io::Error::other));
    let found: DemoSettings = read.map_err(named(story))?;
    if found == asked {
        return Ok(());
    }
    let DemoSettings { applications, seed, days } = found;
    let folder = root.display().to_string();
    Err(FolderRefused::OtherStory { folder, applications, seed, days })
}

/// Removes a folder, unless a suite is running on it.
fn remove(root: &Path) -> Result<(), FolderRefused> {
    let lock = root.join("lock");
    if lock.exists() {
        let held = File::open(&lock).map_err(named(&lock))?;
        match held.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                return Err(FolderRefused::InUse(root.display().to_string()));
            }
            Err(fs::TryLockError::Error(error)) => return Err(named(&lock)(error)),
        }
    }
    fs::remove_dir_all(root).map_err(named(root))
}

fn is_empty(root: &Path) -> io::Result<bool> {
    match fs::read_dir(root) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

fn notes(folder: &Path) -> Result<BTreeMap<usize, Note>, FolderRefused> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(named(folder))? {
        let file = entry.map_err(named(folder))?.path();
        if file.extension().is_some_and(|extension| extension == "json") {
            let read = fs::read_to_string(&file)
                .and_then(|text| serde_json::from_str(&text).map_err(io::Error::other));
            let of_day: Vec<Note> = read.map_err(named(&file))?;
            all.extend(of_day.into_iter().map(|note| (note.step, note)));
        }
    }
    Ok(all)
}

/// Puts a file in the place of an old one once it is complete.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let scratch = file.with_extension("new");
    fs::write(&scratch, text)?;
    File::open(&scratch)?.sync_all()?;
    fs::rename(scratch, file)
}

fn named(file: &Path) -> impl Fn(io::Error) -> FolderRefused {
    let file = file.display().to_string();
    move |error| FolderRefused::File { file: file.clone(), error }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: DemoSettings = DemoSettings { applications: 40, seed: 1, days: 10 };

    #[test]
    fn a_folder_keeps_its_story_until_it_is_begun_anew() {
        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path().join("demo");
        let prepare = |settings, fresh| DemoFolder::prepare(root.clone(), settings, fresh);
        let mut folder = prepare(STORY, false).unwrap();
        assert!(!folder.is_resumed());
        let note = Note { step: 3, answer: "ENTITLED".to_owned(), dossier_number: None };
        folder.write_notes("2026-01-05".parse().unwrap(), vec![note.clone()]).unwrap();

        let again = prepare(STORY, false).unwrap();
        assert_eq!((again.is_resumed(), again.note(3)), (true, Some(&note)));
        let other = DemoSettings { seed: 2, ..STORY };
        let refused = prepare(other, false).unwrap_err().to_string();
        assert!(refused.contains("--seed 1"), "{refused}");
        let fresh = prepare(other, true).unwrap();
        assert_eq!((fresh.is_resumed(), fresh.notes().count()), (false, 0));
    }

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let temporary = tempfile::tempdir().unwrap();
        fs::write(temporary.path().join("thesis.txt"), "years of work").unwrap();
        for fresh in [false, true] {
            let refused = DemoFolder::prepare(temporary.path().to_owned(), STORY, fresh);
            assert!(matches!(refused, Err(FolderRefused::SomethingElse(_))));
        }
        assert!(temporary.path().join("thesis.txt").exists());
    }

    #[test]
    fn a_folder_in_use_is_not_begun_anew() {
        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path().join("demo");
        DemoFolder::prepare(root.clone(), STORY, false).unwrap();
        let lock = File::create(root.join("lock")).unwrap();
        lock.try_lock().unwrap();
        let refused = DemoFolder::prepare(root, STORY, true);
        assert!(matches!(refused, Err(FolderRefused::InUse(_))));
    }
}
