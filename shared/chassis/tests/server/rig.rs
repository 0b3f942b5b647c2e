//! A server with an issuer, clients and a clock service that behaves as told.

use std::collections::HashMap;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Full};
use stts_chassis::caller::{Caller, Callers, DEVELOPMENT_ISSUER, caller};
use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::keys::{self, Issuer, ServiceTokens, TokenRequest};
use stts_chassis::server::{Front, Host, ServiceServer, bind};
use stts_chassis::settings::{CallerSettings, Environment, LimitSettings};
use stts_contracts::common::v1::Profile;
use stts_contracts::dev::v1::clock_service_client::ClockServiceClient;
use stts_contracts::dev::v1::clock_service_server::{ClockService, ClockServiceServer};
use stts_contracts::dev::v1::{AdvanceRequest, AdvanceResponse, GetRequest, GetResponse};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tonic::body::Body;
use tonic::{Response, Status};
use tonic_types::StatusExt;
use tower::ServiceExt;

pub(crate) const SERVICE: &str = "clock";
pub(crate) const GET: &str = "/stts.dev.v1.ClockService/Get";
/// May take a minute when its caller says nothing.
pub(crate) const ADVANCE: &str = "/stts.dev.v1.ClockService/Advance";

pub(crate) const CLIENTS: &str = r#"
[[client]]
id = "crm"
operator = "OP01"
profile = "COMMERCIAL"
[[client]]
id = "left"
operator = "OP01"
profile = "COMMERCIAL"
suspended = true
[[client]]
id = "desk"
operator = "BIPT"
profile = "BIPT_AGENT"
"#;

/// What the handler of `Get` does.
#[derive(Clone)]
pub(crate) enum Behaviour {
    Answer,
    Panic,
    /// Tells that it has begun, and answers when told.
    Wait {
        begun: Arc<Notify>,
        go_on: Arc<Notify>,
    },
    Status(Status),
}

impl Behaviour {
    pub(crate) fn wait() -> (Self, Arc<Notify>, Arc<Notify>) {
        let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        (Self::Wait { begun: begun.clone(), go_on: go_on.clone() }, begun, go_on)
    }
}

struct Clock {
    behaviour: Behaviour,
    callers: Arc<Mutex<Vec<Caller>>>,
}

#[tonic::async_trait]
impl ClockService for Clock {
    async fn advance(
        &self,
        _: tonic::Request<AdvanceRequest>,
    ) -> Result<Response<AdvanceResponse>, Status> {
        self.behave().await?;
        Ok(Response::new(AdvanceResponse::default()))
    }

    async fn get(
        &self,
        request: tonic::Request<GetRequest>,
    ) -> Result<Response<GetResponse>, Status> {
        self.callers.lock().unwrap().push(caller(&request)?);
        self.behave().await?;
        Ok(Response::new(GetResponse::default()))
    }
}

impl Clock {
    async fn behave(&self) -> Result<(), Status> {
        match &self.behaviour {
            Behaviour::Answer => {}
            Behaviour::Panic => panic!("the name of a person"),
            Behaviour::Wait { begun, go_on } => {
                begun.notify_one();
                go_on.notified().await;
            }
            Behaviour::Status(status) => return Err(status.clone()),
        }
        Ok(())
    }
}

pub(crate) struct Rig {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) host: Host,
    pub(crate) service: ServiceServer,
    pub(crate) callers: Arc<Mutex<Vec<Caller>>>,
    pub(crate) address: SocketAddr,
    pub(crate) serving: JoinHandle<()>,
}

pub(crate) fn limits() -> LimitSettings {
    LimitSettings {
        message_bytes: 1_000,
        internal_message_bytes: 1_000,
        ..LimitSettings::default()
    }
}

impl Rig {
    pub(crate) async fn new(behaviour: Behaviour) -> Self {
        Self::with(behaviour, limits()).await
    }

    pub(crate) async fn with(behaviour: Behaviour, limits: LimitSettings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        keys::init(folder.path()).unwrap();
        fs::write(folder.path().join("clients.toml"), CLIENTS).unwrap();
        let settings = caller_settings(folder.path());
        let issuer = Arc::new(Issuer::load(folder.path()).unwrap());
        let loaded = Callers::load(&settings, Environment::Development).unwrap();
        let host = Host::new(stts_contracts::DESCRIPTORS, loaded, limits).unwrap();

        let callers = Arc::new(Mutex::new(Vec::new()));
        let clock = Clock { behaviour, callers: callers.clone() };
        let service = host
            .service(SERVICE)
            .internal(ClockServiceServer::new(clock))
            .default_deadline(ADVANCE, Duration::from_mins(1))
            .build()
            .unwrap();
        host.pipe_all(std::slice::from_ref(&service)).unwrap();
        let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let front = host.internal_front(&service).unwrap();
        let serving = tokio::spawn({
            let host = host.clone();
            async move { host.serve(listener, front).await.unwrap() }
        });
        Self { folder, issuer, host, service, callers, address, serving }
    }

    pub(crate) fn front(&self) -> Front {
        self.host.internal_front(&self.service).unwrap()
    }

    /// The service over TCP and through its pipe.
    pub(crate) fn targets(&self) -> [Target; 2] {
        let pipe = Target::Pipe(self.host.pipes().clone(), SERVICE.into());
        [Target::Address(format!("http://{}", self.address)), pipe]
    }

    /// A client that calls as the service `tests`.
    pub(crate) fn client(&self, target: &Target) -> ClockServiceClient<ServiceChannel> {
        let tokens = ServiceTokens::new(self.issuer.clone(), "tests");
        ClockServiceClient::new(channel(target, Credentials::Service(tokens)))
    }

    pub(crate) fn token(&self) -> String {
        self.issuer.token(&service_token()).unwrap()
    }

    /// Sends bytes as the body of a call of `Get`, straight into the server's stack.
    pub(crate) async fn raw(&self, headers: &[(&str, &str)], body: Vec<u8>) -> (HeaderMap, Status) {
        self.raw_to(GET, headers, body).await
    }

    async fn raw_to(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> (HeaderMap, Status) {
        let mut request = Request::post(path).header("content-type", "application/grpc");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::new(Full::new(Bytes::from(body)))).unwrap();
        let response = self.front().oneshot(request).await.unwrap();
        let headers = response.headers().clone();
        let trailers = response.into_body().collect().await.unwrap().trailers().cloned();
        let status = Status::from_header_map(&headers)
            .or_else(|| Status::from_header_map(&trailers.unwrap()));
        (headers, status.unwrap())
    }

    /// As [`raw`](Self::raw), with a good token.
    pub(crate) async fn raw_with_token(
        &self,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> (HeaderMap, Status) {
        let authorization = format!("Bearer {}", self.token());
        let headers = [headers, &[("authorization", authorization.as_str())]].concat();
        self.raw(&headers, body).await
    }

    /// Calls `Advance` without a deadline.
    pub(crate) async fn advance(&self) -> Status {
        let authorization = format!("Bearer {}", self.token());
        let headers = [("authorization", authorization.as_str())];
        self.raw_to(ADVANCE, &headers, frame(b"")).await.1
    }
}

pub(crate) fn caller_settings(folder: &Path) -> CallerSettings {
    CallerSettings {
        jwks_file: folder.join(keys::JWKS_FILE),
        clients_file: folder.join("clients.toml"),
        issuer: DEVELOPMENT_ISSUER.into(),
        audience: "stts".into(),
    }
}

pub(crate) fn service_token() -> TokenRequest {
    TokenRequest {
        sub: "tests".into(),
        operator: None,
        profile: Profile::Service,
        act: None,
        audience: SERVICE.into(),
        lifetime: Duration::from_mins(1),
    }
}

pub(crate) fn channel(target: &Target, credentials: Credentials) -> ServiceChannel {
    ServiceChannel::new(target, SERVICE, credentials, Duration::from_secs(20)).unwrap()
}

/// A gRPC frame.
pub(crate) fn frame(message: &[u8]) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[0], &length[..], message].concat()
}

/// The reason of a status and its metadata.
pub(crate) fn reason(status: &Status) -> (String, HashMap<String, String>) {
    let info = status.get_details_error_info().unwrap_or_else(|| panic!("no reason: {status:?}"));
    assert_eq!(info.domain, "stts.bipt.be");
    (info.reason, info.metadata)
}
