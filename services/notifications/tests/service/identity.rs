//! The identity service, asked through its contract.

use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use prost::Message;
use stts_chassis::caller::{Callers, DEVELOPMENT_ISSUER};
use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::keys::{self, Issuer, ServiceTokens};
use stts_chassis::reasons::status;
use stts_chassis::server::Host;
use stts_chassis::settings::{CallerSettings, Environment, LimitSettings};
use stts_contracts::common::v1::{Address, CallContext, Date};
use stts_contracts::identity::v1::identity_service_server::{
    IdentityService, IdentityServiceServer,
};
use stts_contracts::identity::v1::{
    FindPersonRequest, FindPersonResponse, GetFactsRequest, GetFactsResponse, GetHouseholdRequest,
    GetHouseholdResponse, GetPersonRequest, GetPersonResponse, Person as PersonMessage,
};
use stts_kernel::{ErrorKind, PersonId};
use stts_notifications::clients::IdentityPeople;
use stts_notifications::ports::{People, Person, PersonFault};
use tempfile::TempDir;
use tonic::{Request, Response, Status, async_trait};

use crate::dossier_log::person_id;
use crate::world::zoe;

const IDENTITY: &str = "identity";

/// Answers every question about a person in one way, and keeps what it was asked.
#[derive(Clone)]
struct Answers {
    answer: Result<Option<PersonMessage>, ErrorKind>,
    asked: Arc<Mutex<Vec<GetPersonRequest>>>,
}

#[async_trait]
impl IdentityService for Answers {
    async fn get_person(
        &self,
        request: Request<GetPersonRequest>,
    ) -> Result<Response<GetPersonResponse>, Status> {
        self.asked.lock().unwrap().push(request.into_inner());
        let person = self.answer.clone().map_err(|kind| status(&kind.into()))?;
        Ok(Response::new(GetPersonResponse { person, ..GetPersonResponse::default() }))
    }

    async fn find_person(
        &self,
        _: Request<FindPersonRequest>,
    ) -> Result<Response<FindPersonResponse>, Status> {
        Err(status(&ErrorKind::Internal.into()))
    }

    async fn get_household(
        &self,
        _: Request<GetHouseholdRequest>,
    ) -> Result<Response<GetHouseholdResponse>, Status> {
        Err(status(&ErrorKind::Internal.into()))
    }

    async fn get_facts(
        &self,
        _: Request<GetFactsRequest>,
    ) -> Result<Response<GetFactsResponse>, Status> {
        Err(status(&ErrorKind::Internal.into()))
    }
}

/// The client, and an identity service behind it unless there is none.
fn people(folder: &TempDir, identity: Option<Answers>) -> IdentityPeople {
    keys::init(folder.path()).unwrap();
    fs::write(folder.path().join("clients.toml"), "").unwrap();
    let callers = CallerSettings {
        jwks_file: folder.path().join(keys::JWKS_FILE),
        clients_file: folder.path().join("clients.toml"),
        issuer: DEVELOPMENT_ISSUER.to_owned(),
        audience: "stts".to_owned(),
    };
    let callers = Callers::load(&callers, Environment::Development).unwrap();
    let host = Host::new(stts_contracts::DESCRIPTORS, callers, LimitSettings::default()).unwrap();
    if let Some(identity) = identity {
        let server = host.service(IDENTITY).internal(IdentityServiceServer::new(identity));
        host.pipe_all(&[server.build().unwrap()]).unwrap();
    }
    let issuer = Arc::new(Issuer::load(folder.path()).unwrap());
    let tokens = ServiceTokens::new(issuer, stts_notifications::NAME);
    let target = Target::Pipe(host.pipes().clone(), IDENTITY.to_owned());
    let timeout = Duration::from_secs(30);
    let channel = ServiceChannel::new(&target, IDENTITY, Credentials::Service(tokens), timeout);
    IdentityPeople::new(channel.unwrap())
}

fn zoe_message() -> PersonMessage {
    PersonMessage {
        person_id: person_id().to_string(),
        last_name: "Van den Broeck".to_owned(),
        first_name: "Zoë".to_owned(),
        address: Some(Address {
            street: "Kerkstraat".to_owned(),
            house_number: "12".to_owned(),
            r#box: "3".to_owned(),
            postal_code: "9000".to_owned(),
            municipality: "Gent".to_owned(),
        }),
        ..PersonMessage::default()
    }
}

fn context() -> CallContext {
    CallContext { operator_id: "OP01".to_owned(), ..CallContext::default() }
}

async fn ask(people: &IdentityPeople) -> Result<Person, PersonFault> {
    people.person(PersonId::from(person_id()), &context().encode_to_vec()).await
}

#[tokio::test]
async fn each_answer_means_one_thing() {
    let deceased_on = Some(Date { year: 2027, month: 2, day: 1 });
    let dead = PersonMessage { deceased_on, ..zoe_message() };
    let without_address = PersonMessage { address: None, ..zoe_message() };
    for (answer, expected) in [
        (Ok(Some(zoe_message())), Ok(zoe())),
        (Ok(Some(dead)), Ok(Person { is_deceased: true, ..zoe() })),
        (Err(ErrorKind::PersonNotFound), Err(PersonFault::Unknown)),
        (Err(ErrorKind::RegisterUnavailable), Err(PersonFault::Unavailable)),
        (Err(ErrorKind::Internal), Err(PersonFault::Unavailable)),
        (Ok(None), Err(PersonFault::Unavailable)),
        (Ok(Some(without_address)), Err(PersonFault::NoAddress)),
    ] {
        let folder = TempDir::new().unwrap();
        let asked = Arc::default();
        let identity = Answers { answer: answer.clone(), asked: Arc::clone(&asked) };
        assert!(ask(&people(&folder, Some(identity))).await == expected, "{answer:?}");
        let request = GetPersonRequest {
            context: Some(context()),
            person_id: person_id().to_string(),
            include: Vec::new(),
        };
        assert_eq!(*asked.lock().unwrap(), [request]);
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_does_not_answer() {
    let folder = TempDir::new().unwrap();
    assert!(ask(&people(&folder, None)).await == Err(PersonFault::Unavailable));
}
