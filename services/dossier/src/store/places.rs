//! The one place that a household has for all tariffs (domain, section 4.4): the primary key is the
//! judge between two that take it.

use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryResult, Statement};
use stts_chassis::guard_is_on;
use stts_dossier_domain::dossier::PlaceChange;
use stts_kernel::{DossierNumber, HouseholdId};
use stts_store::{StoreError, Transaction};
use uuid::Uuid;

use super::commit::number;
use super::entity::place;
use crate::ports::Commit;

const GIVE_UP: &str =
    "DELETE FROM household_places WHERE dossier_number = $1 RETURNING household_id";

/// The oldest dossier of the household that goes without a place takes it. Its row is locked: were it
/// closed at this moment by somebody else, the place would be lost to the household for good.
const PASS_ON: &str = "INSERT INTO household_places (household_id, dossier_number) \
     SELECT place, number FROM dossiers \
     WHERE place = $1 AND number <> $2 AND status NOT IN ('SUSPENDED', 'CLOSED') \
     ORDER BY application_date, number LIMIT 1";

const HAS_IT: &str = "UPDATE dossiers SET place_contested = FALSE WHERE number = \
     (SELECT dossier_number FROM household_places WHERE household_id = $1)";

const IS_WITHOUT: &str = "UPDATE dossiers SET place_contested = \
     NOT EXISTS (SELECT 1 FROM household_places WHERE dossier_number = $1) WHERE number = $1";

const TAKE_IF_FREE: &str = "INSERT INTO household_places (household_id, dossier_number) \
     VALUES ($1, $2) ON CONFLICT DO NOTHING";

/// Places are given up, and pass on, before others are taken.
pub(super) async fn write(
    transaction: &Transaction,
    commits: &[&Commit],
) -> Result<(), StoreError> {
    let mut taken = Vec::new();
    let mut moved = Vec::new();
    for commit in commits {
        let Some((_, next)) = &commit.dossier else { continue };
        match commit.place {
            None | Some(PlaceChange::Keep) => {}
            Some(PlaceChange::Take(key)) => taken.push((key.id(), number(next.number))),
            Some(PlaceChange::Release) => give_up(transaction, next.number).await?,
            Some(PlaceChange::Move(key)) => {
                give_up(transaction, next.number).await?;
                moved.push((key.id(), next.number));
            }
        }
    }
    if guard_is_on!("household_place") {
        take(transaction, taken).await?;
    }
    for (household_id, moving) in moved {
        let connection = transaction.connection();
        let values = [household_id.uuid().into(), number(moving).into()];
        connection.execute_raw(statement(transaction, TAKE_IF_FREE, values)).await?;
        let values = [number(moving).into()];
        connection.execute_raw(statement(transaction, IS_WITHOUT, values)).await?;
    }
    Ok(())
}

/// New rows in the order of their keys, so that two transactions never wait for each other in a
/// circle.
async fn take(
    transaction: &Transaction,
    mut taken: Vec<(HouseholdId, i64)>,
) -> Result<(), StoreError> {
    if taken.is_empty() {
        return Ok(());
    }
    taken.sort_unstable();
    let rows = taken.into_iter().map(|(household_id, dossier_number)| place::ActiveModel {
        household_id: Set(household_id.uuid()),
        dossier_number: Set(dossier_number),
    });
    place::Entity::insert_many(rows).exec_without_returning(transaction.connection()).await?;
    Ok(())
}

async fn give_up(transaction: &Transaction, leaving: DossierNumber) -> Result<(), StoreError> {
    let connection = transaction.connection();
    let given_up = statement(transaction, GIVE_UP, [number(leaving).into()]);
    let rows: Vec<QueryResult> = connection.query_all_raw(given_up).await?;
    for row in rows {
        let household_id: Uuid = row.try_get("", "household_id")?;
        let lock = match connection.get_database_backend() {
            DbBackend::Postgres => " FOR UPDATE",
            _ => "",
        };
        let values = [household_id.into(), number(leaving).into()];
        let passed = statement(transaction, &format!("{PASS_ON}{lock}"), values);
        if connection.execute_raw(passed).await?.rows_affected() > 0 {
            connection.execute_raw(statement(transaction, HAS_IT, [household_id.into()])).await?;
        }
    }
    Ok(())
}

fn statement<const N: usize>(
    transaction: &Transaction,
    sql: &str,
    values: [sea_orm::Value; N],
) -> Statement {
    let backend = transaction.connection().get_database_backend();
    Statement::from_sql_and_values(backend, sql, values)
}
