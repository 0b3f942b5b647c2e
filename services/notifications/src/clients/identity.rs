//! The identity service, asked for the name and address of a letter.

use async_trait::async_trait;
use prost::Message;
use stts_chassis::client::ServiceChannel;
use stts_chassis::reasons;
use stts_contracts::common::v1::CallContext;
use stts_contracts::identity::v1::GetPersonRequest;
use stts_contracts::identity::v1::identity_service_client::IdentityServiceClient;
use stts_kernel::{ErrorKind, PersonId};
use tonic::Status;

use crate::ports::{People, Person, PersonFault};
use crate::wire;

/// People as the identity service knows them.
#[derive(Clone)]
pub struct IdentityPeople {
    client: IdentityServiceClient<ServiceChannel>,
}

impl IdentityPeople {
    /// Asks through this channel.
    pub fn new(channel: ServiceChannel) -> Self {
        Self { client: IdentityServiceClient::new(channel) }
    }
}

#[async_trait]
impl People for IdentityPeople {
    async fn person(&self, person_id: PersonId, context: &[u8]) -> Result<Person, PersonFault> {
        let context = CallContext::decode(context).map_err(|_| PersonFault::Unavailable)?;
        let request = GetPersonRequest {
            context: Some(context),
            person_id: person_id.to_string(),
            include: Vec::new(),
        };
        let answer = self.client.clone().get_person(request).await.map_err(|s| fault(&s))?;
        let person = answer.into_inner().person.ok_or(PersonFault::Unavailable)?;
        wire::person::person(person).ok_or(PersonFault::NoAddress)
    }
}

/// Whatever is not a plain no is tried again: a letter is not given up for a fault of ours.
fn fault(status: &Status) -> PersonFault {
    match reasons::kind(status) {
        Some(ErrorKind::PersonNotFound) => PersonFault::Unknown,
        kind => {
            let reason = kind.map_or("none", ErrorKind::code);
            tracing::warn!(reason, "the identity service does not tell who a person is");
            PersonFault::Unavailable
        }
    }
}
