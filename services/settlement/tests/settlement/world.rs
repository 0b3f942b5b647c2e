//! A fund of a test's own: its rpcs, its callers, its database.

use std::sync::Arc;

use prost::Message;
use sea_orm::{ConnectionTrait, Statement as Sql};
use stts_chassis::caller::{Caller, CallerOperator};
use stts_chassis::fields::date_message;
use stts_chassis::reasons::{Language, kind};
use stts_chassis::rules::tariff;
use stts_chassis::use_case::Mutations;
use stts_contracts::common::v1::{Date, Profile};
use stts_contracts::settlement::v1::operator_service_server::OperatorService;
use stts_contracts::settlement::v1::settlement_service_server::SettlementService;
use stts_contracts::settlement::v1::{
    CalculateRequest, CalculateResponse, DeclareFactorsRequest, DeclareTurnoverRequest,
    DeclareTurnoverResponse, GetStatementRequest, OpenSettlementRequest, Operator,
    RegisterOperatorRequest, Settlement, Statement, TurnoverLine,
};
use stts_kernel::{IdSource, OperatorId};
use stts_settlement::app::App;
use stts_settlement::ports::SettlementStore;
use stts_settlement::rpc::Rpcs;
use stts_settlement::rules::contribution;
use stts_settlement::store::{SettlementTables, migrations};
use stts_settlement::wire::Wire;
use stts_testkit::{Databases, FixedClock, SeededIds, TestDatabase};
use tonic::{Code, Request, Status};
use uuid::Uuid;

use crate::dossiers::{FakeDossiers, date};

/// Databases with the tables of the fund.
pub(crate) const DATABASES: Databases = Databases::of("settlement", migrations);

/// The year that most tests settle.
pub(crate) const YEAR: i32 = 2023;

/// A fund.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) rpcs: Rpcs,
    pub(crate) dossiers: Arc<FakeDossiers>,
    pub(crate) database: TestDatabase,
    ids: SeededIds,
}

impl World {
    /// One on each database.
    pub(crate) async fn each() -> Vec<Self> {
        DATABASES.each().await.into_iter().map(Self::over).collect()
    }

    fn over(database: TestDatabase) -> Self {
        let dossiers = Arc::new(FakeDossiers::default());
        let tables = SettlementTables::new(database.store.clone());
        let app = App {
            store: Arc::new(tables.clone()),
            inputs: Arc::new(tables),
            export: dossiers.clone(),
            encode: Arc::new(Wire),
            clock: Arc::new(FixedClock::at("2025-06-01T10:00:00Z")),
            tariff: Arc::new(tariff(None).unwrap()),
            contribution: Arc::new(contribution(None).unwrap()),
        };
        let rpcs = Rpcs::new(app.clone(), Mutations::default());
        Self { app, rpcs, dossiers, database, ids: SeededIds::new(1) }
    }

    /// The same fund after its process was started anew, over other connections.
    pub(crate) async fn restart(&mut self) {
        let tables = SettlementTables::new(self.database.open_again().await);
        self.app.store = Arc::new(tables.clone());
        self.app.inputs = Arc::new(tables);
        self.rpcs = Rpcs::new(self.app.clone(), Mutations::default());
    }

    /// The same fund with a store that a test put between.
    pub(crate) fn with_store(&mut self, store: Arc<dyn SettlementStore>) {
        self.app.store = store;
        self.rpcs = Rpcs::new(self.app.clone(), Mutations::default());
    }

    /// A new request id.
    pub(crate) fn id(&self) -> String {
        self.ids.uuid().to_string()
    }

    /// Registers an operator that takes part in every year.
    pub(crate) async fn register(&self, id: &str) {
        let request = registration(self.ids.uuid(), id);
        self.rpcs.register_operator(manager(request)).await.unwrap();
    }

    /// Registers an operator that takes part from a day on.
    pub(crate) async fn register_from(&self, id: &str, from: &str) {
        let mut request = registration(self.ids.uuid(), id);
        if let Some(operator) = &mut request.operator {
            operator.participates_from = Some(day(from));
        }
        self.rpcs.register_operator(manager(request)).await.unwrap();
    }

    /// Opens a year.
    pub(crate) async fn open(&self, year: i32) -> Result<Settlement, Status> {
        let message = OpenSettlementRequest { request_id: self.id(), year };
        let answer = self.rpcs.open_settlement(manager(message)).await?;
        Ok(answer.into_inner().settlement.unwrap())
    }

    /// Declares turnover.
    pub(crate) async fn declare_turnover(
        &self,
        year: i32,
        id: &str,
        lines: &[(&str, i64)],
    ) -> Result<DeclareTurnoverResponse, Status> {
        let line = |(line, amount_cents): &(&str, i64)| TurnoverLine {
            line: (*line).to_owned(),
            amount_cents: *amount_cents,
        };
        let lines = lines.iter().map(line).collect();
        let message = DeclareTurnoverRequest { request_id: self.id(), year, lines };
        Ok(self.rpcs.declare_turnover(operator(id, message)).await?.into_inner())
    }

    /// Declares correction factors.
    pub(crate) async fn declare_factors(
        &self,
        year: i32,
        id: &str,
        subscription: &str,
        calls: &str,
    ) -> Result<(), Status> {
        let message = DeclareFactorsRequest {
            request_id: self.id(),
            year,
            factor_subscription: subscription.to_owned(),
            factor_calls: calls.to_owned(),
        };
        self.rpcs.declare_factors(operator(id, message)).await.map(|_| ())
    }

    /// Two operators that declared everything for the open year: all turnover is that of `OP01`.
    pub(crate) async fn ready(&self) {
        for id in ["OP01", "OP02"] {
            self.register(id).await;
        }
        self.open(YEAR).await.unwrap();
        for (id, cents) in [("OP01", 1_000), ("OP02", 0)] {
            self.declare_turnover(YEAR, id, &[("MOBILE_PREPAID", cents)]).await.unwrap();
            self.declare_factors(YEAR, id, "1", "1").await.unwrap();
        }
    }

    /// Calculates a year under a request id.
    pub(crate) async fn calculate(
        &self,
        year: i32,
        request_id: &str,
    ) -> Result<CalculateResponse, Status> {
        let message = CalculateRequest { request_id: request_id.to_owned(), year };
        Ok(self.rpcs.calculate(manager(message)).await?.into_inner())
    }

    /// An operator's own statement.
    pub(crate) async fn own_statement(&self, year: i32, id: &str) -> Result<Statement, Status> {
        let message = GetStatementRequest { year, operator_id: String::new() };
        let answer = self.rpcs.get_statement(operator(id, message)).await?;
        Ok(answer.into_inner().statement.unwrap())
    }

    /// How many rows a table has.
    pub(crate) async fn rows(&self, table: &str) -> i64 {
        let reader = self.database.store.reader();
        let backend = reader.connection().get_database_backend();
        let sql = Sql::from_string(backend, format!("SELECT count(*) AS rows FROM {table}"));
        let row = reader.connection().query_one_raw(sql).await.unwrap().unwrap();
        row.try_get("", "rows").unwrap()
    }
}

/// An operator that takes part in every year.
pub(crate) fn registration(request_id: Uuid, id: &str) -> RegisterOperatorRequest {
    RegisterOperatorRequest {
        request_id: request_id.to_string(),
        operator: Some(Operator {
            operator_id: id.to_owned(),
            name: format!("Operator {id}"),
            participates_from: Some(day("2000-01-01")),
            participates_until: None,
            reason: "public telephony".to_owned(),
            ..Operator::default()
        }),
    }
}

fn day(text: &str) -> Date {
    date_message(date(text))
}

/// A request of BIPT's fund manager.
pub(crate) fn manager<T>(message: T) -> Request<T> {
    let user = Some("an.peeters".to_owned());
    called(message, CallerOperator::Bipt, user, Profile::FundManager)
}

/// A request of an operator.
pub(crate) fn operator<T>(id: &str, message: T) -> Request<T> {
    let operator = CallerOperator::Operator(OperatorId::new(id).unwrap());
    called(message, operator, None, Profile::ExtendedAdministrative)
}

fn called<T>(
    message: T,
    operator: CallerOperator,
    user: Option<String>,
    profile: Profile,
) -> Request<T> {
    let client_id = "client".to_owned();
    let language = Language::English;
    let mut request = Request::new(message);
    request.extensions_mut().insert(Caller { operator, client_id, user, profile, language });
    request
}

/// Why a request was refused.
pub(crate) fn reason<T>(answer: Result<T, Status>) -> &'static str {
    let status = answer.err().expect("a refusal");
    kind(&status).expect("a reason").code()
}

/// Everything of a refusal that goes over the wire.
pub(crate) fn bytes(status: &Status) -> (Code, String, Vec<u8>) {
    (status.code(), status.message().to_owned(), status.details().to_vec())
}

/// A message as it was sent.
pub(crate) fn sent<M: Message>(message: &M) -> Vec<u8> {
    message.encode_to_vec()
}
