//! The dossier.

use serde::{Deserialize, Serialize};
use stts_dossier_domain::dossier::{Dossier, PlaceKey};
use stts_kernel::{HouseholdId, OperatorId, PersonId};
use uuid::Uuid;

use super::application::ApplicationRecord;
use super::corrupt::{CorruptRecord, checked, list, nested, optional};
use super::fact::RecordedFactsRecord;
use super::person::PersonRecord;
use super::reduction::{PendingChangeRecord, PeriodRecord, ReductionRecord, StopRecord};
use super::task::OpenTaskRecord;
use super::verification::{LastActionRecord, ReceivedDocumentRecord, VerificationRecord};
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
    /// Follows from who has the place; older records still say it.
    #[serde(default, rename = "place_contested", skip_serializing)]
    _place_contested: Option<bool>,
    status: String,
    operator: Option<String>,
    application: ApplicationRecord,
    transfer: Option<ApplicationRecord>,
    granted: Vec<String>,
    internet: String,
    right_begin_date: Option<String>,
    right_end_date: Option<String>,
    reduction: Option<ReductionRecord>,
    #[serde(default)]
    periods: Vec<PeriodRecord>,
    #[serde(default)]
    stops: Vec<StopRecord>,
    pending_change: Option<PendingChangeRecord>,
    last_check_date: Option<String>,
    #[serde(default)]
    verification: Option<VerificationRecord>,
    #[serde(default)]
    last_transfer_date: Option<String>,
    #[serde(default)]
    last_action: Option<LastActionRecord>,
    recorded: RecordedFactsRecord,
    #[serde(default)]
    received_documents: Vec<ReceivedDocumentRecord>,
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
            status,
            operator,
            application,
            transfer,
            granted,
            internet,
            right_begin_date,
            right_end_date,
            reduction,
            periods,
            stops,
            pending_change,
            last_check_date,
            verification,
            last_transfer_date,
            last_action,
            recorded,
            received_documents,
            open_tasks,
            version,
        } = dossier;
        Self {
            v: VERSION,
            number: number.to_string(),
            person_id: person_id.uuid(),
            person: PersonRecord::from(person),
            place: place.id().uuid(),
            _place_contested: None,
            status: name::write(*status),
            operator: operator.as_ref().map(ToString::to_string),
            application: ApplicationRecord::from(application),
            transfer: transfer.as_ref().map(ApplicationRecord::from),
            granted: name::write_all(granted),
            internet: name::write(*internet),
            right_begin_date: right_begin_date.map(date::write),
            right_end_date: right_end_date.map(date::write),
            reduction: reduction.as_ref().map(ReductionRecord::from),
            periods: periods.iter().map(PeriodRecord::from).collect(),
            stops: stops.iter().map(StopRecord::from).collect(),
            pending_change: pending_change.as_ref().map(PendingChangeRecord::from),
            last_check_date: last_check_date.map(date::write),
            verification: verification.as_ref().map(VerificationRecord::from),
            last_transfer_date: last_transfer_date.map(date::write),
            last_action: last_action.as_ref().map(LastActionRecord::from),
            recorded: RecordedFactsRecord::from(recorded),
            received_documents: received_documents.iter().map(Into::into).collect(),
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
            periods: list("periods", record.periods)?,
            stops: list("stops", record.stops)?,
            last_check_date: day("last_check_date", &record.last_check_date)?,
            verification: optional("verification", record.verification)?,
            last_transfer_date: day("last_transfer_date", &record.last_transfer_date)?,
            last_action: optional("last_action", record.last_action)?,
            recorded: nested("recorded", record.recorded)?,
            received_documents: list("received_documents", record.received_documents)?,
            open_tasks: list("open_tasks", record.open_tasks)?,
            version: record.version,
        })
    }
}
