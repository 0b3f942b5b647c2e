//! The service on a database, and a client that calls it as another service does.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement};
use stts_chassis::caller::{Callers, DEVELOPMENT_ISSUER};
use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::keys::{self, Issuer, ServiceTokens, TokenRequest};
use stts_chassis::server::{Host, PUBLIC_PIPE};
use stts_chassis::settings::{CallerSettings, Environment, LimitSettings};
use stts_contracts::common::v1::{Address, CallContext, Date, Profile, Purpose};
use stts_contracts::dev::v1::register_service_client::RegisterServiceClient;
use stts_contracts::identity::v1::identity_admin_service_client::IdentityAdminServiceClient;
use stts_contracts::identity::v1::identity_service_client::IdentityServiceClient;
use stts_contracts::identity::v1::{FindPersonRequest, Include};
use stts_identity::app::App;
use stts_identity::ports::Register;
use stts_identity::register::{RegisterScript, ScriptedRegister};
use stts_identity::rpc::{AdminRpc, RegisterRpc};
use stts_identity::store::{IdentityTables, IndexKey, ScriptTables};
use stts_identity::wire::event::Wire;
use stts_identity::{NAME, routes};
use stts_store::Store;
use stts_testkit::{FixedClock, SeededIds};
use tempfile::TempDir;
use tonic::Status;
use tonic_types::StatusExt;

use crate::people;

/// One client of BIPT for each of its profiles.
const CLIENTS: &str = r#"
[[client]]
id = "bipt-agent"
operator = "BIPT"
profile = "BIPT_AGENT"

[[client]]
id = "bipt-fund"
operator = "BIPT"
profile = "FUND_MANAGER"

[[client]]
id = "bipt-operations"
operator = "BIPT"
profile = "BIPT_OPERATIONS"

[[client]]
id = "bipt-officer"
operator = "BIPT"
profile = "DATA_PROTECTION_OFFICER"
"#;

pub(crate) type Agent = IdentityAdminServiceClient<ServiceChannel>;
pub(crate) type Client = IdentityServiceClient<ServiceChannel>;

/// A process with an issuer and a server, and no service yet.
pub(crate) struct Process {
    pub(crate) host: Host,
    pub(crate) issuer: Arc<Issuer>,
    _folder: TempDir,
}

impl Process {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        keys::init(folder.path()).unwrap();
        fs::write(folder.path().join("clients.toml"), CLIENTS).unwrap();
        let callers = CallerSettings {
            jwks_file: folder.path().join(keys::JWKS_FILE),
            clients_file: folder.path().join("clients.toml"),
            issuer: DEVELOPMENT_ISSUER.into(),
            audience: "stts".into(),
        };
        let callers = Callers::load(&callers, Environment::Development).unwrap();
        let host =
            Host::new(stts_contracts::DESCRIPTORS, callers, LimitSettings::default()).unwrap();
        let issuer = Arc::new(Issuer::load(folder.path()).unwrap());
        Self { host, issuer, _folder: folder }
    }

    /// A client that calls as the dossier service.
    pub(crate) fn client(&self) -> Client {
        IdentityServiceClient::new(self.channel())
    }

    /// A client that calls as an agent of BIPT.
    pub(crate) fn agent(&self) -> Agent {
        self.admin("bipt-agent", Profile::BiptAgent)
    }

    /// A client of BIPT.
    pub(crate) fn admin(&self, client_id: &str, profile: Profile) -> Agent {
        let token = self.issuer.token(&TokenRequest {
            sub: client_id.to_owned(),
            operator: Some("BIPT".to_owned()),
            profile,
            act: Some("an.peeters".to_owned()),
            audience: "stts".to_owned(),
            lifetime: Duration::from_mins(5),
        });
        let target = Target::Pipe(self.host.pipes().clone(), PUBLIC_PIPE.to_owned());
        let credentials = Credentials::Token(token.unwrap());
        let channel = ServiceChannel::new(&target, NAME, credentials, Duration::from_secs(30));
        IdentityAdminServiceClient::new(channel.unwrap())
    }

    /// A channel with the tokens of the dossier service.
    pub(crate) fn channel(&self) -> ServiceChannel {
        let tokens = ServiceTokens::new(self.issuer.clone(), "dossier");
        let target = Target::Pipe(self.host.pipes().clone(), NAME.into());
        let timeout = Duration::from_secs(30);
        ServiceChannel::new(&target, NAME, Credentials::Service(tokens), timeout).unwrap()
    }
}

pub(crate) struct Rig {
    pub(crate) client: Client,
    pub(crate) store: Store,
    pub(crate) process: Process,
}

impl Rig {
    /// One replica of the service; each `seed` gives its own ids.
    pub(crate) fn new(store: Store, register: Arc<dyn Register>, seed: u64) -> Self {
        let process = Process::new();
        let app = app(store.clone(), register, seed);
        let admin = AdminRpc::server(app.clone(), process.host.mutations());
        let routes = routes(app, process.host.mutations());
        let service = process.host.service(NAME).public(admin).internal(routes).build().unwrap();
        process.host.pipe_all(&[service]).unwrap();
        Self { client: process.client(), store, process }
    }

    /// The rows of a query on the service's own tables.
    pub(crate) async fn rows<T: FromQueryResult>(&self, sql: &str) -> Vec<T> {
        let reader = self.store.reader();
        let connection = reader.connection();
        let query = Statement::from_string(connection.get_database_backend(), sql.to_owned());
        let rows = connection.query_all_raw(query).await.unwrap();
        rows.iter().map(|row| T::from_query_result(row, "").unwrap()).collect()
    }
}

/// A replica whose register has a script, by a clock that a test moves.
pub(crate) struct Scripted {
    pub(crate) rig: Rig,
    pub(crate) script: RegisterScript,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) push: RegisterServiceClient<ServiceChannel>,
}

impl Scripted {
    /// Over the usual people, on 1 March 2026.
    pub(crate) async fn new(store: Store, seed: u64) -> Self {
        let tables = Arc::new(ScriptTables::new(store.clone()));
        let register = Arc::new(ScriptedRegister::new(people::register(), tables));
        register.catch_up().await.unwrap();
        let clock = Arc::new(FixedClock::at("2026-03-01T08:00:00Z"));
        let app = App { clock: clock.clone(), ..app(store.clone(), register.clone(), seed) };
        let script = RegisterScript::new(register, app.clone());
        let process = Process::new();
        let mutations = process.host.mutations();
        let service = process
            .host
            .service(NAME)
            .public(AdminRpc::server(app.clone(), mutations.clone()))
            .internal(RegisterRpc::server(app.clone(), script.clone(), mutations.clone()))
            .internal(routes(app, mutations))
            .build()
            .unwrap();
        process.host.pipe_all(&[service]).unwrap();
        let push = RegisterServiceClient::new(process.channel());
        Self { rig: Rig { client: process.client(), store, process }, script, clock, push }
    }
}

fn app(store: Store, register: Arc<dyn Register>, seed: u64) -> App {
    let key = IndexKey::from_base64(&STANDARD.encode([9; 32])).unwrap();
    let tables = Arc::new(IdentityTables::new(store, key, Arc::new(SeededIds::new(seed))));
    App {
        register,
        log: tables.clone(),
        changes: Arc::new(tables.changes(Arc::new(Wire))),
        person_ids: tables,
        clock: Arc::new(FixedClock::at("2026-03-01T08:00:00Z")),
        register_budget: Duration::from_secs(20),
    }
}

pub(crate) fn context() -> CallContext {
    CallContext {
        operator_id: "OP01".to_owned(),
        client_id: "crm".to_owned(),
        user: "els".to_owned(),
        profile: Profile::Commercial.into(),
        purpose: Purpose::Application.into(),
        dossier_number: "1234567894".to_owned(),
        request_id: "67e55044-10b1-426f-9247-bb680e5fe0c8".to_owned(),
    }
}

/// A search by name and birth date.
pub(crate) fn find(last_name: &str, first_name: &str, born: (i32, i32, i32)) -> FindPersonRequest {
    FindPersonRequest {
        context: Some(context()),
        last_name: last_name.to_owned(),
        first_name: first_name.to_owned(),
        birth_date: Some(Date { year: born.0, month: born.1, day: born.2 }),
        address: None,
        include: Vec::new(),
    }
}

/// The search of somebody who is in every register here.
pub(crate) fn find_an() -> FindPersonRequest {
    find("Peeters", "An", (1950, 3, 12))
}

pub(crate) fn with_everything(request: FindPersonRequest) -> FindPersonRequest {
    let include = vec![Include::Household.into(), Include::Facts.into()];
    FindPersonRequest { include, ..request }
}

pub(crate) fn in_street(request: FindPersonRequest, street: &str) -> FindPersonRequest {
    let address = Address { street: street.to_owned(), ..Address::default() };
    FindPersonRequest { address: Some(address), ..request }
}

/// The reason of a refusal.
pub(crate) fn reason(status: &Status) -> String {
    let info = status.get_details_error_info();
    info.unwrap_or_else(|| panic!("no reason: {status:?}")).reason
}
