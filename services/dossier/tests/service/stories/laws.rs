//! What the tables tell after a step: the history is followed, and must agree with the model and keep
//! the invariants.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use stts_contracts::dossier::v1::AllowedAction;
use stts_dossier::wire::answer;
use stts_dossier_domain::dossier::{CommandName as Name, Status};
use stts_kernel::ErrorKind;
use uuid::Uuid;

use super::Done;
use super::asked::by;
use super::play::Play;
use super::steps::Step;
use super::town::Citizen;
use crate::people::household;
use crate::story_model::Who;

type Own = (usize, Name, Who);

fn status(name: &str) -> Status {
    *Status::ALL.iter().find(|status| status.name() == name).unwrap()
}

fn command(name: &str) -> Name {
    *Name::ALL.iter().find(|command| command.name() == name).unwrap()
}

impl Play {
    async fn rows(&self, select: &str) -> Vec<QueryResult> {
        let reader = self.world.database.store.reader();
        let connection = reader.connection();
        let backend = connection.get_database_backend();
        let select = Statement::from_string(backend, select.to_owned());
        connection.query_all_raw(select).await.unwrap()
    }

    /// What the system did.
    pub(super) async fn follow_system(&mut self) {
        self.follow(None, ('-', None)).await;
    }

    /// Follows what the history tells since the last step: the own command first, then what the system
    /// made of it. Everything must stand in the table.
    pub(super) async fn follow(&mut self, mut own: Option<Own>, given: (char, Option<NaiveDate>)) {
        for row in self.rows(&self.new_history()).await {
            let number: i64 = row.try_get("", "dossier_number").unwrap();
            let known =
                |one: &Citizen| one.number.is_some_and(|one| one.get().cast_signed() == number);
            let index = self.town.citizens.iter().position(known).expect("a dossier of the town");
            let name: String = row.try_get("", "command").unwrap();
            let to: String = row.try_get("", "status_after").unwrap();
            let actor: String = row.try_get("", "actor").unwrap();
            let version: i64 = row.try_get("", "version").unwrap();
            let on: NaiveDate = self.town.today;
            let (name, to) = (command(&name), status(&to));
            let asked = own.take_if(|(asked, command, _)| *asked == index && *command == name);
            let who = match (asked, actor.as_str()) {
                (Some((_, _, who)), _) => who,
                (None, "SYSTEM") => Who::System,
                (None, "BIPT") => Who::Bipt,
                (None, other) => panic!("{name:?} by {other} was not asked for"),
            };
            let citizen = &mut self.town.citizens[index];
            assert_eq!(citizen.version + 1, version.cast_unsigned(), "no gap in the history");
            let leads = citizen.life.model.leads(name, who);
            let elsewhere = [Name::CancelLastAction, Name::CorrectDossier].contains(&name)
                || (matches!(name, Name::Apply | Name::ApplyFor) && to == Status::Closed);
            assert!(
                elsewhere || leads.contains(&to),
                "{name:?} by {who:?} leads to {to:?}, not to {leads:?}: {citizen:?}"
            );
            citizen.version += 1;
            if elsewhere && to == Status::Closed && name != Name::CancelLastAction {
                citizen.life.model =
                    crate::story_model::Model { status: Some(to), ..Default::default() };
                citizen.last_action = None;
            } else {
                citizen.follow((name, who), to, given, on);
            }
            *self.done.entry(name.name().to_owned()).or_default() += 1;
        }
        assert!(own.is_none(), "{own:?} does not stand in the history");
    }

    fn new_history(&self) -> String {
        let citizens = self.town.citizens.iter();
        let since = citizens.filter_map(|citizen| {
            let number = citizen.number?.get();
            Some(format!("(dossier_number = {number} AND version > {})", citizen.version))
        });
        let since: Vec<_> = since.chain(["1 = 0".to_owned()]).collect();
        format!(
            "SELECT dossier_number, version, command, status_after, actor FROM dossier_history \
             WHERE {} ORDER BY dossier_number, version",
            since.join(" OR ")
        )
    }

    /// Nothing waits longer than it may, once the night of today is over.
    pub(super) fn nothing_is_overdue(&self) {
        let today = self.town.today;
        for citizen in &self.town.citizens {
            let life = &citizen.life;
            let waits = matches!(
                life.model.status,
                Some(Status::AwaitingActivation | Status::AwaitingTransfer)
            );
            if !waits && life.model.status != Some(Status::AwaitingDocuments) {
                continue;
            }
            let applied = life.transfer_on.or(life.applied_on).unwrap();
            let decided = life.decided_on.filter(|_| life.transfer_on.is_none());
            let deadline = decided.unwrap_or(applied) + Months::new(6);
            if waits && life.model.data {
                assert!(life.activation_on.unwrap() > today, "not activated: {citizen:?}");
            } else if waits && life.model.confirmed {
                assert!(today <= deadline, "beyond the deadline of activation: {citizen:?}");
            } else if !life.model.confirmed {
                let days = if life.transfer_on.is_some() { 30 } else { 7 };
                assert!(today <= applied + Days::new(days), "never confirmed: {citizen:?}");
            }
        }
    }

    /// Every active right was checked within two years, but for those who share a household.
    pub(super) fn nobody_is_unchecked(&self) {
        for (index, citizen) in self.town.citizens.iter().enumerate() {
            let active = citizen.status() == Some(Status::Active);
            if active && !self.town.is_taken(citizen.place, index) {
                assert!(citizen.is_checked(self.town.today), "{citizen:?}");
            }
        }
    }

    /// The tables agree with the model: status, operators, versions, and places (invariants 1-3, 5, 6).
    pub(super) async fn holds(&self) {
        let rows = self.rows(DOSSIERS).await;
        let text = |row: &QueryResult, column: &str| -> Option<String> {
            row.try_get("", column).unwrap()
        };
        let mut seen = 0;
        let mut places: BTreeMap<Uuid, u32> = BTreeMap::new();
        for row in &rows {
            let number: i64 = row.try_get("", "number").unwrap();
            let contested: bool = row.try_get("", "place_contested").unwrap();
            let own: Option<Uuid> = row.try_get("", "own_place").unwrap();
            let known =
                |one: &&Citizen| one.number.is_some_and(|one| one.get().cast_signed() == number);
            let Some(citizen) = self.town.citizens.iter().find(known) else {
                assert_eq!(text(row, "status").unwrap(), "CLOSED", "of the dead nothing runs");
                assert_eq!(own, None);
                continue;
            };
            seen += 1;
            let model = &citizen.life.model;
            let versions: i64 = row.try_get("", "versions").unwrap();
            let version: i64 = row.try_get("", "version").unwrap();
            assert_eq!(
                text(row, "status").as_deref(),
                model.status.map(Status::name),
                "{citizen:?}"
            );
            assert_eq!(text(row, "operator_id"), model.holder.map(String::from), "{citizen:?}");
            assert_eq!(text(row, "incoming_operator_id"), model.incoming.map(String::from));
            let expected = citizen.version.cast_signed();
            assert_eq!((version, versions), (expected, expected), "{citizen:?}");
            let place: Uuid = row.try_get("", "place").unwrap();
            if !model.is_held() {
                assert_eq!(own, None, "a place of nobody's: {citizen:?}");
                continue;
            }
            assert_eq!(place, household(100 + citizen.place).uuid(), "{citizen:?}");
            assert_eq!(own, Some(place).filter(|_| !contested), "marked or at home: {citizen:?}");
            *places.entry(place).or_default() += u32::from(own.is_some());
        }
        let opened = self.town.citizens.iter().filter(|one| one.number.is_some()).count();
        assert_eq!(seen, opened);
        assert!(places.values().all(|holders| *holders == 1), "one per household: {places:?}");
    }

    /// What operators and BIPT are told that they may do is what the table has for them.
    pub(super) async fn actions_are_as_told(&self, step: Step) {
        let citizen = &self.town.citizens[step.citizen];
        let Some(number) = citizen.number else { return };
        for who in [Who::Operator(step.operator), Who::Bipt] {
            let call = by(who, "ListAllowedActions", 0);
            let found = self.world.app.present_dossier(&call, number).await;
            if !citizen.is_known_to(who) {
                let kind = found.map(|_| ()).map_err(|refusal| refusal.kind);
                assert_eq!(kind, Err(ErrorKind::DossierNotFound), "{who:?} {citizen:?}");
                continue;
            }
            let dossier = found.unwrap();
            let told = answer::allowed_actions(&dossier, &call.caller, &self.world.app.rules);
            for action in told {
                assert_eq!(
                    action.allowed,
                    may(citizen, who, &action),
                    "{action:?} {who:?} {citizen:?}"
                );
            }
        }
    }

    /// The whole of a story's tables, and what was done in it.
    pub(super) async fn ends(self) -> Done {
        for (says, select) in BROKEN {
            let broken = self.rows(select).await;
            let told = broken.iter().map(|row| row.try_get::<String>("", "what").unwrap());
            assert_eq!(told.collect::<Vec<_>>(), [""; 0], "{says}");
        }
        self.done
    }
}

/// Whether the model has a row for one of an action's commands.
fn may(citizen: &Citizen, who: Who, action: &AllowedAction) -> bool {
    let commands: &[Name] = match action.action().as_str_name() {
        "ACTION_CANCEL_LAST_ACTION" => {
            let own = citizen.last_action.as_ref().map(|(code, _)| Who::Operator(*code));
            return own == Some(who);
        }
        "ACTION_CORRECT_DOSSIER" => return true,
        "ACTION_APPLY" => &[Name::Apply],
        "ACTION_CONFIRM_APPLICATION" => &[Name::ConfirmWithData, Name::ConfirmWithoutData],
        "ACTION_COMPLETE_ACTIVATION_DATA" => &[Name::CompleteActivationData],
        "ACTION_CANCEL_APPLICATION" => &[Name::CancelApplication],
        "ACTION_MODIFY_DOSSIER" => &[Name::ModifyUndated, Name::ModifyDated],
        "ACTION_STOP_REDUCTION" => &[Name::StopReduction],
        "ACTION_STOP_RIGHT" => &[Name::StopRight],
        "ACTION_REFRESH_PERSON_DATA" => &[Name::RefreshPersonData],
        "ACTION_APPLY_FOR" => &[Name::ApplyFor],
        "ACTION_RECORD_DOCUMENTS" => &[Name::RecordDocuments],
        "ACTION_DECIDE_RIGHT" => {
            &[Name::GrantRight, Name::RefuseRight, Name::GrantRightLate, Name::UndoRightEnd]
        }
        "ACTION_RESOLVE_VERIFICATION" => {
            &[Name::ResolveDocuments, Name::ResolveKeep, Name::ResolveDrop]
        }
        other => panic!("{other}"),
    };
    commands.iter().any(|command| !citizen.life.model.leads(*command, who).is_empty())
}

const DOSSIERS: &str = "SELECT d.number, d.version, d.status, d.operator_id, \
    d.incoming_operator_id, d.place_contested, d.place, \
    (SELECT count(*) FROM dossier_history h WHERE h.dossier_number = d.number) AS versions, \
    (SELECT household_id FROM household_places p WHERE p.dossier_number = d.number) AS own_place \
    FROM dossiers d";

/// What may not be found at the end of a story, by the invariants.
const BROKEN: [(&str, &str); 6] = [
    (
        "the last version in the history is the dossier",
        "SELECT CAST(d.number AS TEXT) AS what FROM dossiers d LEFT JOIN dossier_history h \
         ON h.dossier_number = d.number AND h.version = d.version \
         WHERE h.state IS NULL OR h.state <> d.state OR h.status_after <> d.status",
    ),
    (
        "one open dossier per person",
        "SELECT CAST(count(*) AS TEXT) AS what FROM dossiers GROUP BY person_id HAVING count(*) > 1",
    ),
    (
        "no two periods share a day",
        "SELECT CAST(a.dossier_number AS TEXT) || ': ' || a.operator_id || ' ' || CAST(a.begin_date AS TEXT) || ' ' || coalesce(CAST(a.end_date AS TEXT), '-') || ', ' || b.operator_id || ' ' || CAST(b.begin_date AS TEXT) || ' ' || coalesce(CAST(b.end_date AS TEXT), '-') AS what FROM reduction_periods a JOIN reduction_periods b \
         ON a.dossier_number = b.dossier_number AND a.id < b.id \
         AND (b.end_date IS NULL OR a.begin_date < b.end_date) \
         AND (a.end_date IS NULL OR b.begin_date < a.end_date) \
         AND (a.end_date IS NULL OR a.begin_date < a.end_date) \
         AND (b.end_date IS NULL OR b.begin_date < b.end_date)",
    ),
    (
        "no period ends before it begins",
        "SELECT CAST(dossier_number AS TEXT) AS what FROM reduction_periods WHERE end_date < begin_date",
    ),
    (
        "every version has one event, in one outbox row",
        "SELECT CAST(d.number AS TEXT) AS what FROM dossiers d LEFT JOIN (SELECT key, count(*) AS events FROM outbox \
         WHERE type_name = 'stts.events.v1.DossierChanged' GROUP BY key) o \
         ON CAST(o.key AS BIGINT) = d.number WHERE coalesce(o.events, 0) <> d.version",
    ),
    (
        "each change begins where the one before it ended",
        "SELECT CAST(h.dossier_number AS TEXT) AS what FROM dossier_history h JOIN dossier_history b \
         ON b.dossier_number = h.dossier_number AND b.version = h.version - 1 \
         WHERE h.status_before <> b.status_after",
    ),
];

/// What happens so often in ten thousand steps that stories without it would be poor ones.
const HAPPENS: [Name; 21] = [
    Name::Apply,
    Name::ApplyFor,
    Name::ConfirmWithData,
    Name::ConfirmWithoutData,
    Name::CompleteActivationData,
    Name::CancelApplication,
    Name::CancelLastAction,
    Name::ConfirmTransfer,
    Name::ModifyUndated,
    Name::ModifyDated,
    Name::StopReduction,
    Name::StopRight,
    Name::RecordDocuments,
    Name::GrantRight,
    Name::RefuseRight,
    Name::CorrectDossier,
    Name::Activate,
    Name::ActivateTransfer,
    Name::EndStop,
    Name::HouseholdChanged,
    Name::Verify,
];

pub(super) fn everything_was_done(done: &Done) {
    for command in HAPPENS {
        assert!(done.contains_key(command.name()), "{} never happens", command.name());
    }
}
