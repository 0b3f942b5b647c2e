//! How PostgreSQL answers what is asked of dossiers: by its indexes alone, and by reading as many rows
//! of a large table as of a small one.

use sea_orm::{ConnectionTrait, DbBackend, QueryTrait, Statement};
use stts_dossier_domain::dossier::PhoneNumber;
use stts_kernel::{Category, DossierNumber, Formula};
use stts_testkit::{DatabaseKind, Databases, TestDatabase};

use super::*;
use crate::ports::AsOf;
use crate::store::archive::last_entry;
use crate::store::migrations;

const DATABASES: Databases = Databases::of("dossier", migrations);

const SMALL: u32 = 20_000;
const LARGE: u32 = 200_000;

/// Ten operators have a tenth each; one dossier in a hundred comes to another operator, one in five
/// thousand is contested. The numbers are scattered, as drawn ones are, and all different.
const FILL: &str = "INSERT INTO dossiers (number, person_id, place, version, status, operator_id, \
         incoming_operator_id, application_operator_id, phone_number, operator_reference, formula, \
         category, place_contested, due_on, state) \
     SELECT drawn * 100 + 97 - drawn % 97, md5('person' || n)::uuid, md5('place' || n)::uuid, 1, \
         CASE WHEN n % 100 = 0 THEN 'AWAITING_TRANSFER' WHEN n % 13 = 7 THEN 'SUSPENDED' \
              WHEN n % 25 = 3 THEN 'AWAITING_ACTIVATION' ELSE 'ACTIVE' END, \
         CASE WHEN n % 13 <> 7 THEN 'OP0' || n % 10 END, \
         CASE WHEN n % 100 = 0 THEN 'OP0' || (n + 1) % 10 END, \
         'OP0' || n % 10, '+322' || lpad(n::text, 7, '0'), 'K' || n, \
         CASE WHEN n % 3 = 0 THEN 'INTERNET' ELSE 'CALLS_ONLY' END, \
         CASE WHEN n % 7 = 0 THEN 'HEARING' ELSE 'AGE_65' END, n % 5000 = 0, \
         CASE WHEN n % 25 = 3 THEN date '2026-01-05' + (n % 200)::int END, \
         repeat(md5(n::text), 12) \
     FROM (SELECT n, 10000000 + n * 2654435 % 67108864 AS drawn \
         FROM generate_series($1::bigint, $2::bigint) AS n) AS numbers";

const FILL_HISTORY: &str = "INSERT INTO dossier_history (dossier_number, version, occurred_at, \
         actor, command, application_id, application_kind, operator_id, status_after, state) \
     SELECT number, 1, 0, 'OP01', 'APPLY', person_id, 'NEW', application_operator_id, status, '' \
     FROM dossiers ON CONFLICT DO NOTHING";

const FILL_PLACES: &str = "INSERT INTO household_places (household_id, dossier_number) \
     SELECT place, number FROM dossiers ON CONFLICT DO NOTHING";

async fn fill(database: &TestDatabase, from: u32, until: u32) {
    let transaction = database.store.begin().await.unwrap();
    let connection = transaction.connection();
    let range = [from, until - 1].map(|number| Value::from(i64::from(number)));
    let fill = Statement::from_sql_and_values(DbBackend::Postgres, FILL, range);
    connection.execute_raw(fill).await.unwrap();
    for sql in [FILL_HISTORY, FILL_PLACES] {
        connection.execute_unprepared(sql).await.unwrap();
    }
    for table in ["dossiers", "dossier_history", "household_places"] {
        connection.execute_unprepared(&format!("ANALYZE {table}")).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

/// The plan as it ran, a line for each step.
async fn explained(database: &TestDatabase, asked: &Statement) -> Vec<String> {
    let sql = format!("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {}", asked.sql);
    let values = asked.values.clone().map(|values| values.0).unwrap_or_default();
    let explain = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    let reader = database.store.reader();
    let lines = reader.connection().query_all_raw(explain).await.unwrap();
    lines.iter().map(|line| line.try_get_by_index(0).unwrap()).collect()
}

fn number_in(line: &str, before: &str) -> u64 {
    let Some(at) = line.find(before) else { return 0 };
    let digits = line[at + before.len()..].chars().take_while(char::is_ascii_digit);
    digits.collect::<String>().parse().unwrap()
}

/// How many rows of tables a plan read, those included that it threw away.
fn rows_read(plan: &[String]) -> u64 {
    let mut read = 0;
    let (mut of_table, mut loops) = (false, 1);
    for line in plan {
        if line.contains("actual rows=") || line.contains("never executed") {
            of_table = line.contains(" on dossier") || line.contains(" on household_places");
            loops = number_in(line, "loops=");
            read += if of_table { number_in(line, "actual rows=") * loops } else { 0 };
        } else if of_table && line.contains("Rows Removed") {
            read += number_in(line, ": ") * loops;
        }
    }
    read
}

fn statement(scan: &Scan) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, scan.sql(), scan.values())
}

/// A number in the midst of them all.
const MIDST: u64 = 4_300_000_000;

/// The number of the first row.
fn known() -> DossierNumber {
    "1000000021".parse().unwrap()
}

fn lists() -> Vec<(&'static str, Filters)> {
    let own = || Filters { operator: Some(OperatorId::new("OP01").unwrap()), ..Filters::default() };
    let status = Some(Status::AwaitingTransfer);
    let due_before = Some("2026-02-01".parse().unwrap());
    vec![
        ("own", own()),
        ("own, active", Filters { status: Some(Status::Active), ..own() }),
        ("own, in transfer", Filters { status, ..own() }),
        ("own, suspended", Filters { status: Some(Status::Suspended), ..own() }),
        ("own, internet", Filters { formula: Some(Formula::Internet), ..own() }),
        ("own, due", Filters { due_before, ..own() }),
        (
            "own, active and internet and due",
            Filters {
                status: Some(Status::Active),
                formula: Some(Formula::Internet),
                due_before,
                ..own()
            },
        ),
        ("all", Filters::default()),
        ("all suspended", Filters { status: Some(Status::Suspended), ..Filters::default() }),
        ("all contested", Filters { contested: Some(true), ..Filters::default() }),
        ("all due", Filters { due_before, ..Filters::default() }),
        ("all hearing", Filters { category: Some(Category::Hearing), ..Filters::default() }),
        ("contested of one", Filters { contested: Some(true), ..own() }),
    ]
}

/// A question, and how many rows its page has at most.
struct Question {
    name: String,
    size: u64,
    asked: Statement,
}

/// Everything that is asked of dossiers by lists and searches, on the first page and on a later one.
fn questions() -> Vec<Question> {
    let operator = OperatorId::new("OP01").unwrap();
    let mut questions = Vec::new();
    for (after, size) in [(0, 50), (MIDST, 50), (0, 1_000)] {
        for (name, filters) in lists() {
            let asked = statement(&by_filters(&filters, Page { after, size }));
            questions.push(Question { name: format!("{name}, {size} after {after}"), size, asked });
        }
    }
    let page = Page { after: 0, size: 50 };
    let phone = PhoneNumber::from_e164("+3220000000").unwrap();
    for operator in [None, Some(&operator)] {
        for (name, criterion) in [
            ("by number", Criterion::Number(known())),
            ("by phone", Criterion::Phone(phone.clone())),
            ("by reference", Criterion::OperatorReference("K0".to_owned())),
        ] {
            let asked = statement(&by_criterion(&criterion, operator, page));
            questions.push(Question { name: format!("{name} {operator:?}"), size: 1, asked });
        }
        let as_of = AsOf { date: Some("2026-01-05".parse().unwrap()), version: Some(7) };
        let asked = last_entry(known(), operator, as_of).build(DbBackend::Postgres);
        questions.push(Question { name: format!("as of {operator:?}"), size: 1, asked });
    }
    questions
}

/// A page of a larger table may be fuller, for which it reads the candidates of each range, the
/// dossiers and their places. Else it reads no more than of a small one.
#[tokio::test(flavor = "multi_thread")]
async fn every_list_reads_indexes_alone_and_no_more_rows_of_a_larger_table() {
    let database = DATABASES.one(DatabaseKind::Postgres).await;
    fill(&database, 0, SMALL).await;
    let mut of_small = Vec::new();
    for Question { asked, .. } in questions() {
        of_small.push(rows_read(&explained(&database, &asked).await));
    }
    fill(&database, SMALL, LARGE).await;
    for (Question { name, size, asked }, small) in questions().into_iter().zip(of_small) {
        let plan = explained(&database, &asked).await;
        let (large, told) = (rows_read(&plan), plan.join("\n"));
        println!("{name}: {small} rows of {SMALL}, {large} rows of {LARGE}\n{told}\n");
        assert!(!told.contains("Seq Scan"), "{name}\n{told}");
        assert!(large > 0, "{name}: it finds what is there\n{told}");
        assert!(large <= small.max(4 * (size + 1)), "{name}: {large} rows, not {small}\n{told}");
    }
}
