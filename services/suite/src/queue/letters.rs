//! Dead letters, as they are shown.

use clap::ValueEnum;
use serde::Serialize;
use stts_contracts::events::v1::{DeadLetter, DeadLetterKind};

use crate::calculators::Sheet;

/// What was put aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LetterKind {
    /// An event that could not be applied.
    Event,
    /// A job that was given up.
    Job,
    /// What stood among the events of another service and is none.
    Frame,
}

impl LetterKind {
    /// In the words of the contract.
    pub const fn message(self) -> DeadLetterKind {
        match self {
            Self::Event => DeadLetterKind::Event,
            Self::Job => DeadLetterKind::Job,
            Self::Frame => DeadLetterKind::Frame,
        }
    }
}

/// Dead letters, and who could not be asked for theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Letters {
    /// The dead letters, by service, kind and number.
    pub dead_letters: Vec<LetterView>,
    /// The services that could not be reached.
    pub unreachable_services: Vec<String>,
}

/// A dead letter; what it does not have is null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LetterView {
    /// The service that put it aside.
    pub service: String,
    /// `event`, `job` or `frame`.
    pub kind: &'static str,
    /// Its number among those of that service and kind.
    pub number: i64,
    /// The event's message, or the kind of job; empty of a frame.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The class of the last error.
    pub class: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it failed last.
    pub last_failed_at: Option<String>,
    /// Where the event or frame stood: producer, partition and sequence.
    pub place: Option<String>,
    /// The dossier number, else the person id.
    pub key: Option<String>,
}

impl LetterView {
    /// What is shown of a dead letter.
    pub fn of(letter: DeadLetter) -> Self {
        let kind = match letter.kind() {
            DeadLetterKind::Job => "job",
            DeadLetterKind::Frame => "frame",
            DeadLetterKind::Event | DeadLetterKind::Unspecified => "event",
        };
        let place = format!("{}/{}/{}", letter.producer, letter.partition, letter.sequence);
        let at =
            letter.last_failed_at.as_ref().and_then(|at| stts_chassis::fields::instant(at).ok());
        Self {
            service: letter.service,
            kind,
            number: letter.number,
            type_name: letter.r#type,
            class: letter.class,
            attempts: letter.attempts,
            last_failed_at: at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
            place: (kind != "job").then_some(place),
            key: (kind == "event").then_some(letter.key),
        }
    }

    /// Whether redriving the other one redrives this one too: events of one key go together.
    pub fn goes_with(&self, other: &Self) -> bool {
        let producer = |view: &Self| {
            let place = view.place.as_deref()?;
            place.split('/').next().map(str::to_owned)
        };
        self == other
            || (self.service == other.service
                && self.key.is_some()
                && self.key == other.key
                && producer(self) == producer(other))
    }
}

impl Letters {
    /// As tables for people.
    pub fn sheets(&self, title: &str) -> Vec<Sheet> {
        if self.dead_letters.is_empty() {
            let (title, columns, rows) = ("No dead letters.".to_owned(), Vec::new(), Vec::new());
            return vec![Sheet { title, columns, rows }];
        }
        let dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let row = |letter: &LetterView| {
            vec![
                letter.service.clone(),
                letter.kind.to_owned(),
                letter.number.to_string(),
                letter.type_name.clone(),
                letter.class.clone(),
                letter.attempts.to_string(),
                dash(&letter.last_failed_at),
                dash(&letter.place),
                dash(&letter.key),
            ]
        };
        vec![Sheet {
            title: title.to_owned(),
            columns: vec![
                "service",
                "kind",
                "number",
                "type",
                "class",
                "attempts",
                "last failed",
                "place",
                "key",
            ],
            rows: self.dead_letters.iter().map(row).collect(),
        }]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(service: &str, producer: &str, number: i64, key: &str) -> LetterView {
        LetterView::of(DeadLetter {
            service: service.to_owned(),
            kind: DeadLetterKind::Event.into(),
            number,
            producer: producer.to_owned(),
            key: key.to_owned(),
            ..DeadLetter::default()
        })
    }

    fn job(number: i64) -> LetterView {
        let (service, kind) = ("tasks".to_owned(), DeadLetterKind::Job.into());
        LetterView::of(DeadLetter { service, kind, number, ..DeadLetter::default() })
    }

    #[test]
    fn events_of_one_key_go_together_and_jobs_alone() {
        let first = event("tasks", "dossier", 1, "a");
        for (other, together) in [
            (first.clone(), true),
            (event("tasks", "dossier", 2, "a"), true),
            (event("tasks", "dossier", 2, "b"), false),
            (event("tasks", "identity", 2, "a"), false),
            (event("notifications", "dossier", 2, "a"), false),
            (job(1), false),
        ] {
            assert_eq!(other.goes_with(&first), together, "{other:?}");
        }
        assert!(job(1).goes_with(&job(1)) && !job(2).goes_with(&job(1)));
        let frame = |number| {
            let kind = DeadLetterKind::Frame.into();
            LetterView::of(DeadLetter { kind, number, ..DeadLetter::default() })
        };
        assert!(frame(1).goes_with(&frame(1)) && !frame(2).goes_with(&frame(1)));
    }
}
