//! Who applies where and when: all of it follows from the seed.

use anyhow::bail;
use stts_contracts::dossier::v1::Applicant;

use super::draw::Draw;
use super::people::{Kind, People};
use super::story::{Action, Scene, Story};

/// The first application of each story comes within so many days.
const APPLICATION_DAYS: u64 = 60;

/// Somebody of the plan.
pub(super) struct Character {
    /// What is known of them beforehand.
    pub(super) kind: Kind,
    /// What becomes of them.
    pub(super) story: Story,
    /// The register's key of the household.
    pub(super) household: String,
    /// The person as they say who they are.
    pub(super) applicant: Applicant,
}

/// Something to do on a day.
pub(super) struct Step {
    /// The day, from 0.
    pub(super) day: u64,
    /// For whom: the place among the characters.
    pub(super) person: usize,
    /// Which operator.
    pub(super) operator: usize,
    /// The day of the application that it is about, from 0.
    pub(super) applied: u64,
    /// What is done.
    pub(super) action: Action,
}

/// The plan of a story. Characters and steps are known by their places in it.
pub(super) struct Plan {
    /// The seed from which everything follows.
    pub(super) seed: u64,
    /// The people.
    pub(super) characters: Vec<Character>,
    /// The steps, by day.
    pub(super) steps: Vec<Step>,
}

impl Plan {
    /// Draws a plan with so many applications, in which every kind of story comes.
    pub(super) fn draw(people: People, seed: u64, applications: u64) -> anyhow::Result<Self> {
        let mut casting = Casting {
            draw: Draw::new(seed),
            people,
            plan: Self { seed, characters: Vec::new(), steps: Vec::new() },
            left: applications,
        };
        for (story, _) in Story::ALL {
            if !casting.cast(story) {
                bail!("the register has nobody who {}: give another --seed", story.text());
            }
        }
        while casting.left > 0 {
            let story = casting.story();
            if !casting.cast(story) && !casting.cast(Story::Activated) {
                bail!("the register has too few people for so many applications");
            }
        }
        let mut plan = casting.plan;
        plan.steps.sort_by_key(|step| step.day);
        Ok(plan)
    }

    /// The steps of a day, with their places in the plan.
    pub(super) fn steps_of(&self, day: u64) -> impl Iterator<Item = (usize, &Step)> {
        self.steps.iter().enumerate().filter(move |(_, step)| step.day == day)
    }

    /// How many applications fall in so many days.
    pub(super) fn applications_before(&self, days: u64) -> usize {
        let applies = |step: &&Step| matches!(step.action, Action::Apply(..)) && step.day < days;
        self.steps.iter().filter(applies).count()
    }

    /// The fewest applications with which every kind of story comes.
    pub(super) fn fewest_applications() -> u64 {
        Story::ALL.iter().map(|(story, _)| story.applications()).sum()
    }
}

struct Casting {
    draw: Draw,
    people: People,
    plan: Plan,
    left: u64,
}

impl Casting {
    /// A kind of story, for which enough applications are left.
    fn story(&mut self) -> Story {
        let all = Story::ALL.iter().map(|(_, weight)| weight).sum();
        let mut drawn = self.draw.below(all);
        for (story, weight) in Story::ALL {
            if drawn < weight && story.applications() <= self.left {
                return story;
            }
            drawn = drawn.saturating_sub(weight);
        }
        Story::Activated
    }

    /// Gives a story to somebody; false when the register has nobody left for it.
    fn cast(&mut self, story: Story) -> bool {
        let kinds = story.played_by(&mut self.draw);
        let found = kinds.into_iter().find_map(|kind| Some((kind, self.people.take(kind)?)));
        let Some((kind, group)) = found else { return false };
        let first = self.plan.characters.len();
        let reference = format!("customer-{:04}", first + 1);
        let day = self.draw.below(APPLICATION_DAYS);
        let mut applied = day;
        for scene in story.scenes(&mut self.draw, kind, &reference) {
            let Scene { after, person, operator, action } = scene;
            if matches!(action, Action::Apply(_, "ENTITLED" | "UNDECIDED")) {
                applied = day + after;
            }
            let person = first + person;
            self.plan.steps.push(Step { day: day + after, person, operator, applied, action });
        }
        let used = if story == Story::SecondOfHousehold { 2 } else { 1 };
        let household = group.household;
        let character =
            |applicant| Character { kind, story, household: household.clone(), applicant };
        self.plan.characters.extend(group.applicants.into_iter().take(used).map(character));
        self.left = self.left.saturating_sub(story.applications());
        true
    }
}
