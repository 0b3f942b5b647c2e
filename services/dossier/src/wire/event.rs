//! Events for the services that consume them. A name, an address or a phone number is never in one:
//! who needs it asks the identity service, which notes that it was asked.

use prost::Message;
use stts_chassis::fields::date_message;
use stts_contracts::events::v1 as contract;
use stts_dossier_domain::dossier::{
    Application, CommandName, DocumentsRequest, Dossier, Event, OpenTask, ReductionPeriod,
    RightEnding, Task, TaskParty,
};
use stts_dossier_domain::eligibility::Outcome;
use stts_kernel::{DossierNumber, PersonId};

use super::encode::encoded;
use super::{answer, words};
use crate::ports::Encoded;

/// How BIPT is named in place of an operator.
const BIPT: &str = "BIPT";

/// An event in the words of the contracts, and the key of its partition: the dossier number, else the
/// person id.
pub fn message(event: &Event) -> (String, Encoded) {
    match event {
        Event::ApplicationReceived { dossier_number, person_id, application, outcome } => {
            let received = received(*dossier_number, *person_id, application, *outcome);
            made(dossier_number, "stts.events.v1.ApplicationReceived", &received)
        }
        // The date of the refused application is that of the envelope.
        Event::ApplicationRefused {
            person_id,
            language,
            operator,
            dossier_number,
            refusal,
            reasons,
            date: _,
        } => {
            let number = dossier_number.map(|number| number.to_string());
            let key = number.clone().unwrap_or_else(|| person_id.to_string());
            let ground = words::refusal_ground(*refusal);
            let refused = contract::ApplicationRefused {
                person_id: person_id.to_string(),
                operator_id: operator.to_string(),
                language: words::language(*language).into(),
                ground: ground.unwrap_or(contract::RefusalGround::Unspecified).into(),
                grounds: reasons.iter().map(answer::ground).collect(),
                dossier_number: number.unwrap_or_default(),
            };
            made(&key, "stts.events.v1.ApplicationRefused", &refused)
        }
        // Who gave the command stands in the envelope, as its cause.
        Event::DossierChanged { before, after, command, actor: _, reason } => {
            let reason = reason.map_or(0, |reason| words::change_reason(reason).into());
            let changed =
                contract::DossierChanged { reason, ..changed(before.as_deref(), after, *command) };
            made(&after.number, "stts.events.v1.DossierChanged", &changed)
        }
        Event::ReductionPeriodChanged { dossier_number, period } => {
            let changed = period_changed(*dossier_number, period);
            made(dossier_number, "stts.events.v1.ReductionPeriodChanged", &changed)
        }
        Event::DocumentsRequested(request) => {
            let requested = documents_requested(request);
            made(&request.dossier_number, "stts.events.v1.DocumentsRequested", &requested)
        }
        Event::RightEnds(ending) => {
            made(&ending.dossier_number, "stts.events.v1.RightEnds", &right_ends(ending))
        }
        Event::TaskRaised { task } => {
            made(&task.dossier_number, "stts.events.v1.TaskRaised", &raised(task))
        }
        Event::TaskDone { dossier_number, task } => {
            made(dossier_number, "stts.events.v1.TaskDone", &done(*dossier_number, task))
        }
        Event::TaskWithdrawn { dossier_number, task } => {
            made(dossier_number, "stts.events.v1.TaskWithdrawn", &withdrawn(*dossier_number, task))
        }
    }
}

fn made(key: &impl ToString, type_name: &'static str, message: &impl Message) -> (String, Encoded) {
    (key.to_string(), encoded(type_name, message))
}

fn received(
    number: DossierNumber,
    person_id: PersonId,
    application: &Application,
    outcome: Outcome,
) -> contract::ApplicationReceived {
    contract::ApplicationReceived {
        dossier_number: number.to_string(),
        person_id: person_id.to_string(),
        operator_id: application.operator.to_string(),
        application_id: application.id.to_string(),
        application_kind: words::application_kind(application.kind).into(),
        decision: words::decision(outcome).map_or(0, Into::into),
    }
}

fn changed(
    before: Option<&Dossier>,
    after: &Dossier,
    command: CommandName,
) -> contract::DossierChanged {
    contract::DossierChanged {
        dossier_number: after.number.to_string(),
        person_id: after.person_id.to_string(),
        language: words::language(after.person.language).into(),
        command: words::command(command).to_owned(),
        before: before.map(state),
        after: Some(state(after)),
        restored_version: restored_version(before, command).unwrap_or_default(),
        ..contract::DossierChanged::default()
    }
}

fn state(dossier: &Dossier) -> contract::DossierState {
    contract::DossierState {
        status: words::status(dossier.status).into(),
        operator_id: dossier.operator.as_ref().map(ToString::to_string).unwrap_or_default(),
        confirmed: dossier.open_application().confirmed,
        category: dossier.category().map_or(0, |category| words::category(category).into()),
        version: dossier.version,
        incoming_operator_id: dossier
            .incoming_operator()
            .map(ToString::to_string)
            .unwrap_or_default(),
        right_begin_date: dossier.right_begin_date.map(date_message),
        reduction_end_date: dossier.reduction_end_date().map(date_message),
    }
}

/// The version that a cancellation restores; nothing of any other command.
fn restored_version(before: Option<&Dossier>, command: CommandName) -> Option<u64> {
    let before = before.filter(|_| command == CommandName::CancelLastAction)?;
    before.last_action.as_ref().map(|action| action.version_before)
}

fn documents_requested(request: &DocumentsRequest) -> contract::DocumentsRequested {
    contract::DocumentsRequested {
        dossier_number: request.dossier_number.to_string(),
        person_id: request.person_id.to_string(),
        language: words::language(request.language).into(),
        missing_facts: request.missing.iter().map(|fact| fact.name().to_owned()).collect(),
        document_kinds: request.kinds.iter().map(|kind| kind.0.clone()).collect(),
        answer_by: Some(date_message(request.answer_by)),
        verification: request.verification,
        reminder: request.reminder,
        dossier_version: request.version,
    }
}

fn right_ends(ending: &RightEnding) -> contract::RightEnds {
    contract::RightEnds {
        dossier_number: ending.dossier_number.to_string(),
        person_id: ending.person_id.to_string(),
        language: words::language(ending.language).into(),
        right_end_date: Some(date_message(ending.right_end_date)),
        reduction_end_date: ending.reduction_end_date.map(date_message),
        undue: ending.undue.map(answer::undue),
        dossier_version: ending.version,
    }
}

/// The fund reads installations with the year's export, not here.
fn period_changed(
    number: DossierNumber,
    period: &ReductionPeriod,
) -> contract::ReductionPeriodChanged {
    contract::ReductionPeriodChanged {
        dossier_number: number.to_string(),
        operator_id: period.operator.to_string(),
        formula: words::formula(period.formula).into(),
        begin_date: Some(date_message(period.period.from())),
        end_date: period.period.until().map(date_message),
    }
}

fn raised(task: &Task) -> contract::TaskRaised {
    let assignee = match &task.open.to {
        TaskParty::Operator(operator) => operator.as_str(),
        TaskParty::Bipt => BIPT,
    };
    contract::TaskRaised {
        task_id: task.open.id.to_string(),
        r#type: words::task_type(task.open.kind).into(),
        assignee: assignee.to_owned(),
        dossier_number: task.dossier_number.to_string(),
        due_date: task.open.due.map(date_message),
        end_date: task.open.end_date.map(date_message),
        undue: task.open.undue.map(answer::undue),
    }
}

fn done(number: DossierNumber, task: &OpenTask) -> contract::TaskDone {
    contract::TaskDone { task_id: task.id.to_string(), dossier_number: number.to_string() }
}

fn withdrawn(number: DossierNumber, task: &OpenTask) -> contract::TaskWithdrawn {
    contract::TaskWithdrawn { task_id: task.id.to_string(), dossier_number: number.to_string() }
}
