//! Dossiers in every status, played there by commands, and every command as a caller would give it.

use stts_dossier_domain::dossier::{
    Caller, Command, CommandName, Context, Decision, Dossier, Findings, Judgement, Modification,
    OtherTariffs, PendingChange, PersonFound, PlaceState, Refused, Undated, verify,
};
use stts_dossier_domain::eligibility::{Fact, FactName, Facts, Truth};
use stts_kernel::Formula;

use crate::world::{
    World, aged, agent, apply, clerk, complete, confirm, data, date, household_id, operator, young,
};

/// The day on which operators and BIPT are asked.
pub(crate) const TODAY: &str = "2024-05-02";
/// The date of a night run for which everything is due.
pub(crate) const LATER: &str = "2026-06-01";

/// The versions of one dossier, oldest first.
pub(crate) struct Story {
    world: World,
    pub(crate) versions: Vec<Dossier>,
}

impl Story {
    fn new() -> Self {
        Self { world: World::new(), versions: Vec::new() }
    }

    pub(crate) fn last(&self) -> Option<&Dossier> {
        self.versions.last()
    }

    fn keep(mut self, decided: Result<Option<Decision>, Refused>) -> Self {
        self.versions.push(decided.unwrap().unwrap().next);
        self
    }

    fn then(self, caller: &Caller, command: &Command, day: &str) -> Self {
        let decided = self.world.ask(self.last(), caller, command, day);
        self.keep(decided.map(Some))
    }

    fn night(self, day: &str) -> Self {
        let decided = self.world.night(self.last().unwrap(), day);
        self.keep(Ok(decided))
    }

    fn checked(self, person: &PersonFound, others: OtherTariffs, day: &str) -> Self {
        let system = Caller::system();
        let context = self.world.context(&system, day);
        let decided = verify(self.last().unwrap(), person, others, &context);
        self.keep(decided)
    }

    fn applied(person: &PersonFound, day: &str) -> Self {
        Self::new().then(&clerk("A"), &apply(person, None), day)
    }

    fn active(day: &str) -> Self {
        let applied = Self::applied(&aged(), day);
        applied.then(&clerk("A"), &confirm(Some(data(day))), day).night(day)
    }

    fn transferring(activation_date: Option<&str>, day: &str) -> Self {
        Self::active("2024-01-15").then(&clerk("B"), &transfer(activation_date), day)
    }
}

pub(crate) fn transfer(activated_on: Option<&str>) -> Command {
    Command::ConfirmTransfer { activation_data: activated_on.map(|day| Box::new(data(day))) }
}

pub(crate) fn stop_reduction(day: &str) -> Command {
    Command::StopReduction { date: date(day) }
}

pub(crate) fn stop_right(day: &str) -> Command {
    Command::StopRight { date: date(day) }
}

pub(crate) fn change_formula(formula: Formula, day: &str) -> Command {
    let change = PendingChange {
        date: date(day),
        formula: Some(formula),
        installation_cost: None,
        line_kind: None,
        payment_kind: None,
    };
    Command::Modify(Box::new(Modification { undated: Undated::default(), dated: Some(change) }))
}

/// What BIPT finds: a proof that entitles, or none.
pub(crate) fn judgement(granted: bool) -> Judgement {
    let findings = if granted { vec![(FactName::WarBlind, Truth::True)] } else { Vec::new() };
    Judgement { granted, findings: Findings(findings), facts: Box::new(Facts::unknown()) }
}

pub(crate) fn decide_right(name: CommandName) -> Command {
    let judgement = judgement(name != CommandName::RefuseRight);
    Command::DecideRight { name, judgement }
}

/// Somebody of whom a source does not say enough.
pub(crate) fn in_doubt() -> PersonFound {
    let mut person = young();
    person.statuses.disabled_66 = Fact::default();
    person
}

pub(crate) const TOGETHER: OtherTariffs = OtherTariffs::Together { task_open: false };

fn documents() -> Story {
    Story::applied(&young(), "2024-04-20").then(&clerk("A"), &confirm(None), "2024-04-21")
}

/// The dossier of a situation of the table; none where the person has none.
pub(crate) fn story(situation: &str) -> Story {
    let (a, b) = (clerk("A"), clerk("B"));
    let received = Command::RecordDocuments { kinds: vec![], received_on: date("2024-04-22") };
    match situation {
        "NONE" => Story::new(),
        "DOC: not confirmed" => Story::applied(&young(), "2024-04-20"),
        "DOC: confirmed" => documents(),
        "DOC: confirmed, documents recorded" => documents().then(&agent(), &received, "2024-04-22"),
        "ACT: not confirmed" => Story::applied(&aged(), "2024-04-20"),
        "ACT: confirmed" => {
            Story::applied(&aged(), "2024-04-20").then(&a, &confirm(None), "2024-04-21")
        }
        "ACT: confirmed with data" => Story::applied(&aged(), "2024-04-20").then(
            &a,
            &confirm(Some(data(TODAY))),
            "2024-04-21",
        ),
        "ACTIVE: first operator" => Story::active("2024-01-15"),
        "ACTIVE: just transferred" => {
            Story::transferring(Some("2024-04-20"), "2024-04-20").night("2024-04-20")
        }
        "MOD: from an active one" => Story::active("2024-01-15").then(
            &a,
            &change_formula(Formula::CallsOnly, "2024-06-01"),
            "2024-05-01",
        ),
        "TRA: not confirmed" => {
            // BIPT's transfers are confirmed; an operator's without data is not.
            Story::transferring(None, "2024-05-01")
        }
        "TRA: confirmed" => {
            Story::transferring(None, "2024-05-01").then(&b, &confirm(None), "2024-05-01")
        }
        "TRA: confirmed with data" => Story::transferring(Some("2024-05-25"), "2024-05-01"),
        "TRA: confirmed, the holder stops" => Story::transferring(None, "2024-04-25")
            .then(&b, &confirm(None), "2024-04-25")
            .then(&a, &stop_reduction("2024-05-25"), "2024-04-26"),
        "TRA: confirmed, the holder stopped" => Story::transferring(None, "2024-04-25")
            .then(&b, &confirm(None), "2024-04-25")
            .then(&a, &stop_reduction("2024-04-26"), "2024-04-26")
            .night("2024-04-26"),
        other => ending(other),
    }
}

/// The same, of one that ends, has ended, or is verified.
fn ending(situation: &str) -> Story {
    let (a, b) = (clerk("A"), clerk("B"));
    let refuse = decide_right(CommandName::RefuseRight);
    let long_ago = || Story::active("2022-01-15");
    match situation {
        "STOP: of the reduction" => {
            Story::active("2024-01-15").then(&a, &stop_reduction("2024-05-25"), "2024-05-01")
        }
        "STOP: of the right, by the holder" => {
            Story::active("2024-01-15").then(&a, &stop_right("2024-05-25"), "2024-05-01")
        }
        "STOP: of the right, by BIPT, and a change pending" => Story::active("2024-01-15")
            .then(&a, &change_formula(Formula::CallsOnly, "2024-05-10"), "2024-05-01")
            .then(&agent(), &stop_right("2024-05-25"), "2024-05-01"),
        "STOP: of the right and of the reduction" => Story::active("2024-01-15")
            .then(&a, &stop_reduction("2024-06-25"), "2024-05-01")
            .then(&agent(), &stop_right("2024-05-25"), "2024-05-01"),
        "STOP: by death" => Story::active("2024-01-15").then(
            &Caller::system(),
            &Command::Death { date: date("2024-05-01") },
            "2024-05-01",
        ),
        "SUSPENDED: application taken back" => Story::applied(&aged(), "2024-04-20").then(
            &a,
            &Command::CancelApplication,
            "2024-04-21",
        ),
        "SUSPENDED: last checked two years ago" => {
            long_ago().then(&a, &stop_reduction("2022-03-25"), "2022-03-25").night("2022-03-25")
        }
        "SUSPENDED: transfer taken back" => Story::transferring(Some("2024-05-25"), "2024-04-25")
            .then(&b, &Command::CancelApplication, "2024-05-01"),
        "CLOSED: refused by BIPT" => documents().then(&agent(), &refuse, "2024-04-25"),
        "CLOSED: right stopped before any reduction" => {
            Story::applied(&aged(), "2024-04-20").then(&a, &stop_right("2024-04-21"), "2024-04-21")
        }
        "V-M: two tariffs in the household" => long_ago().checked(&aged(), TOGETHER, "2024-02-01"),
        "V-D: documents asked" => long_ago().checked(&in_doubt(), OtherTariffs::None, "2024-02-01"),
        "V-MD: both" => long_ago().checked(&in_doubt(), TOGETHER, "2024-02-01"),
        other => panic!("nobody knows how to come to {other:?}"),
    }
}

/// How a label of the table is asked: a command, or the two-yearly check.
pub(crate) enum Asked {
    Command(Box<Command>),
    Check(Box<PersonFound>, OtherTariffs),
}

/// What a label of the table asks of a dossier.
pub(crate) fn asked(label: &str, story: &Story) -> Asked {
    let denied = || apply(&young(), Some(&[]));
    let for_somebody = |person: &PersonFound| match apply(person, None) {
        Command::Apply(apply) => Command::ApplyFor { apply, operator: operator("X") },
        other => other,
    };
    let refresh = |household: u64, taking_over| {
        let person = Box::new(PersonFound { household_id: household_id(household), ..aged() });
        Command::RefreshPersonData { person, taking_over }
    };
    Asked::Command(Box::new(match label {
        "APPLY" | "APPLY_TAKEN" => apply(&aged(), None),
        "APPLY_UNDECIDED" => apply(&young(), None),
        "APPLY_DENIED" => denied(),
        "APPLY_FOR" => for_somebody(&aged()),
        "APPLY_FOR_UNDECIDED" => for_somebody(&young()),
        "CONFIRM" => confirm(None),
        "CONFIRM_DATA" => confirm(Some(data(TODAY))),
        "COMPLETE" => complete(data(TODAY)),
        "CANCEL" => Command::CancelApplication,
        "TRANSFER" => transfer(None),
        "TRANSFER_DATA" => transfer(Some(TODAY)),
        "TAKE_OVER" => refresh(1, true),
        "REFRESH" => refresh(1, false),
        "REFRESH_MOVED" => refresh(9, false),
        "MODIFY" => {
            let language = Some(stts_dossier_domain::dossier::Language::Dutch);
            let undated = Undated { language, ..Undated::default() };
            Command::Modify(Box::new(Modification { undated, dated: None }))
        }
        "MODIFY_DATED" => change_formula(Formula::CallsSplit, "2024-07-01"),
        "STOP_REDUCTION" => stop_reduction(TODAY),
        "STOP_RIGHT" => stop_right(TODAY),
        "CANCEL_LAST" => Command::CancelLastAction { before: named_by_last_action(story) },
        "RECORD" => Command::RecordDocuments { kinds: vec![], received_on: date(TODAY) },
        "GRANT" => decide_right(CommandName::GrantRight),
        "REFUSE" => decide_right(CommandName::RefuseRight),
        "GRANT_LATE" | "GRANT_LATE_TAKEN" => decide_right(CommandName::GrantRightLate),
        "UNDO" => decide_right(CommandName::UndoRightEnd),
        "DOCUMENTS_OK" => Command::ResolveDocuments(judgement(true)),
        "DOCUMENTS_NOT_OK" => Command::ResolveDocuments(judgement(false)),
        "KEEP" => Command::ResolveKeep,
        "DROP" => Command::ResolveDrop,
        "ACTIVATE" | "ACTIVATE_TAKEN" => Command::Activate,
        "ACTIVATE_TRANSFER" => Command::ActivateTransfer,
        "APPLY_MODIFICATION" => Command::ApplyModification,
        "END_STOP" => Command::EndStop,
        "LAPSE_ACTIVATION" => Command::LapseActivation,
        "LAPSE_TRANSFER" => Command::LapseTransfer,
        "LAPSE_DOCUMENTS" => Command::LapseDocuments,
        "LAPSE_CONFIRMATION" => Command::LapseConfirmation,
        "JOIN" => Command::JoinMultiple { carries_task: true },
        "LEAVE" => Command::LeaveMultiple,
        "REMIND" => Command::RemindVerification,
        "DEATH" => Command::Death { date: date(TODAY) },
        "IN_DOUBT" => Command::PersonInDoubt,
        "DATA_CHANGED" => Command::PersonDataChanged { person: Box::new(aged().snapshot) },
        "MOVED" => Command::HouseholdChanged { household_id: household_id(9) },
        check => return checked(check),
    }))
}

fn checked(label: &str) -> Asked {
    let (person, others) = match label {
        "VERIFY" => (aged(), OtherTariffs::None),
        "VERIFY_UNDECIDED" => (in_doubt(), OtherTariffs::None),
        "VERIFY_DENIED" => (young(), OtherTariffs::None),
        "VERIFY_TOGETHER" => (aged(), TOGETHER),
        "VERIFY_BOTH" => (in_doubt(), TOGETHER),
        other => panic!("nobody knows how to ask {other:?}"),
    };
    Asked::Check(Box::new(person), others)
}

fn named_by_last_action(story: &Story) -> Option<Box<Dossier>> {
    let version = story.last()?.last_action.as_ref()?.version_before;
    story.versions.iter().find(|before| before.version == version).cloned().map(Box::new)
}

/// Asks it of the last version, on the day that fits who is asking.
pub(crate) fn ask(label: &str, story: &Story, caller: &Caller) -> Result<Decision, Refused> {
    let system = *caller == Caller::system();
    let place = if label.ends_with("_TAKEN") { PlaceState::Taken } else { PlaceState::Free };
    let world = &World { place, ..World::new() };
    let context: Context<'_> = world.context(caller, if system { LATER } else { TODAY });
    match asked(label, story) {
        Asked::Command(command) => {
            stts_dossier_domain::dossier::decide(story.last(), &command, &context)
        }
        Asked::Check(person, others) => {
            let dossier = story.last().expect("a check is of a dossier");
            verify(dossier, &person, others, &context).map(|decided| decided.expect("decided"))
        }
    }
}

/// The row name under which a label stands in the program's table.
pub(crate) fn name(label: &str, story: &Story) -> CommandName {
    match asked(label, story) {
        Asked::Command(command) => command.name(),
        Asked::Check(..) => CommandName::Verify,
    }
}
