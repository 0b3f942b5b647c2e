//! The use cases on a test's own database, with a register in which everybody is old and alone.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{Days, NaiveDate};
use prost::Message;
use sea_orm::{ConnectionTrait, Statement};
use stts_contracts::dossier::v1::{
    self as contract, ApplyResponse, StartNightRunResponse, StartVerificationRunResponse,
};
use stts_dossier::app::{App, Applicant, Progress};
use stts_dossier::ports::{Call, PersonSearch, Purpose, Register, RequestIdentity, RunKind};
use stts_dossier::rules;
use stts_dossier::store::{DossierTables, migrations};
use stts_dossier::wire::Wire;
use stts_dossier_domain::dates::BirthDate;
use stts_dossier_domain::dossier::{
    ActivationData, Caller, Contact, Language, LineKind, Party, PaymentKind, PersonFound,
    PersonSnapshot, PhoneNumber, Profile, SocialStatuses,
};
use stts_dossier_domain::eligibility::{Fact, Truth};
use stts_kernel::{
    BillingDay, Cents, Clock, DossierNumber, ErrorKind, Formula, HouseholdId, OperatorId, PersonId,
    Refusal,
};
use stts_store::rule_sets;
use stts_testkit::{DatabaseKind, Databases, FixedClock, SeededIds, TestDatabase};
use uuid::Uuid;

const DATABASES: Databases = Databases::of("dossier", migrations);

/// The use cases, and what a test needs around them.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) asked: Arc<AtomicU64>,
    changed: Arc<Mutex<BTreeMap<PersonId, PersonFound>>>,
    pub(crate) database: TestDatabase,
}

/// From this number on, people are too young for what the register can tell.
pub(crate) const YOUNG: u64 = 1_000_000;

/// The register does not know this one.
pub(crate) const NOBODY: u64 = 999_999;

fn born(person: u64) -> BirthDate {
    let year = if person < YOUNG { 1950 } else { 1990 };
    BirthDate::new(year, 3, 1).unwrap()
}

/// Knows everybody by a number: the last name. All are old, alone and without income, unless
/// a test says otherwise of one.
struct NumberedPeople {
    asked: Arc<AtomicU64>,
    changed: Arc<Mutex<BTreeMap<PersonId, PersonFound>>>,
}

impl NumberedPeople {
    fn now(&self, person: PersonFound) -> PersonFound {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.changed.lock().unwrap().get(&person.person_id).cloned().unwrap_or(person)
    }
}

/// The person of a number, as the register has everybody.
fn numbered(number: u128, first_name: &str, birth_date: BirthDate) -> PersonFound {
    let id = Uuid::from_u128(number);
    PersonFound {
        person_id: PersonId::from(id),
        snapshot: PersonSnapshot {
            last_name: number.to_string(),
            first_name: first_name.to_owned(),
            birth_date,
            address: None,
            language: Language::Dutch,
            contact: Contact::default(),
        },
        household_id: HouseholdId::from(Uuid::from_u128(number + (1 << 64))),
        household: Some(Vec::new()).into(),
        statuses: SocialStatuses {
            collective_living: Truth::False.into(),
            household_income_ok: Truth::True.into(),
            own_income_ok: Truth::True.into(),
            disabled_66: Truth::False.into(),
            living_wage: Fact::from(Truth::False),
        },
    }
}

#[async_trait]
impl Register for NumberedPeople {
    async fn find(
        &self,
        search: &PersonSearch,
        _call: &Call,
        _purpose: Purpose,
    ) -> Result<PersonFound, Refusal> {
        let number = search.last_name.parse().unwrap();
        Ok(self.now(numbered(number, &search.first_name, search.birth_date)))
    }

    async fn get(
        &self,
        person_id: PersonId,
        _call: &Call,
        _purpose: Purpose,
    ) -> Result<PersonFound, Refusal> {
        let number = u64::try_from(person_id.uuid().as_u128()).unwrap();
        if number == NOBODY {
            return Err(ErrorKind::PersonNotFound.into());
        }
        Ok(self.now(numbered(number.into(), "An", born(number))))
    }
}

impl World {
    /// From now on the register says otherwise of the person of a number.
    pub(crate) fn change_person(&self, number: u64, change: impl FnOnce(&mut PersonFound)) {
        let mut changed = self.changed.lock().unwrap();
        let id = PersonId::from(Uuid::from_u128(number.into()));
        let born = BirthDate::new(1950, 3, 1).unwrap();
        change(changed.entry(id).or_insert_with(|| numbered(number.into(), "An", born)));
    }

    /// On a new database, on the morning of 5 January 2026.
    pub(crate) async fn new(kind: DatabaseKind) -> Self {
        let database = DATABASES.one(kind).await;
        let clock = Arc::new(FixedClock::at("2026-01-05T08:00:00Z"));
        let asked = Arc::new(AtomicU64::new(0));
        let changed = Arc::new(Mutex::new(BTreeMap::new()));
        let people = NumberedPeople { asked: Arc::clone(&asked), changed: Arc::clone(&changed) };
        let rules = Arc::new(rules::load(None).unwrap().rules);
        let tables = Arc::new(DossierTables::new(database.store.clone()));
        let app = App {
            store: Arc::clone(&tables) as _,
            runs: Arc::clone(&tables) as _,
            bulks: tables,
            register: Arc::new(people),
            encode: Arc::new(Wire::new(Arc::clone(&rules))),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            ids: Arc::new(SeededIds::new(1)),
            rules,
        };
        Self { app, clock, asked, changed, database }
    }

    /// Everything in a column of a table, as bytes; nothing where it is null.
    pub(crate) async fn column(&self, table: &str, column: &str) -> Vec<Option<Vec<u8>>> {
        let reader = self.database.store.reader();
        let connection = reader.connection();
        let select = format!("SELECT {column} AS read FROM {table}");
        let select = Statement::from_string(connection.get_database_backend(), select);
        let rows = connection.query_all_raw(select).await.unwrap();
        rows.iter().map(|row| row.try_get("", "read").unwrap()).collect()
    }

    /// Makes a dossier's state unreadable.
    pub(crate) async fn break_state(&self, number: DossierNumber) {
        let sql = format!("UPDATE dossiers SET state = '?' WHERE number = {}", number.get());
        self.execute(&sql).await;
    }

    /// Takes the next version of a dossier in its history, so that no change of it can be written.
    pub(crate) async fn take_next_version(&self, number: DossierNumber) {
        let columns = "occurred_at, actor, user_name, command, reason, application_id, \
             application_kind, operator_id, status_before, status_after, state";
        self.execute(&format!(
            "INSERT INTO dossier_history (dossier_number, version, {columns}) \
             SELECT dossier_number, version + 1, {columns} FROM dossier_history \
             WHERE dossier_number = {} ORDER BY version DESC LIMIT 1",
            number.get()
        ))
        .await;
    }

    /// Keeps the rules under their version, as the service does when it starts.
    pub(crate) async fn remember_rules(&self) {
        let set = rules::load(None).unwrap();
        let transaction = self.database.store.begin().await.unwrap();
        let (version, content) = (&set.rules.version, &set.content);
        rule_sets::remember(&transaction, stts_dossier::NAME, version, content).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// Runs a statement on the test's own database.
    pub(crate) async fn execute(&self, sql: &str) {
        let transaction = self.database.store.begin().await.unwrap();
        transaction.connection().execute_unprepared(sql).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// Applies for a person and gives the number of the dossier.
    pub(crate) async fn apply(&self, person: u64) -> DossierNumber {
        let call = call("Apply", person);
        let answer = self.app.apply(&call, &applicant(person)).await.unwrap();
        let dossier = ApplyResponse::decode(answer.as_slice()).unwrap().dossier.unwrap();
        dossier.dossier_number.parse().unwrap()
    }

    /// Confirms with data that activate on a date.
    pub(crate) async fn confirm(&self, person: u64, number: DossierNumber, on: NaiveDate) {
        let call = call("ConfirmApplication", person);
        let data = Some(activation_data(on));
        self.app.confirm_application(&call, number, None, data).await.unwrap();
    }

    /// Starts a night run and gives it as it was answered.
    pub(crate) async fn start(
        &self,
        request: u64,
        date: NaiveDate,
        dry_run: bool,
    ) -> contract::Run {
        let call = operations(request);
        let answer =
            self.app.start_run(&call, (RunKind::Night, date), dry_run, None).await.unwrap();
        StartNightRunResponse::decode(answer.as_slice()).unwrap().run.unwrap()
    }

    /// The dossier that has a household's place.
    pub(crate) async fn place_of(&self, household: HouseholdId) -> Option<DossierNumber> {
        let reader = self.database.store.reader();
        let connection = reader.connection();
        let select = "SELECT dossier_number FROM household_places WHERE household_id = $1";
        let backend = connection.get_database_backend();
        let values = [household.uuid().into()];
        let select = Statement::from_sql_and_values(backend, select, values);
        let row = connection.query_one_raw(select).await.unwrap()?;
        let number: i64 = row.try_get("", "dossier_number").unwrap();
        Some(format!("{number:010}").parse().unwrap())
    }

    /// The runs that were started, in their order.
    pub(crate) async fn runs(&self) -> Vec<Uuid> {
        let reader = self.database.store.reader();
        let connection = reader.connection();
        let select = "SELECT run_id FROM runs ORDER BY date";
        let select = Statement::from_string(connection.get_database_backend(), select);
        let rows = connection.query_all_raw(select).await.unwrap();
        rows.iter().map(|row| row.try_get("", "run_id").unwrap()).collect()
    }

    /// Starts a night run and does its work.
    pub(crate) async fn night(&self, request: u64, date: NaiveDate) {
        let run = self.start(request, date, false).await;
        self.work(run.run_id.parse().unwrap()).await;
    }

    /// Runs the two-yearly check of a date to its end, and gives how often which outcome came.
    pub(crate) async fn check(
        &self,
        request: u64,
        date: NaiveDate,
        dry_run: bool,
    ) -> Vec<(String, u64)> {
        let (call, run) = (operations(request), (RunKind::Verification, date));
        let answer = self.app.start_run(&call, run, dry_run, None).await.unwrap();
        let started = StartVerificationRunResponse::decode(answer.as_slice()).unwrap().run.unwrap();
        let run_id = started.run_id.parse().unwrap();
        self.work(run_id).await;
        self.app.get_run(run_id).await.unwrap().counts.into_iter().collect()
    }

    /// A dossier of OP01 that is active since the night of its application.
    pub(crate) async fn active(&self, person: u64) -> DossierNumber {
        let number = self.apply(person).await;
        let today = self.app.today();
        self.confirm(person, number, today).await;
        self.night(10_000 + person, today).await;
        number
    }

    /// Does the work of a run to its end.
    pub(crate) async fn work(&self, run_id: Uuid) {
        let progress = self.app.work_on_run(run_id, || false).await.unwrap();
        assert_eq!(progress, Progress::Done);
    }

    /// Moves to the morning of a later day.
    pub(crate) fn live_until(&self, day: NaiveDate) {
        self.clock.set(day.and_hms_opt(8, 0, 0).unwrap().and_utc());
    }
}

pub(crate) fn day(offset: u64) -> NaiveDate {
    "2026-01-05".parse::<NaiveDate>().unwrap() + Days::new(offset)
}

pub(crate) fn applicant(person: u64) -> Applicant {
    Applicant {
        search: PersonSearch {
            last_name: person.to_string(),
            first_name: "Jan".to_owned(),
            birth_date: born(person),
            address: None,
        },
        language: Language::Dutch,
        contact: Contact::default(),
        claims: Some(Vec::new()),
    }
}

pub(crate) fn activation_data(on: NaiveDate) -> ActivationData {
    ActivationData {
        phone_number: PhoneNumber::from_national("021234567").unwrap(),
        line_kind: LineKind::Fixed,
        payment_kind: PaymentKind::Postpaid,
        installation_cost: Cents(5_500),
        formula: Formula::CallsOnly,
        activation_date: on,
        billing_day: BillingDay::new(15).unwrap(),
        approved_phone_delivered: false,
        operator_reference: None,
    }
}

/// A call of the operator OP01; the same number is the same request.
pub(crate) fn call(method: &'static str, number: u64) -> Call {
    let party = Party::Operator(OperatorId::new("OP01").unwrap());
    Call {
        caller: Caller { party, profile: Profile::Commercial, user: None },
        client_id: "shop".to_owned(),
        request: Some(identity(method, number)),
    }
}

/// A call of an agent of BIPT; the same number is the same request.
pub(crate) fn agent(method: &'static str, number: u64) -> Call {
    let user = Some("an".to_owned());
    Call {
        caller: Caller { party: Party::Bipt, profile: Profile::BiptAgent, user },
        client_id: "desk".to_owned(),
        request: Some(identity(method, number)),
    }
}

pub(crate) fn operations(number: u64) -> Call {
    Call {
        caller: Caller { party: Party::Bipt, profile: Profile::BiptAgent, user: None },
        client_id: "operations".to_owned(),
        request: Some(identity("StartNightRun", number)),
    }
}

fn identity(method: &'static str, number: u64) -> RequestIdentity {
    let request_id = Uuid::from_u128(number.into());
    RequestIdentity { method, request_id, content_hash: [7; 32] }
}

/// Tells a test once on each database.
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(crate::world::World::new(stts_testkit::DatabaseKind::Sqlite).await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(crate::world::World::new(stts_testkit::DatabaseKind::Postgres).await).await;
            })+
        }
    };
}
pub(crate) use on_both_databases;
