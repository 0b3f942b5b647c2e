//! Journeys through all five services: in one process, on SQLite and on PostgreSQL, and in processes of
//! their own, on PostgreSQL and Redis.

mod application;
mod canary;
mod check_right;
mod hang_up;
mod household;
mod life;
mod listened;
mod operations;
mod register;
mod settlement;
mod tables;
mod trace;

/// Tells a journey once on each stage.
macro_rules! on_every_stage {
    ($($name:ident),+ $(,)?) => {
        super::on_every_stage!(sqlite, Sqlite: $($name),+);
        super::on_every_stage!(postgres, Postgres: $($name),+);
        super::on_every_stage!(deployed, Deployed: $($name),+);
    };
    ($module:ident, $stage:ident: $($name:ident),+) => {
        mod $module {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(stts_tests::Stage::$stage).await;
            })+
        }
    };
}
pub(crate) use on_every_stage;
