//! The service as it is started, called by operators and BIPT, with a dossier service beside it.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use stts_chassis::caller::{Callers, DEVELOPMENT_ISSUER};
use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::keys::{self, Issuer, TokenRequest};
use stts_chassis::server::{Host, PUBLIC_PIPE};
use stts_chassis::settings::{CallerSettings, Environment, LimitSettings};
use stts_contracts::common::v1::{Date, Profile};
use stts_contracts::dossier::v1::dossier_export_service_server::{
    DossierExportService, DossierExportServiceServer,
};
use stts_contracts::dossier::v1::{
    ExportReductionPeriodsRequest, ExportReductionPeriodsResponse, ExportRow, ExportSummary,
    Formula, ReductionPeriod,
};
use stts_contracts::settlement::v1::operator_service_client::OperatorServiceClient;
use stts_contracts::settlement::v1::settlement_service_client::SettlementServiceClient;
use stts_contracts::settlement::v1::{
    CalculateRequest, DeclareFactorsRequest, DeclareTurnoverRequest, GetStatementRequest,
    OpenSettlementRequest, TurnoverLine,
};
use stts_kernel::IdSource;
use stts_queue::log::InProcess;
use stts_service::{FrameSettings, Surroundings};
use stts_settlement::settings::SettlementSettings;
use stts_settlement::{NAME, start};
use stts_testkit::{SeededIds, TestDatabase};
use tempfile::TempDir;
use tonic::codegen::tokio_stream::{Iter, iter};
use tonic::{Request, Response, Status};

use crate::world::{DATABASES, YEAR, reason, registration};

const CLIENTS: &str = r#"
[[client]]
id = "fund"
operator = "BIPT"
profile = "FUND_MANAGER"
[[client]]
id = "billing"
operator = "OP01"
profile = "EXTENDED_ADMINISTRATIVE"
"#;

/// One month of calls at `OP01`.
struct Dossiers;

#[tonic::async_trait]
impl DossierExportService for Dossiers {
    type ExportReductionPeriodsStream =
        Iter<std::vec::IntoIter<Result<ExportReductionPeriodsResponse, Status>>>;

    async fn export_reduction_periods(
        &self,
        request: Request<ExportReductionPeriodsRequest>,
    ) -> Result<Response<Self::ExportReductionPeriodsStream>, Status> {
        assert_eq!((request.get_ref().year, request.get_ref().after_key), (YEAR, 0));
        let date = |month| Some(Date { year: YEAR, month, day: 1 });
        let row = ExportRow {
            key: 1,
            dossier_number: "0000000097".to_owned(),
            operator_id: "OP01".to_owned(),
            reduction_period: Some(ReductionPeriod {
                formula: Formula::CallsOnly.into(),
                begin_date: date(1),
                end_date: date(2),
            }),
            installation_grant: None,
        };
        let summary = ExportSummary { rows: 1, sha256: Vec::new() };
        let first = ExportReductionPeriodsResponse { rows: vec![row], summary: None };
        let last = ExportReductionPeriodsResponse { rows: Vec::new(), summary: Some(summary) };
        Ok(Response::new(iter(vec![Ok(first), Ok(last)])))
    }
}

/// A process with the two services in it.
struct Process {
    host: Host,
    issuer: Arc<Issuer>,
    _keys: TempDir,
    _database: TestDatabase,
}

impl Process {
    async fn begin(database: TestDatabase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        keys::init(folder.path()).unwrap();
        fs::write(folder.path().join("clients.toml"), CLIENTS).unwrap();
        let callers = CallerSettings {
            jwks_file: folder.path().join(keys::JWKS_FILE),
            clients_file: folder.path().join("clients.toml"),
            issuer: DEVELOPMENT_ISSUER.to_owned(),
            audience: "stts".to_owned(),
        };
        let callers = Callers::load(&callers, Environment::Development).unwrap();
        let host =
            Host::new(stts_contracts::DESCRIPTORS, callers, LimitSettings::default()).unwrap();
        let issuer = Arc::new(Issuer::load(folder.path()).unwrap());
        let surroundings = Surroundings::new(
            host.clone(),
            Arc::new(InProcess::default()),
            issuer.clone(),
            Arc::new(SeededIds::new(3)),
        );
        let frame =
            FrameSettings { migrates: false, ..FrameSettings::on(database.settings.clone()) };
        let settlement = start(&SettlementSettings::default(), &frame, surroundings).await.unwrap();
        let dossier = host.service("dossier").internal(DossierExportServiceServer::new(Dossiers));
        host.pipe_all(&[settlement, dossier.build().unwrap()]).unwrap();
        Self { host, issuer, _keys: folder, _database: database }
    }

    fn channel(&self, client: &str, operator: &str, profile: Profile) -> ServiceChannel {
        let token = TokenRequest {
            sub: client.to_owned(),
            operator: Some(operator.to_owned()),
            profile,
            act: Some("an.peeters".to_owned()),
            audience: "stts".to_owned(),
            lifetime: Duration::from_mins(5),
        };
        let token = Credentials::Token(self.issuer.token(&token).unwrap());
        let target = Target::Pipe(self.host.pipes().clone(), PUBLIC_PIPE.to_owned());
        ServiceChannel::new(&target, NAME, token, Duration::from_mins(1)).unwrap()
    }
}

fn turnover(request_id: String) -> DeclareTurnoverRequest {
    let line = TurnoverLine { line: "MOBILE_PREPAID".to_owned(), amount_cents: 5 };
    DeclareTurnoverRequest { request_id, year: YEAR, lines: vec![line] }
}

#[tokio::test]
async fn a_year_is_settled_over_the_wire() {
    let ids = SeededIds::new(4);
    let id = || ids.uuid().to_string();
    for database in DATABASES.each().await {
        let process = Process::begin(database).await;
        let bipt = process.channel("fund", "BIPT", Profile::FundManager);
        let operator = process.channel("billing", "OP01", Profile::ExtendedAdministrative);
        let registered = registration(ids.uuid(), "OP01");
        let mut fund = SettlementServiceClient::new(bipt.clone());
        let mut own = SettlementServiceClient::new(operator.clone());

        let mut registry = OperatorServiceClient::new(operator);
        let by_operator = registry.register_operator(registered.clone()).await;
        assert_eq!(reason(by_operator), "PROFILE_NOT_ALLOWED");
        OperatorServiceClient::new(bipt).register_operator(registered).await.unwrap();
        fund.open_settlement(OpenSettlementRequest { request_id: id(), year: YEAR }).await.unwrap();
        assert_eq!(reason(fund.declare_turnover(turnover(id())).await), "PROFILE_NOT_ALLOWED");
        own.declare_turnover(turnover(id())).await.unwrap();
        let factors = DeclareFactorsRequest {
            request_id: id(),
            year: YEAR,
            factor_subscription: "1".to_owned(),
            factor_calls: "0.5".to_owned(),
        };
        own.declare_factors(factors).await.unwrap();
        let calculating = CalculateRequest { request_id: id(), year: YEAR };
        let draft = fund.calculate(calculating).await.unwrap().into_inner();
        // 31 days of 12 times 3.10 a year, half of it used.
        assert_eq!((draft.total_cents, draft.inputs_sha256.len()), (158, 64));
        let asking = GetStatementRequest { year: YEAR, operator_id: String::new() };
        let statement = own.get_statement(asking).await.unwrap().into_inner().statement.unwrap();
        assert_eq!((statement.days[0].days, statement.actual_share.as_str()), (31, "1"));
        process.host.shutdown().trigger();
        process.host.drain().await;
    }
}
