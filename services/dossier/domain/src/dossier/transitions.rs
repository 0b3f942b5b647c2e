//! The table of everything that may happen to a dossier (domain, section 3), as data. What is not
//! listed is refused: the table is the law of the dossier, and an implementation only follows it.

mod application;
mod authority;
mod life;
mod night;

use super::{Caller, CommandName, Dossier, Involvement, Profile, Status};

use application::APPLICATION;
use authority::AUTHORITY;
use life::LIFE;
use night::NIGHT;

/// Who may give the command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// Any operator: the command makes it one that has to do with the dossier.
    AnyOperator,
    /// The operator that holds the dossier.
    Holder,
    /// The operator to which it is being transferred.
    Incoming,
    /// BIPT.
    Authority,
    /// The night run, or the register.
    System,
}

impl By {
    const fn includes(self, involvement: Involvement) -> bool {
        match self {
            Self::AnyOperator => {
                !matches!(involvement, Involvement::Authority | Involvement::System)
            }
            Self::Holder => matches!(involvement, Involvement::Holder),
            Self::Incoming => matches!(involvement, Involvement::Incoming),
            Self::Authority => matches!(involvement, Involvement::Authority),
            Self::System => matches!(involvement, Involvement::System),
        }
    }
}

/// What the application under way must be like; nothing is asked where it is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Guard {
    /// Confirmed, or not yet.
    pub confirmed: Option<bool>,
    /// With activation data, or without.
    pub activation_data: Option<bool>,
    /// Refused by BIPT, or not.
    pub right_refused: Option<bool>,
    /// Its right is going to end other than by death, or not.
    pub right_ending: Option<bool>,
    /// A reduction runs, or has already ended at the holder while another operator is to take over.
    pub reduction_running: Option<bool>,
}

impl Guard {
    fn admits(self, dossier: &Dossier) -> bool {
        let application = dossier.open_application();
        let is = |asked: Option<bool>, found| asked.is_none_or(|asked| asked == found);
        is(self.confirmed, application.confirmed)
            && is(self.activation_data, application.activation_data.is_some())
            && is(self.right_refused, application.right_refused_on.is_some())
            && is(self.right_ending, dossier.can_undo_right_end())
            && is(self.reduction_running, dossier.reduction_runs())
    }
}

/// Where it may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum To {
    /// The status stays.
    Same,
    /// Another status.
    Status(Status),
    /// Any status, if the invariants hold.
    Any,
}

/// One row: who may do what from where, and where it may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Transition {
    /// What is done.
    pub command: CommandName,
    /// The statuses from which it may be done; `None` is no dossier yet.
    pub from: &'static [Option<Status>],
    /// What the application under way must be like.
    pub guard: Guard,
    /// Who may do it.
    pub by: By,
    /// With which profiles.
    pub profiles: &'static [Profile],
    /// Where it may lead.
    pub to: &'static [To],
}

impl Transition {
    const fn new(
        command: CommandName,
        from: &'static [Option<Status>],
        by: By,
        profiles: &'static [Profile],
        to: &'static [To],
    ) -> Self {
        let guard = Guard {
            confirmed: None,
            activation_data: None,
            right_refused: None,
            right_ending: None,
            reduction_running: None,
        };
        Self { command, from, guard, by, profiles, to }
    }

    const fn if_confirmed(mut self, confirmed: bool) -> Self {
        self.guard.confirmed = Some(confirmed);
        self
    }

    const fn if_data(mut self, given: bool) -> Self {
        self.guard.activation_data = Some(given);
        self
    }

    const fn if_refused(mut self) -> Self {
        self.guard.right_refused = Some(true);
        self
    }

    const fn if_right_ends(mut self) -> Self {
        self.guard.right_ending = Some(true);
        self
    }

    const fn if_running(mut self, running: bool) -> Self {
        self.guard.reduction_running = Some(running);
        self
    }

    /// Whether the row lets this caller do it to this dossier, or to a person without one.
    pub fn admits(&self, dossier: Option<&Dossier>, caller: &Caller) -> bool {
        self.profiles.contains(&caller.profile)
            && self.from.contains(&dossier.map(|dossier| dossier.status))
            && dossier.is_none_or(|dossier| {
                self.by.includes(dossier.involvement(caller)) && self.guard.admits(dossier)
            })
    }

    /// Whether it may lead from one status to another.
    pub fn leads(&self, from: Option<Status>, to: Status) -> bool {
        self.from.contains(&from)
            && self.to.iter().any(|end| match end {
                To::Same => from == Some(to),
                To::Status(status) => *status == to,
                To::Any => true,
            })
    }
}

/// All rows, in the four parts of the domain description.
pub const TRANSITIONS: [&[Transition]; 4] = [APPLICATION, LIFE, AUTHORITY, NIGHT];

/// The rows of a command.
pub fn transitions_of(command: CommandName) -> impl Iterator<Item = &'static Transition> {
    TRANSITIONS.into_iter().flatten().filter(move |row| row.command == command)
}

/// Profiles that apply, transfer, confirm, complete, cancel, modify and refresh.
const OPERATORS: &[Profile] =
    &[Profile::Commercial, Profile::Administrative, Profile::ExtendedAdministrative];

/// Profiles that stop a reduction or a right, and cancel the last action.
const ADMINISTRATIONS: &[Profile] = &[Profile::Administrative, Profile::ExtendedAdministrative];

/// BIPT's agents.
const AGENTS: &[Profile] = &[Profile::BiptAgent];

/// The night run and the register.
const SYSTEM: &[Profile] = &[Profile::System];
