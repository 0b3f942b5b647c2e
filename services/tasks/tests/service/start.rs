//! The service in its frame, called as operators call it.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use stts_chassis::caller::{Callers, DEVELOPMENT_ISSUER};
use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::keys::{self, Issuer, TokenRequest};
use stts_chassis::server::{Host, PUBLIC_PIPE};
use stts_chassis::settings::{CallerSettings, Environment, LimitSettings};
use stts_contracts::common::v1::Profile;
use stts_contracts::tasks::v1::ListTasksRequest;
use stts_contracts::tasks::v1::task_service_client::TaskServiceClient;
use stts_queue::log::InProcess;
use stts_service::{FrameSettings, Surroundings};
use stts_tasks::Settings;
use stts_testkit::{DatabaseKind, Databases, SeededIds};
use tempfile::TempDir;
use tonic::Code;

const CLIENTS: &str = r#"
[[client]]
id = "office"
operator = "OP01"
profile = "EXTENDED_ADMINISTRATIVE"

[[client]]
id = "shop"
operator = "OP01"
profile = "COMMERCIAL"

[[client]]
id = "operations"
operator = "BIPT"
profile = "BIPT_OPERATIONS"
"#;

pub(crate) fn surroundings(folder: &TempDir) -> Surroundings {
    keys::init(folder.path()).unwrap();
    fs::write(folder.path().join("clients.toml"), CLIENTS).unwrap();
    let callers = CallerSettings {
        jwks_file: folder.path().join(keys::JWKS_FILE),
        clients_file: folder.path().join("clients.toml"),
        issuer: DEVELOPMENT_ISSUER.to_owned(),
        audience: "stts".to_owned(),
    };
    let callers = Callers::load(&callers, Environment::Development).unwrap();
    Surroundings::new(
        Host::new(stts_contracts::DESCRIPTORS, callers, LimitSettings::default()).unwrap(),
        Arc::new(InProcess::default()),
        Arc::new(Issuer::load(folder.path()).unwrap()),
        Arc::new(SeededIds::new(1)),
    )
}

fn client(
    surroundings: &Surroundings,
    client_id: &str,
    profile: Profile,
) -> TaskServiceClient<ServiceChannel> {
    let token = surroundings.issuer.token(&TokenRequest {
        sub: client_id.to_owned(),
        operator: Some("OP01".to_owned()),
        profile,
        act: None,
        audience: "stts".to_owned(),
        lifetime: Duration::from_mins(5),
    });
    let target = Target::Pipe(surroundings.host.pipes().clone(), PUBLIC_PIPE.to_owned());
    let credentials = Credentials::Token(token.unwrap());
    let channel = ServiceChannel::new(&target, "tasks", credentials, Duration::from_secs(30));
    TaskServiceClient::new(channel.unwrap())
}

#[tokio::test]
async fn it_starts_on_an_empty_database_and_answers_whoever_works_through_tasks() {
    for kind in [DatabaseKind::Sqlite, DatabaseKind::Postgres] {
        let (database, _database_folder) = Databases::empty(kind);
        let folder = TempDir::new().unwrap();
        let surroundings = surroundings(&folder);
        let frame = FrameSettings::on(database);
        let settings = Settings::default();
        let server = stts_tasks::start(&settings, &frame, surroundings.clone()).await.unwrap();
        surroundings.host.pipe_all(&[server]).unwrap();

        let mut office = client(&surroundings, "office", Profile::ExtendedAdministrative);
        let listed = office.list_tasks(ListTasksRequest::default()).await.unwrap();
        assert_eq!(listed.into_inner().tasks, []);
        let mut shop = client(&surroundings, "shop", Profile::Commercial);
        let refused = shop.list_tasks(ListTasksRequest::default()).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied, "{kind:?}");

        surroundings.host.shutdown().trigger();
        surroundings.host.drain().await;
    }
}
