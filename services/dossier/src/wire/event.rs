//! Events for the services that consume them. A name, an address or a phone number is never in one:
//! who needs it asks the identity service, which notes that it was asked.

use prost::Message as _;
use stts_chassis::fields::date_message;
use stts_contracts::events::v1 as contract;
use stts_dossier_domain::dossier::{
    ChangeReason, Dossier, Event, OpenTask, PeriodChange, Task, TaskParty,
};
use stts_kernel::DossierNumber;

use super::{answer, words};

/// An event in the words of the contracts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The key of its partition: the dossier number, else the person id.
    pub key: String,
    /// The full name of the message.
    pub type_name: &'static str,
    /// The message.
    pub bytes: Vec<u8>,
}

/// Puts an event into the words of the contracts.
pub fn message(event: &Event) -> Message {
    match event {
        Event::ApplicationReceived { dossier_number, .. }
        | Event::ReductionPeriodChanged { dossier_number, .. }
        | Event::DocumentsRequested { dossier_number, .. }
        | Event::TaskDone { dossier_number, .. }
        | Event::TaskWithdrawn { dossier_number, .. } => of_dossier(*dossier_number, event),
        Event::DossierChanged { after, .. } => of_dossier(after.number, event),
        Event::TaskRaised { task } => of_dossier(task.dossier_number, event),
        Event::ApplicationRefused { dossier_number: Some(number), .. } => of_dossier(*number, event),
        Event::ApplicationRefused { dossier_number: None, person_id, .. } => {
            keyed(person_id.to_string(), event)
        }
    }
}

fn of_dossier(number: DossierNumber, event: &Event) -> Message {
    keyed(number.to_string(), event)
}

fn keyed(key: String, event: &Event) -> Message {
    let (type_name, bytes) = match event {
        Event::ApplicationReceived { .. } | Event::ApplicationRefused { .. } => application(event),
        Event::DossierChanged { .. } => changed(event),
        Event::ReductionPeriodChanged { dossier_number, change } => {
            let message = period_changed(*dossier_number, change);
            ("stts.events.v1.ReductionPeriodChanged", message.encode_to_vec())
        }
        Event::DocumentsRequested { .. } => documents(event),
        Event::TaskRaised { task } => {
            ("stts.events.v1.TaskRaised", task_raised(task).encode_to_vec())
        }
        Event::TaskDone { dossier_number, task } => {
            ("stts.events.v1.TaskDone", task_done(*dossier_number, task).encode_to_vec())
        }
        Event::TaskWithdrawn { dossier_number, task } => {
            let message = task_withdrawn(*dossier_number, task);
            ("stts.events.v1.TaskWithdrawn", message.encode_to_vec())
        }
    };
    Message { key, type_name, bytes }
}
