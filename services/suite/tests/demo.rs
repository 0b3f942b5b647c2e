//! `stts demo`.

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::command::stts;

/// A story: how many applications and days, and the seed of its plan.
struct Story {
    applications: &'static str,
    days: &'static str,
    seed: &'static str,
}

const SHORT: Story = Story { applications: "40", days: "120", seed: "3" };
const WHOLE_YEAR: Story = Story { applications: "200", days: "365", seed: "1" };

/// Everything that an application can be answered (domain, section 4).
const ANSWERS: [&str; 9] = [
    "ENTITLED",
    "UNDECIDED",
    "NOT_ENTITLED",
    "PERSON_NOT_FOUND",
    "PERSON_AMBIGUOUS",
    "HOUSEHOLD_ALREADY_BENEFITS",
    "DOSSIER_EXISTS",
    "TRANSFER_REQUIRED",
    "DOSSIER_NOT_TRANSFERABLE",
];

fn arguments<'a>(story: &Story, folder: &'a Path) -> Vec<&'a str> {
    let folder = folder.to_str().unwrap();
    let Story { applications, days, seed } = story;
    let settings = ["--applications", applications, "--days", days, "--seed", seed];
    ["demo", "--data", folder].into_iter().chain(settings).collect()
}

fn canonical(folder: &Path) -> String {
    fs::read_to_string(folder.join("canonical.txt")).unwrap()
}

/// How many days with steps are noted.
fn noted_days(folder: &Path) -> u64 {
    fs::read_dir(folder.join("notes")).map_or(0, |days| u64::try_from(days.count()).unwrap())
}

/// Moments that nobody has chosen; the seed is printed, and can be given again as `STTS_KILL_SEED`.
struct Moments(u64);

impl Moments {
    fn new() -> Self {
        let given = std::env::var("STTS_KILL_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        println!("STTS_KILL_SEED={seed}");
        Self(seed | 1)
    }

    /// A number below `bound` (xorshift).
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// Lets it play until so many days are noted, and a moment longer; gives whether it was killed
/// before it ended by itself.
fn kill_after(mut child: Child, folder: &Path, days: u64, moment: Duration) -> bool {
    while noted_days(folder) < days && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(moment);
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    let ended = child.wait().unwrap();
    running && ended.code().is_none() && !folder.join("canonical.txt").exists()
}

/// The story is told to its end with exit code 0, and gives the same result when it is killed
/// `kills` times on the way.
fn survives_being_killed(story: &Story, kills: u64) {
    let temporary = tempfile::tempdir().unwrap();
    let whole = temporary.path().join("whole");
    let told = stts(&arguments(story, &whole), "");
    assert_eq!(told.code, Some(0), "{}\n{}", told.output, told.errors);
    assert_eq!(told.errors, "");
    for answer in ANSWERS {
        assert!(told.output.contains(answer), "{answer} in\n{}", told.output);
    }
    let days = noted_days(&whole);

    let killed = temporary.path().join("killed");
    let mut moments = Moments::new();
    let mut hits = 0;
    for kill in 0..kills {
        // Each kill comes in its own part of the story, the first perhaps before its first day.
        let part = days / kills;
        let days = part * kill + moments.below(part.max(1));
        let moment = Duration::from_millis(moments.below(400));
        let child = Command::new(env!("CARGO_BIN_EXE_stts"))
            .args(arguments(story, &killed))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        hits += u64::from(kill_after(child, &killed, days, moment));
    }
    assert!(hits > 0, "no kill hit while the story was told");
    println!("{hits} of {kills} kills hit");

    let ended = stts(&arguments(story, &killed), "");
    assert_eq!(ended.code, Some(0), "{}\n{}", ended.output, ended.errors);
    assert!(ended.output.contains("Going on where the clocks stand"), "{}", ended.output);
    assert_eq!(canonical(&killed), canonical(&whole));
}

#[test]
fn killed_at_any_moment_it_goes_on_to_the_same_result() {
    survives_being_killed(&SHORT, 5);
}

#[test]
#[ignore = "takes minutes"]
fn a_whole_year_killed_again_and_again_comes_to_the_same_result() {
    survives_being_killed(&WHOLE_YEAR, 25);
}

#[test]
fn another_story_is_not_played_in_the_same_folder() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("demo");
    let one_day = Story { days: "1", ..SHORT };
    let told = stts(&arguments(&one_day, &folder), "");
    assert_eq!(told.code, Some(0), "{}\n{}", told.output, told.errors);

    let other = stts(&arguments(&SHORT, &folder), "");
    assert_eq!((other.code, other.output.as_str()), (Some(2), ""));
    assert!(other.errors.contains("--days 1: give the same"), "{}", other.errors);
}
