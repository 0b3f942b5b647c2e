//! What every caller may do to a dossier in every status: the table in `vectors/life.txt`, written by
//! hand, against what is decided, what is listed as allowed, and the program's own table.

use std::collections::{BTreeMap, BTreeSet};

use stts_dossier_domain::dossier::{
    Action, Caller, CommandName, Decision, Dossier, Party, Profile, Refused, Status, TRANSITIONS,
    allowed_actions, transitions_of,
};
use stts_kernel::ErrorKind;

use crate::situations::{Story, ask, name, story};
use crate::world::{World, agent, seller};

const OPERATORS: [Profile; 3] =
    [Profile::Commercial, Profile::Administrative, Profile::ExtendedAdministrative];

/// One situation of the table: who is what in it, and what each label answers to each role.
struct Situation {
    title: String,
    roles: BTreeMap<String, String>,
    answers: BTreeMap<String, BTreeMap<String, String>>,
}

struct Table {
    profiles: BTreeMap<String, Vec<Profile>>,
    situations: Vec<Situation>,
}

fn profile(word: &str) -> Profile {
    match word {
        "commercial" => Profile::Commercial,
        "administrative" => Profile::Administrative,
        "extended" => Profile::ExtendedAdministrative,
        "agent" => Profile::BiptAgent,
        "system" => Profile::System,
        other => panic!("no profile: {other}"),
    }
}

fn read() -> Table {
    let text = include_str!("../vectors/life.txt");
    let mut table = Table { profiles: BTreeMap::new(), situations: Vec::new() };
    let mut columns: Vec<&str> = Vec::new();
    let said = |line: &&str| !line.starts_with('#') && !line.is_empty() && *line != "== profiles";
    for line in text.lines().filter(said) {
        if let Some(heading) = line.strip_prefix("== ") {
            table.situations.push(situation(heading));
        } else if let Some((labels, profiles)) = line.split_once(" : ") {
            for label in labels.split_whitespace() {
                let profiles = profiles.split_whitespace().map(profile).collect();
                assert_eq!(table.profiles.insert(label.to_owned(), profiles), None, "{label}");
            }
        } else {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let (labels, cells) = cells.split_first().unwrap();
            if labels.is_empty() {
                columns = cells.to_vec();
                continue;
            }
            assert_eq!(cells.len(), columns.len(), "{line}");
            let answers: BTreeMap<String, String> =
                columns.iter().zip(cells).map(|(a, b)| ((*a).into(), (*b).into())).collect();
            let situation = table.situations.last_mut().unwrap();
            for label in labels.split_whitespace() {
                let twice = situation.answers.insert(label.to_owned(), answers.clone());
                assert_eq!(twice, None, "{}: {label}", situation.title);
            }
        }
    }
    table
}

fn situation(heading: &str) -> Situation {
    let (title, who) = heading.split_once("; ").unwrap_or((heading, ""));
    let roles = who.split(", ").filter_map(|one| one.split_once(' '));
    let mut roles: BTreeMap<String, String> =
        roles.map(|(role, operator)| (role.into(), operator.into())).collect();
    roles.insert("stranger".into(), "X".into());
    Situation { title: title.into(), roles, answers: BTreeMap::new() }
}

impl Situation {
    /// Everybody who may ask, by role.
    fn callers(&self) -> Vec<(&str, Caller)> {
        let mut callers = Vec::new();
        for (role, operator) in &self.roles {
            for profile in OPERATORS {
                callers.push((role.as_str(), Caller { profile, ..seller(operator) }));
            }
        }
        callers.push(("bipt", agent()));
        callers.push(("bipt", Caller { profile: Profile::FundManager, ..agent() }));
        callers.push(("system", Caller::system()));
        callers
    }
}

impl Table {
    /// The answer that the table gives; a role or label without one fails.
    fn expected<'a>(
        &self,
        one: &'a Situation,
        label: &str,
        role: &str,
        caller: &Caller,
    ) -> &'a str {
        let line = one.answers.get(label).unwrap_or_else(|| panic!("{}: {label}", one.title));
        let cell = line.get(role).unwrap_or_else(|| panic!("{}: {label}: {role}", one.title));
        let fits = self.profiles[label].contains(&caller.profile);
        if fits {
            assert_ne!(cell, "profile", "{}: {label}: {role} contradicts the profiles", one.title);
        }
        if fits { cell } else { "profile" }
    }
}

fn status(word: &str) -> Option<Status> {
    Some(match word {
        "DOC" => Status::AwaitingDocuments,
        "ACT" => Status::AwaitingActivation,
        "ACTIVE" => Status::Active,
        "MOD" => Status::AwaitingModification,
        "TRA" => Status::AwaitingTransfer,
        "STOP" => Status::AwaitingStop,
        "SUSPENDED" => Status::Suspended,
        "CLOSED" => Status::Closed,
        "V-M" => Status::AwaitingVerificationMultiple,
        "V-D" => Status::AwaitingVerificationDocuments,
        "V-MD" => Status::AwaitingVerificationMultipleAndDocuments,
        _ => return None,
    })
}

fn told(answer: &Result<Decision, Refused>) -> String {
    let refused = match answer {
        Ok(decision) => return short(decision.next.status),
        Err(refused) => refused,
    };
    let closed = refused.next.as_ref().map(|next| next.status);
    let word = match refused.refusal.kind {
        ErrorKind::ActionNotAllowed => "no",
        ErrorKind::DossierNotFound => "unknown",
        ErrorKind::ProfileNotAllowed => "profile",
        ErrorKind::DossierExists => "exists",
        ErrorKind::TransferRequired => "transfer",
        ErrorKind::DossierNotTransferable => "elsewhere",
        ErrorKind::ApplicationRequired => "apply",
        ErrorKind::TransferredRecently => "recent",
        ErrorKind::NothingToCancel => "nothing",
        ErrorKind::HouseholdAlreadyBenefits => "taken",
        ErrorKind::NotEntitled if closed == Some(Status::Closed) => "over",
        ErrorKind::NotEntitled => "denied",
        other => return format!("{other:?}"),
    };
    assert!(closed.is_none() || word == "over", "a refusal that writes");
    word.to_owned()
}

fn short(status_found: Status) -> String {
    let words = ["DOC", "ACT", "ACTIVE", "MOD", "TRA", "STOP", "SUSPENDED", "CLOSED"];
    let mut words = words.into_iter().chain(["V-M", "V-D", "V-MD"]);
    words.find(|word| status(word) == Some(status_found)).unwrap().to_owned()
}

/// The status of a title, so that no story ends elsewhere.
fn titled(title: &str) -> Option<Status> {
    status(title.split(':').next().unwrap())
}

/// Every label on every situation by every caller, with what was expected.
fn each(mut judge: impl FnMut(&Situation, &Story, &str, &str, &Caller, &str)) {
    let table = read();
    for one in &table.situations {
        let story = story(&one.title);
        assert_eq!(story.last().map(|dossier| dossier.status), titled(&one.title), "{}", one.title);
        for label in table.profiles.keys() {
            if story.last().is_none() && label.starts_with("VERIFY") {
                continue;
            }
            for (role, caller) in one.callers() {
                let expected = table.expected(one, label, role, &caller);
                judge(one, &story, label, role, &caller, expected);
            }
        }
        let labels = one.answers.keys();
        assert!(labels.clone().all(|label| table.profiles.contains_key(label)), "{}", one.title);
    }
}

#[test]
fn every_caller_gets_the_answer_of_the_table() {
    let mut differ = Vec::new();
    let mut asked = 0;
    each(|one, story, label, role, caller, expected| {
        asked += 1;
        let answer = ask(label, story, caller);
        let found = told(&answer);
        if found != expected {
            let profile = caller.profile.name();
            let title = &one.title;
            differ.push(format!("{title} | {label} | {role} {profile}: {expected}, not {found}"));
        }
        if let (Err(refused), Some(dossier)) = (answer, story.last())
            && refused.refusal.kind == ErrorKind::ActionNotAllowed
        {
            let told: BTreeMap<_, _> = refused.refusal.metadata.into_iter().collect();
            assert_eq!(told["status"], dossier.status.name(), "{} {label}", one.title);
            let listed = told["allowed_actions"].split(',').filter(|name| !name.is_empty());
            let listed: BTreeSet<String> = listed.map(str::to_owned).collect();
            assert_eq!(listed, allowed(dossier, caller), "{} {label} {role}", one.title);
        }
    });
    assert!(differ.is_empty(), "{} of {asked} differ:\n{}", differ.len(), differ.join("\n"));
}

fn allowed(dossier: &Dossier, caller: &Caller) -> BTreeSet<String> {
    let listed = allowed_actions(dossier, caller, &World::new().rules);
    let allowed = listed.into_iter().filter(|action| action.allowed);
    allowed.map(|action| action.action.name().to_owned()).collect()
}

/// The labels that stand for an action, apart from those that differ in the request alone.
fn labels(action: Action) -> &'static [&'static str] {
    match action {
        Action::Apply => &["APPLY"],
        Action::ConfirmApplication => &["CONFIRM", "CONFIRM_DATA"],
        Action::CompleteActivationData => &["COMPLETE"],
        Action::CancelApplication => &["CANCEL"],
        Action::ModifyDossier => &["MODIFY", "MODIFY_DATED"],
        Action::StopReduction => &["STOP_REDUCTION"],
        Action::StopRight => &["STOP_RIGHT"],
        Action::RefreshPersonData => &["REFRESH", "TAKE_OVER"],
        Action::CancelLastAction => &["CANCEL_LAST"],
        Action::ApplyFor => &["APPLY_FOR"],
        Action::RecordDocuments => &["RECORD"],
        Action::DecideRight => &["GRANT", "REFUSE", "GRANT_LATE", "UNDO"],
        Action::ResolveVerification => &["DOCUMENTS_OK", "DOCUMENTS_NOT_OK", "KEEP", "DROP"],
        Action::CorrectDossier => &[],
    }
}

#[test]
fn the_list_of_allowed_actions_is_that_of_the_table() {
    let table = read();
    let mut differ = Vec::new();
    for one in table.situations.iter().filter(|one| one.title != "NONE") {
        let story = story(&one.title);
        let dossier = story.last().unwrap();
        for (role, caller) in one.callers() {
            for listed in allowed_actions(dossier, &caller, &World::new().rules) {
                let answers = labels(listed.action).iter();
                let answers = answers.map(|label| table.expected(one, label, role, &caller));
                let answers: Vec<&str> = answers.collect();
                // What depends on the month between two transfers is told when it is asked.
                let expected = match listed.action {
                    Action::CorrectDossier => caller.profile == Profile::BiptAgent,
                    _ => {
                        answers.iter().any(|answer| status(answer).is_some() || *answer == "recent")
                    }
                };
                let reason = listed.reason.map_or("none", |reason| reason.code());
                if expected != listed.allowed {
                    differ.push(format!(
                        "{} | {} | {role} {}: {answers:?}, listed {} {reason}",
                        one.title,
                        listed.action.name(),
                        caller.profile.name(),
                        listed.allowed
                    ));
                }
                let by_profile = listed.reason == Some(ErrorKind::ProfileNotAllowed);
                let profile = !answers.is_empty() && answers.iter().all(|one| *one == "profile");
                if !answers.is_empty() {
                    assert_eq!(by_profile, profile, "{} {}", one.title, listed.action.name());
                }
            }
        }
    }
    assert!(differ.is_empty(), "{} differ:\n{}", differ.len(), differ.join("\n"));
}

#[test]
fn the_program_lists_what_the_table_allows_and_nothing_else() {
    let mut differ = BTreeSet::new();
    let mut used = BTreeSet::new();
    each(|one, story, label, role, caller, expected| {
        let (from, command) = (titled(&one.title), name(label, story));
        let fitting = |row: &&'static stts_dossier_domain::dossier::Transition| {
            row.admits(story.last(), caller)
        };
        let rows: Vec<_> = transitions_of(command).filter(fitting).collect();
        let line = |text: &str| format!("{} | {label} | {role}: {expected}, {text}", one.title);
        if let Some(to) = status(expected) {
            let leads = rows.iter().any(|row| row.leads(from, to));
            if !leads {
                differ.insert(line("not listed"));
            }
            used.insert((command, from, by(caller)));
        } else if expected == "no" && !label.starts_with("VERIFY") && !rows.is_empty() {
            // A row may be there whose date has not come, or that the program lets a rule refuse.
            let dated = ["APPLY_MODIFICATION", "END_STOP", "LAPSE_DOCUMENTS", "REMIND"];
            if !dated.contains(&label) {
                differ.insert(line("listed"));
            }
        }
    });
    assert!(differ.is_empty(), "{} differ:\n{:#?}", differ.len(), differ);
    // Every row of the program is one that some line of the table allows.
    for row in TRANSITIONS.into_iter().flatten() {
        let asked_elsewhere = [CommandName::CorrectDossier, CommandName::NumberReplaced];
        if asked_elsewhere.contains(&row.command) {
            continue;
        }
        for from in row.from {
            let party = by(&Caller { profile: row.profiles[0], ..party_of(row.profiles[0]) });
            let known = used.contains(&(row.command, *from, party));
            // An action that can be taken back leads to some statuses only by way of others.
            let taken_back = row.command == CommandName::CancelLastAction;
            let waits = row.command == CommandName::ApplyModification;
            assert!(
                known || taken_back || waits || row.command == CommandName::Verify,
                "{} from {from:?} by {party} is in no line",
                row.command.name()
            );
        }
    }
}

fn by(caller: &Caller) -> &'static str {
    match caller.party {
        Party::Operator(_) => "operator",
        Party::Bipt => "bipt",
        Party::System => "system",
    }
}

fn party_of(profile: Profile) -> Caller {
    match profile {
        Profile::System => Caller::system(),
        Profile::BiptAgent | Profile::FundManager => agent(),
        Profile::Commercial | Profile::Administrative | Profile::ExtendedAdministrative => {
            seller("A")
        }
    }
}

#[test]
fn every_command_status_and_state_of_confirmation_has_a_line() {
    let table = read();
    let begun = story("NONE");
    let names: BTreeSet<_> = table.profiles.keys().map(|label| name(label, &begun)).collect();
    let elsewhere = [CommandName::CorrectDossier, CommandName::NumberReplaced];
    for command in CommandName::ALL {
        assert!(names.contains(command) || elsewhere.contains(command), "{}", command.name());
    }
    let found: BTreeSet<_> = table
        .situations
        .iter()
        .filter_map(|one| {
            story(&one.title).last().map(|d| (d.status, d.open_application().confirmed))
        })
        .collect();
    for status in Status::ALL {
        assert!(found.iter().any(|(found, _)| found == status), "{}", status.name());
    }
    for waiting in [Status::AwaitingDocuments, Status::AwaitingActivation, Status::AwaitingTransfer]
    {
        assert!([true, false].iter().all(|confirmed| found.contains(&(waiting, *confirmed))));
    }
}
