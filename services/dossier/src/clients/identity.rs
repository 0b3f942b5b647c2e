//! The identity service as the register.

use std::sync::Arc;

use async_trait::async_trait;
use stts_chassis::client::ServiceChannel;
use stts_chassis::reasons;
use stts_contracts::identity::v1::identity_service_client::IdentityServiceClient;
use stts_contracts::identity::v1::{FindPersonResponse, GetPersonResponse};
use stts_dossier_domain::dossier::PersonFound;
use stts_dossier_domain::eligibility::IncomeCeiling;
use stts_kernel::{Clock, Dated, ErrorKind, PersonId, Refusal};
use tonic::{Code, Status};

use crate::ports::{Call, PersonSearch, Purpose, Register};
use crate::wire::call_context;
use crate::wire::identity::{Told, UnusableAnswer, find_person, get_person, person_found};

/// Finds people through the identity service.
pub struct IdentityRegister {
    client: IdentityServiceClient<ServiceChannel>,
    ceilings: Arc<Dated<IncomeCeiling>>,
    clock: Arc<dyn Clock>,
}

impl IdentityRegister {
    /// Over this channel; an income is measured by the ceiling of the day.
    pub fn new(
        channel: ServiceChannel,
        ceilings: Arc<Dated<IncomeCeiling>>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { client: IdentityServiceClient::new(channel), ceilings, clock }
    }
}

#[async_trait]
impl Register for IdentityRegister {
    /// Not repeated here: every question is a consultation of its own.
    async fn find(
        &self,
        search: &PersonSearch,
        call: &Call,
        purpose: Purpose,
    ) -> Result<PersonFound, Refusal> {
        let request = find_person(search, call_context(call, purpose, None));
        let answer = self.client.clone().find_person(request).await;
        let response = answer.map_err(|status| refused(&status))?.into_inner();
        let FindPersonResponse { person, household, facts } = &response;
        self.understood((person.as_ref(), household.as_ref(), facts.as_ref()))
    }

    async fn get(
        &self,
        person_id: PersonId,
        call: &Call,
        purpose: Purpose,
    ) -> Result<PersonFound, Refusal> {
        let request = get_person(person_id, call_context(call, purpose, None));
        let answer = self.client.clone().get_person(request).await;
        let response = answer.map_err(|status| refused(&status))?.into_inner();
        let GetPersonResponse { person, household, facts } = &response;
        self.understood((person.as_ref(), household.as_ref(), facts.as_ref()))
    }
}

impl IdentityRegister {
    fn understood(&self, told: Told<'_>) -> Result<PersonFound, Refusal> {
        let today = self.clock.today();
        let ceiling = self.ceilings.on(today).value;
        person_found(told, ceiling, today).map_err(unusable)
    }
}

/// Nobody and several are answers; anything else means that the register could not be asked, and is
/// never an answer about the person.
fn refused(status: &Status) -> Refusal {
    match reasons::kind(status) {
        Some(kind @ (ErrorKind::PersonNotFound | ErrorKind::PersonAmbiguous)) => kind.into(),
        _ if status.code() == Code::DeadlineExceeded => ErrorKind::DeadlineExceeded.into(),
        // It would be refused again.
        _ if status.code() == Code::InvalidArgument => {
            tracing::error!("the identity service does not understand what it is asked");
            ErrorKind::Internal.into()
        }
        _ => ErrorKind::RegisterUnavailable.into(),
    }
}

fn unusable(answer: UnusableAnswer) -> Refusal {
    match answer {
        UnusableAnswer::Deceased => ErrorKind::PersonNotFound.into(),
        UnusableAnswer::Malformed(field) => {
            tracing::error!(field, "an answer of the identity service cannot be used");
            ErrorKind::RegisterUnavailable.into()
        }
    }
}
