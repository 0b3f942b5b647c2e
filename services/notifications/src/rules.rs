//! The dated rule files: how documents and conditions are named in letters, and how long objections to
//! a refusal are awaited. How long documents are awaited is the dossier service's to say.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{Days, NaiveDate};
use serde::Deserialize;
use stts_chassis::rules::{Loaded, RuleError, RuleFile, read};
use stts_kernel::Category;
use stts_notifications_domain::{Details, Language};

const DOCUMENTS: &str = include_str!("../rules/documents.toml");
const CONDITIONS: &str = include_str!("../rules/conditions.toml");

/// The rules of letters.
#[derive(Clone, Debug)]
pub struct Rules {
    documents: Loaded<Documents>,
    conditions: Loaded<Conditions>,
}

/// The name and text of a rule file, as they are remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleSet<'a> {
    /// Which rules.
    pub name: &'static str,
    /// The SHA-256 of the content.
    pub version: &'a str,
    /// The normalised rows.
    pub content: &'a str,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Documents {
    document: BTreeMap<String, Words>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Conditions {
    answer_days: u64,
    condition: ConditionWords,
}

/// A category without its words is refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "SCREAMING_SNAKE_CASE")]
struct ConditionWords {
    #[serde(rename = "AGE_65")]
    age_65: Words,
    #[serde(rename = "DISABLED_66")]
    disabled_66: Words,
    hearing: Words,
    war_blind: Words,
    living_wage: Words,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    nl: String,
    fr: String,
    de: String,
}

impl Words {
    fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Dutch => &self.nl,
            Language::French => &self.fr,
            Language::German => &self.de,
        }
    }
}

impl ConditionWords {
    const fn of(&self, category: Category) -> &Words {
        match category {
            Category::Age65 => &self.age_65,
            Category::Disabled66 => &self.disabled_66,
            Category::Hearing => &self.hearing,
            Category::WarBlind => &self.war_blind,
            Category::LivingWage => &self.living_wage,
        }
    }
}

impl Rules {
    /// Reads `documents.toml` and `conditions.toml` of a folder, else those that are built in.
    pub fn load(folder: Option<&Path>) -> Result<Self, RuleError> {
        let (text, origin) = read(folder, "documents", DOCUMENTS)?;
        let documents = RuleFile::parse(&text, &origin)?.dated(&origin)?;
        let (text, origin) = read(folder, "conditions", CONDITIONS)?;
        let conditions = RuleFile::parse(&text, &origin)?.dated(&origin)?;
        Ok(Self { documents, conditions })
    }

    /// What the rules were read from, to be remembered.
    pub fn sets(&self) -> [RuleSet<'_>; 2] {
        let Loaded { version, content, .. } = &self.documents;
        let documents = RuleSet { name: "documents", version, content };
        let Loaded { version, content, .. } = &self.conditions;
        [documents, RuleSet { name: "conditions", version, content }]
    }

    /// Whether a document has a name on that date.
    pub fn knows_document(&self, document: &str, date: NaiveDate) -> bool {
        self.documents.dated.on(date).value.document.contains_key(document)
    }

    /// The names of the documents in a language. One without a name is left out: it was refused when
    /// its event came.
    pub fn documents(&self, details: &Details, language: Language, date: NaiveDate) -> Vec<String> {
        let names = &self.documents.dated.on(date).value.document;
        let known = details.documents.iter().filter_map(|document| names.get(document));
        known.map(|words| words.in_language(language).to_owned()).collect()
    }

    /// The conditions in a language, each with its article.
    pub fn conditions(
        &self,
        details: &Details,
        language: Language,
        date: NaiveDate,
    ) -> Vec<String> {
        let words = &self.conditions.dated.on(date).value.condition;
        let text = |one: &stts_notifications_domain::ExaminedCondition| {
            format!("{} ({})", words.of(one.category).in_language(language), one.article)
        };
        details.conditions.iter().map(text).collect()
    }

    /// The last day on which objections to a refusal of that date are in time.
    pub fn objections_by(&self, date: NaiveDate) -> NaiveDate {
        let days = self.conditions.dated.on(date).value.answer_days;
        date.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
    }
}

#[cfg(test)]
mod tests {
    use stts_notifications_domain::ExaminedCondition;

    use super::*;

    fn date() -> NaiveDate {
        "2027-03-01".parse().unwrap()
    }

    /// Those that the dossier service's rules ask for.
    const ASKED_FOR: [&str; 11] = [
        "DISABILITY_CERTIFICATE",
        "HEARING_CERTIFICATE",
        "HEARING_CERTIFICATE_OF_CHILD",
        "TELEPHONE_PURCHASE",
        "WAR_BLIND_CERTIFICATE",
        "EXCLUSIVE_USE_STATEMENT",
        "LIVING_WAGE_DECISION",
        "TAX_ASSESSMENTS",
        "HOUSEHOLD_COMPOSITION",
        "RESIDENCE_STATEMENT",
        "BIRTH_CERTIFICATE",
    ];

    #[test]
    fn every_document_has_its_own_name_in_every_language() {
        let rules = Rules::load(None).unwrap();
        let documents = ASKED_FOR.map(str::to_owned).to_vec();
        let details = Details { documents, ..Details::default() };
        let mut names: Vec<String> = Language::ALL
            .into_iter()
            .flat_map(|language| rules.documents(&details, language, date()))
            .collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), ASKED_FOR.len() * Language::ALL.len());
        assert!(ASKED_FOR.iter().all(|document| rules.knows_document(document, date())));
        assert!(!rules.knows_document("TAX_RETURN", date()));
    }

    #[test]
    fn a_condition_is_named_with_its_article() {
        let rules = Rules::load(None).unwrap();
        let article = "art. 22 §1 3".to_owned();
        let condition = ExaminedCondition { category: Category::WarBlind, article };
        let details = Details { conditions: vec![condition], ..Details::default() };
        for (language, text) in [
            (Language::Dutch, "militair oorlogsblinde zijn (art. 22 §1 3)"),
            (Language::French, "être aveugle militaire de guerre (art. 22 §1 3)"),
            (Language::German, "Kriegsblinder des Militärs sein (art. 22 §1 3)"),
        ] {
            assert_eq!(rules.conditions(&details, language, date()), [text]);
        }
    }

    #[test]
    fn objections_are_awaited_for_sixty_days() {
        let rules = Rules::load(None).unwrap();
        assert_eq!(rules.objections_by(date()).to_string(), "2027-04-30");
    }
}
