//! The dated rules of the dossier, from files to the values of the domain.

mod kept;

use std::path::Path;

use serde::Deserialize;
use stts_chassis::rules::{Loaded, RuleError, RuleFile, read, tariff};
use stts_dossier_domain::dossier::{ApplicationRules, DocumentKind, DocumentRules, Rules};
use stts_dossier_domain::eligibility::{EligibilityRules, FactName, IncomeCeiling};
use stts_kernel::{Cents, Dated};

pub use kept::eligibility_of;

/// Everything that the rule files say.
#[derive(Clone, Debug)]
pub struct RuleSet {
    /// What the domain decides by.
    pub rules: Rules,
    /// The ceilings by which an income becomes a fact.
    pub income: Dated<IncomeCeiling>,
    /// The normalised files, kept under the version of the rules, so that a decision can be replayed.
    pub content: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EligibilityRow {
    age_years: u32,
    companion_age_years: u32,
    descendant_max_age_years: Option<u32>,
    disabled_age_years: u32,
    disabled_max_companions: usize,
}

impl From<EligibilityRow> for EligibilityRules {
    fn from(row: EligibilityRow) -> Self {
        Self {
            age_years: row.age_years,
            companion_age_years: row.companion_age_years,
            descendant_max_age_years: row.descendant_max_age_years,
            disabled_age_years: row.disabled_age_years,
            disabled_max_companions: row.disabled_max_companions,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IncomeRow {
    basic_cents: i64,
    per_member_cents: i64,
}

impl From<IncomeRow> for IncomeCeiling {
    fn from(row: IncomeRow) -> Self {
        Self { basic: Cents(row.basic_cents), per_member: Cents(row.per_member_cents) }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ApplicationRow {
    confirmation_days: u32,
    documents_days: u32,
    transfer_confirmation_days: u32,
    check_interval_months: u32,
}

impl From<ApplicationRow> for ApplicationRules {
    fn from(row: ApplicationRow) -> Self {
        Self {
            confirmation_days: row.confirmation_days,
            documents_days: row.documents_days,
            transfer_confirmation_days: row.transfer_confirmation_days,
            check_interval_months: row.check_interval_months,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentsRow {
    proofs: Vec<Proof>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Proof {
    fact: Fact,
    document: String,
}

/// The name of a fact; any other is refused.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Fact(FactName);

impl TryFrom<String> for Fact {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        FactName::from_name(&name).map(Self).ok_or_else(|| format!("there is no fact `{name}`"))
    }
}

impl From<DocumentsRow> for DocumentRules {
    fn from(row: DocumentsRow) -> Self {
        let proof = |proof: Proof| (proof.fact.0, DocumentKind(proof.document));
        Self { proofs: row.proofs.into_iter().map(proof).collect() }
    }
}

/// Reads all files: from the folder of the settings when there is one, else those built in.
pub fn load(folder: Option<&Path>) -> Result<RuleSet, RuleError> {
    macro_rules! rows {
        ($row:ty, $value:ty, $name:literal) => {{
            let built_in = include_str!(concat!("../rules/", $name, ".toml"));
            let (text, origin) = read(folder, $name, built_in)?;
            let file = RuleFile::<$row>::parse(&text, &origin)?;
            file.map(<$value>::from).dated(&origin)?
        }};
    }
    let eligibility = rows!(EligibilityRow, EligibilityRules, "eligibility");
    let income = rows!(IncomeRow, IncomeCeiling, "income");
    let application = rows!(ApplicationRow, ApplicationRules, "application");
    let documents = rows!(DocumentsRow, DocumentRules, "documents");
    let tariff: Loaded<_> = tariff(folder)?;
    let versions = [
        &eligibility.version,
        &income.version,
        &application.version,
        &documents.version,
        &tariff.version,
    ];
    let contents = [
        eligibility.content.as_str(),
        &income.content,
        &application.content,
        &documents.content,
        &tariff.content,
    ];
    let rules = Rules {
        version: versions.map(|version| &version[..16]).join("-"),
        eligibility: eligibility.dated,
        application: application.dated,
        documents: documents.dated,
        tariff: tariff.dated,
    };
    Ok(RuleSet { rules, income: income.dated, content: contents.join("\n") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_are_built_in_hold_for_every_date_of_the_law() {
        let set = load(None).unwrap();
        let first = "2005-06-30".parse().unwrap();
        assert_eq!(set.rules.eligibility.on(first).value.age_years, 65);
        assert_eq!(set.rules.application.on(first).value.documents_days, 60);
        let proofs = &set.rules.documents.on(first).value.proofs;
        assert_eq!(proofs.len(), FactName::ALL.len(), "every fact can be proved");
    }

    #[test]
    fn a_key_or_fact_that_nobody_knows_is_refused_with_its_file() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["eligibility", "income", "application", "documents"] {
            let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
            let file = format!("{name}.toml");
            std::fs::copy(own.join(&file), folder.path().join(&file)).unwrap();
        }
        std::fs::write(folder.path().join("tariff.toml"), stts_kernel::TARIFF_RULES).unwrap();
        load(Some(folder.path())).unwrap();

        for (name, old, new) in [
            ("eligibility", "age_years = 65", "age = 65"),
            ("documents", "\"war_blind\"", "\"war\""),
            ("income", "basic_cents = 1598600", "basic_cents = \"1598600\""),
        ] {
            let file = folder.path().join(format!("{name}.toml"));
            let text = std::fs::read_to_string(&file).unwrap();
            std::fs::write(&file, text.replacen(old, new, 1)).unwrap();
            let error = load(Some(folder.path())).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains("row "), "{error}");
            std::fs::write(&file, text).unwrap();
        }
    }
}
