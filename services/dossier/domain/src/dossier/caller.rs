//! Who gives a command (manual, chapter 3; domain, section 1).

use stts_kernel::OperatorId;

/// The one profile of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// An operator's user who applies, transfers and modifies.
    Commercial,
    /// One who also stops and cancels the last action.
    Administrative,
    /// One who also works through tasks and declares turnover.
    ExtendedAdministrative,
    /// BIPT's agent: documents, decisions, corrections.
    BiptAgent,
    /// BIPT's manager of the fund, who has no business with dossiers.
    FundManager,
    /// Nobody: the night run, or a change that the register pushed.
    System,
}

impl Profile {
    /// The name used in contracts, files and tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Commercial => "COMMERCIAL",
            Self::Administrative => "ADMINISTRATIVE",
            Self::ExtendedAdministrative => "EXTENDED_ADMINISTRATIVE",
            Self::BiptAgent => "BIPT_AGENT",
            Self::FundManager => "FUND_MANAGER",
            Self::System => "SYSTEM",
        }
    }
}

/// On whose behalf.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// An operator.
    Operator(OperatorId),
    /// BIPT.
    Bipt,
    /// The system itself.
    System,
}

/// Who gives a command; history keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Caller {
    /// On whose behalf.
    pub party: Party,
    /// With which profile.
    pub profile: Profile,
    /// The human user, where one is known.
    pub user: Option<String>,
}

impl Caller {
    /// The night run, or a change that the register pushed.
    pub const fn system() -> Self {
        Self { party: Party::System, profile: Profile::System, user: None }
    }

    /// The operator, if it is one.
    pub const fn operator(&self) -> Option<&OperatorId> {
        match &self.party {
            Party::Operator(operator) => Some(operator),
            Party::Bipt | Party::System => None,
        }
    }
}
