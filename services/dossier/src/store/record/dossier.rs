//! The dossier.

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dossier::{Dossier, PlaceKey};
use stts_kernel::{HouseholdId, OperatorId, PersonId};
use uuid::Uuid;

use super::application::ApplicationRecord;
use super::corrupt::{CorruptRecord, checked, list, nested, optional};
use super::fact::RecordedFactsRecord;
use super::person::PersonRecord;
use super::reduction::{PendingChangeRecord, ReductionRecord};
use super::task::OpenTaskRecord;
use super::{VERSION, date, name};

/// Mirrors [`Dossier`]. It never prints: it is full of personal data.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DossierRecord {
    v: u32,
    number: String,
    person_id: Uuid,
    person: PersonRecord,
    place: Uuid,
    place_contested: bool,
    status: String,
    operator: Option<String>,
    application: ApplicationRecord,
    transfer: Option<ApplicationRecord>,
    granted: Vec<String>,
    internet: String,
    right_begin_date: Option<String>,
    right_end_date: Option<String>,
    reduction: Option<ReductionRecord>,
    pending_change: Option<PendingChangeRecord>,
    last_check_date: Option<String>,
    recorded: RecordedFactsRecord,
    open_tasks: Vec<OpenTaskRecord>,
    version: u64,
}

impl From<&Dossier> for DossierRecord {
    fn from(dossier: &Dossier) -> Self {
        let Dossier {
            number,
            person_id,
            person,
            place,
            place_contested,
            status,
            operator,
            application,
            transfer,
            granted,
            internet,
            right_begin_date,
            right_end_date,
            reduction,
            pending_change,
            last_check_date,
            recorded,
            open_tasks,
            version,
        } = dossier;
        Self {
            v: VERSION,
            number: number.to_string(),
            person_id: person_id.uuid(),
            person: PersonRecord::from(person),
            place: place.id().uuid(),
            place_contested: *place_contested,
            status: name::write(*status),
            operator: operator.as_ref().map(ToString::to_string),
            application: ApplicationRecord::from(application),
            transfer: transfer.as_ref().map(ApplicationRecord::from),
            granted: name::write_all(granted),
            internet: name::write(*internet),
            right_begin_date: right_begin_date.map(date::write),
            right_end_date: right_end_date.map(date::write),
            reduction: reduction.as_ref().map(ReductionRecord::from),
            pending_change: pending_change.as_ref().map(PendingChangeRecord::from),
            last_check_date: last_check_date.map(date::write),
            recorded: RecordedFactsRecord::from(recorded),
            open_tasks: open_tasks.iter().map(OpenTaskRecord::from).collect(),
            version: *version,
        }
    }
}

impl TryFrom<DossierRecord> for Dossier {
    type Error = CorruptRecord;

    fn try_from(record: DossierRecord) -> Result<Self, CorruptRecord> {
        if record.v != VERSION {
            return Err(CorruptRecord::at("v"));
        }
        let day = |field, text: &Option<String>| date::read_optional(field, text.as_deref());
        let operator = record.operator.map(OperatorId::new).transpose();
        Ok(Self {
            number: checked("number", record.number.parse())?,
            person_id: PersonId::from(record.person_id),
            person: nested("person", record.person)?,
            place: PlaceKey::household(HouseholdId::from(record.place)),
            place_contested: record.place_contested,
            status: name::read("status", &record.status)?,
            operator: checked("operator", operator)?,
            application: nested("application", record.application)?,
            transfer: optional("transfer", record.transfer)?,
            granted: name::read_all("granted", &record.granted)?,
            internet: name::read("internet", &record.internet)?,
            right_begin_date: day("right_begin_date", &record.right_begin_date)?,
            right_end_date: day("right_end_date", &record.right_end_date)?,
            reduction: optional("reduction", record.reduction)?,
            pending_change: optional("pending_change", record.pending_change)?,
            last_check_date: day("last_check_date", &record.last_check_date)?,
            recorded: nested("recorded", record.recorded)?,
            open_tasks: list("open_tasks", record.open_tasks)?,
            version: record.version,
        })
    }
}
