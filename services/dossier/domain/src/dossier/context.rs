//! What a decision needs besides the dossier and the command.

use chrono::NaiveDate;
use stts_kernel::{Dated, IdSource, Tariff};

use super::{Caller, PlaceState};
use crate::eligibility::{EligibilityRules, FactName};

/// How long an application may wait, as one row of the dated rule file gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ApplicationRules {
    /// Days after the application date in which it must be confirmed.
    pub confirmation_days: u32,
    /// Days after the letter that names the documents in which BIPT must have some.
    pub documents_days: u32,
    /// Days after its registration in which a transfer must be confirmed.
    pub transfer_confirmation_days: u32,
    /// Months after which the last check of a right is too old (annex art. 22 §2: at most once in
    /// two years).
    pub check_interval_months: u32,
}

/// A kind of document, by the name under which letters describe it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentKind(pub String);

/// Which documents prove which fact, as one row of the dated rule file gives it (annex art. 22 §2:
/// the Institute determines the documents).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DocumentRules {
    /// Pairs of a fact and a document that proves it, in the order in which letters name them.
    pub proofs: Vec<(FactName, DocumentKind)>,
}

impl DocumentRules {
    /// The documents that prove any of the missing facts, each once.
    pub fn proving(&self, missing: &[FactName]) -> Vec<DocumentKind> {
        let mut kinds: Vec<DocumentKind> = Vec::new();
        for (_, kind) in self.proofs.iter().filter(|(fact, _)| missing.contains(fact)) {
            if !kinds.contains(kind) {
                kinds.push(kind.clone());
            }
        }
        kinds
    }
}

/// The dated rules of a dossier. The version names their content, so that a decision can be replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Who is entitled.
    pub eligibility: Dated<EligibilityRules>,
    /// How long an application may wait.
    pub application: Dated<ApplicationRules>,
    /// Which documents prove what.
    pub documents: Dated<DocumentRules>,
    /// Which formulas the law knows.
    pub tariff: Dated<Tariff>,
    /// The version of the rule set.
    pub version: String,
}

/// Everything around a decision that is neither the dossier nor the command.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Who gives the command.
    pub caller: &'a Caller,
    /// The date in Brussels; in a night run its date, never today.
    pub today: NaiveDate,
    /// The dated rules.
    pub rules: &'a Rules,
    /// Who holds the household's place: for an application that of the person found, else that of
    /// the dossier.
    pub place: PlaceState,
    /// Where new identifiers come from.
    pub ids: &'a dyn IdSource,
}
