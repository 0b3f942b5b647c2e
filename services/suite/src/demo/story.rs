//! The kinds of stories: who applies, what the operators do about it, and what the answers must be.

use stts_contracts::dossier::v1::Claim;

use super::callers::PLAYING;
use super::draw::Draw;
use super::line::Line;
use super::people::Kind;

/// What becomes of somebody's application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Story {
    Activated,
    CompletedLater,
    CorrectedLater,
    NeverCompleted,
    NeverConfirmed,
    Cancelled,
    AgainElsewhere,
    DocumentsNeverSent,
    DocumentsCancelled,
    DocumentsNeverConfirmed,
    NotEntitled,
    NotFound,
    Ambiguous,
    SecondOfHousehold,
    AppliesTwice,
    ActiveElsewhere,
    UnderWayElsewhere,
}

/// Something that an operator does for somebody.
#[derive(Clone, Debug)]
pub(super) enum Action {
    /// Applies, with these claims; what the answer must be.
    Apply(Option<Vec<Claim>>, &'static str),
    /// Confirms, with a line activated so many days after the application, or without data.
    Confirm(Option<(Line, u64)>),
    /// Gives the data of a line activated so many days after the application.
    Complete(Line, u64),
    /// Cancels.
    Cancel,
}

/// A step of a story, still without a date.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    /// So many days after the first application.
    pub(super) after: u64,
    /// For whom: the place among the people of the story.
    pub(super) person: usize,
    /// Which operator.
    pub(super) operator: usize,
    /// What it does.
    pub(super) action: Action,
}

impl Story {
    /// All of them, with how often they come among a hundred.
    pub(super) const ALL: [(Self, u64); 17] = [
        (Self::Activated, 26),
        (Self::CompletedLater, 12),
        (Self::CorrectedLater, 4),
        (Self::NeverCompleted, 6),
        (Self::NeverConfirmed, 5),
        (Self::Cancelled, 4),
        (Self::AgainElsewhere, 5),
        (Self::DocumentsNeverSent, 8),
        (Self::DocumentsCancelled, 3),
        (Self::DocumentsNeverConfirmed, 3),
        (Self::NotEntitled, 6),
        (Self::NotFound, 3),
        (Self::Ambiguous, 2),
        (Self::SecondOfHousehold, 5),
        (Self::AppliesTwice, 3),
        (Self::ActiveElsewhere, 3),
        (Self::UnderWayElsewhere, 2),
    ];

    /// A line for a reader.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Activated => "confirmed with the data of the line; the reduction runs",
            Self::CompletedLater => "confirmed without data, which come later",
            Self::CorrectedLater => "the data are given again before they take effect",
            Self::NeverCompleted => "the data never come: suspended after six months",
            Self::NeverConfirmed => "never confirmed: suspended after a week",
            Self::Cancelled => "cancelled by the operator",
            Self::AgainElsewhere => "cancelled, and applied for again at another operator",
            Self::DocumentsNeverSent => "documents asked for, none come: closed after 60 days",
            Self::DocumentsCancelled => "documents asked for, then cancelled: closed",
            Self::DocumentsNeverConfirmed => "undecided and never confirmed: closed after a week",
            Self::NotEntitled => "meets no condition of the law",
            Self::NotFound => "unknown to the register",
            Self::Ambiguous => "shares name and birth date with somebody else",
            Self::SecondOfHousehold => "the spouse of somebody who benefits applies too",
            Self::AppliesTwice => "applies again at the same operator",
            Self::ActiveElsewhere => "applies elsewhere while the reduction runs",
            Self::UnderWayElsewhere => "applies elsewhere while the application is under way",
        }
    }

    /// How many applications it takes.
    pub(super) const fn applications(self) -> u64 {
        match self {
            Self::AgainElsewhere
            | Self::SecondOfHousehold
            | Self::AppliesTwice
            | Self::ActiveElsewhere
            | Self::UnderWayElsewhere => 2,
            _ => 1,
        }
    }

    /// Who can play it; the first kinds are tried first.
    pub(super) fn played_by(self, draw: &mut Draw) -> Vec<Kind> {
        match self {
            Self::DocumentsNeverSent
            | Self::DocumentsCancelled
            | Self::DocumentsNeverConfirmed
            | Self::NotEntitled => vec![Kind::Plain],
            Self::NotFound => vec![Kind::Dead],
            Self::Ambiguous => vec![Kind::Namesake],
            Self::SecondOfHousehold => vec![Kind::Couple],
            _ => {
                let mut kinds = Kind::ENTITLED.to_vec();
                draw.shuffle(&mut kinds);
                kinds
            }
        }
    }

    /// Its steps. Everything but what the nights do happens within twenty days.
    pub(super) fn scenes(self, draw: &mut Draw, kind: Kind, reference: &str) -> Vec<Scene> {
        let mut scenes = Scenes::new(draw, kind, reference);
        match self {
            Self::Activated => scenes.activated(),
            Self::CompletedLater => scenes.completed_later(),
            Self::CorrectedLater => scenes.corrected_later(),
            Self::NeverCompleted => scenes.never_completed(),
            Self::NeverConfirmed => scenes.apply(0, "ENTITLED"),
            Self::Cancelled => scenes.cancelled(),
            Self::AgainElsewhere => scenes.again_elsewhere(),
            Self::DocumentsNeverSent => scenes.documents_asked(None),
            Self::DocumentsCancelled => scenes.documents_asked(Some(7)),
            Self::DocumentsNeverConfirmed => scenes.undecided(),
            Self::NotEntitled => scenes.claiming(Some(Vec::new()), "NOT_ENTITLED"),
            Self::NotFound => scenes.apply(0, "PERSON_NOT_FOUND"),
            Self::Ambiguous => scenes.apply(0, "PERSON_AMBIGUOUS"),
            Self::SecondOfHousehold => scenes.second_of_household(),
            Self::AppliesTwice => scenes.applies_twice(),
            Self::ActiveElsewhere => scenes.active_elsewhere(),
            Self::UnderWayElsewhere => scenes.under_way_elsewhere(),
        }
        scenes.made
    }
}

/// Scenes in the making.
struct Scenes<'a> {
    draw: &'a mut Draw,
    kind: Kind,
    reference: &'a str,
    operator: usize,
    person: usize,
    made: Vec<Scene>,
}

impl<'a> Scenes<'a> {
    fn new(draw: &'a mut Draw, kind: Kind, reference: &'a str) -> Self {
        let operator = draw.place(PLAYING);
        Self { draw, kind, reference, operator, person: 0, made: Vec::new() }
    }

    fn act(&mut self, after: u64, action: Action) {
        self.made.push(Scene { after, person: self.person, operator: self.operator, action });
    }

    fn apply(&mut self, after: u64, answer: &'static str) {
        self.act(after, Action::Apply(None, answer));
    }

    fn claiming(&mut self, claims: Option<Vec<Claim>>, answer: &'static str) {
        self.act(0, Action::Apply(claims, answer));
    }

    fn line(&mut self) -> Line {
        Line::draw(self.draw, self.kind.formulas(), self.reference)
    }

    fn confirm(&mut self, after: u64, activated_after: u64) {
        let line = self.line();
        self.act(after, Action::Confirm(Some((line, activated_after))));
    }

    fn complete(&mut self, after: u64, activated_after: u64) {
        let line = self.line();
        self.act(after, Action::Complete(line, activated_after));
    }

    fn another_operator(&mut self) {
        let others = u64::try_from(PLAYING - 1).unwrap_or(1);
        let further = usize::try_from(self.draw.between(1, others)).unwrap_or(1);
        self.operator = (self.operator + further) % PLAYING;
    }

    fn activated(&mut self) {
        self.apply(0, "ENTITLED");
        let (confirmed, activated) = (self.draw.between(0, 7), self.draw.between(0, 40));
        self.confirm(confirmed, activated);
    }

    fn completed_later(&mut self) {
        self.apply(0, "ENTITLED");
        let confirmed = self.draw.between(0, 7);
        self.act(confirmed, Action::Confirm(None));
        let (later, activated) = (self.draw.between(1, 13), self.draw.between(0, 50));
        self.complete(confirmed + later, activated);
    }

    fn corrected_later(&mut self) {
        self.apply(0, "ENTITLED");
        let (confirmed, corrected) = (self.draw.between(0, 5), self.draw.between(6, 15));
        self.confirm(confirmed, 20);
        self.complete(corrected, 25);
    }

    fn never_completed(&mut self) {
        self.apply(0, "ENTITLED");
        let confirmed = self.draw.between(0, 7);
        self.act(confirmed, Action::Confirm(None));
    }

    fn cancelled(&mut self) {
        self.apply(0, "ENTITLED");
        let confirmed = self.draw.between(0, 3);
        if self.draw.below(2) == 0 {
            self.act(confirmed, Action::Confirm(None));
        }
        self.act(confirmed + 3, Action::Cancel);
    }

    fn again_elsewhere(&mut self) {
        self.apply(0, "ENTITLED");
        let cancelled = self.draw.between(1, 5);
        self.act(cancelled, Action::Cancel);
        self.another_operator();
        let again = cancelled + self.draw.between(1, 6);
        self.apply(again, "ENTITLED");
        let confirmed = again + self.draw.between(0, 7);
        self.confirm(confirmed, 30);
    }

    fn undecided(&mut self) {
        let claims = self.draw.one_of([None, Some(Claim::Hearing), Some(Claim::WarBlind)]);
        self.claiming(claims.map(|claim| vec![claim]), "UNDECIDED");
    }

    fn documents_asked(&mut self, cancelled_after: Option<u64>) {
        self.undecided();
        let confirmed = self.draw.between(0, 7);
        self.act(confirmed, Action::Confirm(None));
        if let Some(after) = cancelled_after {
            self.act(confirmed + after, Action::Cancel);
        }
    }

    fn second_of_household(&mut self) {
        self.activated();
        self.person = 1;
        self.operator = self.draw.place(PLAYING);
        let after = self.draw.between(1, 15);
        self.apply(after, "HOUSEHOLD_ALREADY_BENEFITS");
    }

    fn applies_twice(&mut self) {
        self.activated();
        let after = self.draw.between(1, 15);
        self.apply(after, "DOSSIER_EXISTS");
    }

    fn active_elsewhere(&mut self) {
        self.apply(0, "ENTITLED");
        self.confirm(0, 0);
        self.another_operator();
        let after = self.draw.between(1, 15);
        self.apply(after, "TRANSFER_REQUIRED");
    }

    fn under_way_elsewhere(&mut self) {
        let own = self.operator;
        self.apply(0, "ENTITLED");
        self.another_operator();
        let after = self.draw.between(1, 5);
        self.apply(after, "DOSSIER_NOT_TRANSFERABLE");
        self.operator = own;
        self.act(6, Action::Confirm(None));
        self.complete(12, 10);
    }
}
