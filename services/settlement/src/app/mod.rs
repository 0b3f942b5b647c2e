//! The use cases, one file each: load, decide, commit.

mod answered;
mod calculate;
mod change;
mod check_participation;
mod declare_factors;
mod declare_turnover;
mod frozen_input;
mod get_operator;
mod get_statement;
mod open_settlement;
mod own_or_any;
mod register_operator;

use std::sync::Arc;

use stts_chassis::rules::Loaded;
use stts_kernel::{Clock, Tariff};
use stts_settlement_domain::ContributionRule;

pub use declare_turnover::DeclaredLine;

use crate::ports::{DossierExport, Encode, FrozenInputs, SettlementStore};

/// The use cases, and what they need of the world.
#[derive(Clone)]
pub struct App {
    /// The registry, the settlements and their statements.
    pub store: Arc<dyn SettlementStore>,
    /// The frozen inputs of the runs.
    pub inputs: Arc<dyn FrozenInputs>,
    /// The dossier service.
    pub export: Arc<dyn DossierExport>,
    /// The words of the contracts.
    pub encode: Arc<dyn Encode>,
    /// Business time.
    pub clock: Arc<dyn Clock>,
    /// The tariff, by date.
    pub tariff: Arc<Loaded<Tariff>>,
    /// Who contributes, by date.
    pub contribution: Arc<Loaded<ContributionRule>>,
}
