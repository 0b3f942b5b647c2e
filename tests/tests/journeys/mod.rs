//! Journeys through all five services, each on SQLite and on PostgreSQL.

mod application;
mod canary;
mod check_right;
mod hang_up;
mod household;
mod settlement;
mod tables;
mod trace;

/// Tells a journey once on each database.
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(stts_testkit::DatabaseKind::Sqlite).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(stts_testkit::DatabaseKind::Postgres).await;
            })+
        }
    };
}
pub(crate) use on_both_databases;
