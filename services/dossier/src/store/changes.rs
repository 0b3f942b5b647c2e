//! Dossiers that change: the rows of a batch in one statement, each guarded by the version that its
//! change was decided on.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use sea_orm::{
    ActiveModelTrait, ActiveValue, ConnectionTrait, DbBackend, IdenStatic, Iterable, Statement,
    Value,
};
use stts_store::{StoreError, Transaction};

use super::entity::dossier::{self, Column};

/// A statement may hold 32,766 values.
const ROWS_PER_STATEMENT: usize = 500;

/// A dossier as it becomes, and the version that it had.
pub(super) struct Changed {
    pub(super) before: i64,
    pub(super) row: dossier::ActiveModel,
}

impl Changed {
    fn number(&self) -> Result<i64, StoreError> {
        set(&self.row.number)
    }

    /// This change and the one after it.
    fn followed_by(self, mut next: Self) -> Result<Self, StoreError> {
        if set(&self.row.version)? != next.before {
            return Err(StoreError::LostRace);
        }
        if next.row.place_contested.is_not_set() {
            next.row.place_contested = self.row.place_contested;
        }
        Ok(Self { before: self.before, row: next.row })
    }

    /// The version before, and then every column; nothing where a column keeps what it has.
    fn into_values(self) -> Vec<Value> {
        let mut values = vec![self.before.into()];
        values.extend(Column::iter().map(|column| match self.row.get(column) {
            ActiveValue::Set(value) | ActiveValue::Unchanged(value) => value,
            ActiveValue::NotSet => Value::Bool(None),
        }));
        values
    }
}

fn set(value: &ActiveValue<i64>) -> Result<i64, StoreError> {
    value.try_as_ref().copied().ok_or_else(|| StoreError::Corrupt("dossiers".to_owned()))
}

/// Writes changes; several of one dossier are in their order. It is a lost race when one of them was
/// decided on a version that is no longer there, and then none may be committed.
pub(super) async fn write(
    transaction: &Transaction,
    changes: Vec<Changed>,
) -> Result<(), StoreError> {
    let mut by_number: BTreeMap<i64, Changed> = BTreeMap::new();
    for change in changes {
        match by_number.entry(change.number()?) {
            Entry::Vacant(place) => {
                place.insert(change);
            }
            Entry::Occupied(place) => {
                let (number, earlier) = place.remove_entry();
                by_number.insert(number, earlier.followed_by(change)?);
            }
        }
    }
    let mut changes = by_number.into_iter().peekable();
    while changes.peek().is_some() {
        write_some(transaction, changes.by_ref().take(ROWS_PER_STATEMENT).collect()).await?;
    }
    Ok(())
}

async fn write_some(
    transaction: &Transaction,
    changes: Vec<(i64, Changed)>,
) -> Result<(), StoreError> {
    let backend = transaction.connection().get_database_backend();
    if backend == DbBackend::Postgres && changes.len() > 1 {
        lock(transaction, changes.iter().map(|(number, _)| *number)).await?;
    }
    let rows = changes.len();
    let values = changes.into_iter().flat_map(|(_, change)| change.into_values());
    let update = Statement::from_sql_and_values(backend, update(rows), values);
    let updated = transaction.connection().execute_raw(update).await?;
    let lost = updated.rows_affected() != u64::try_from(rows).unwrap_or(u64::MAX);
    if lost { Err(StoreError::LostRace) } else { Ok(()) }
}

/// Rows are locked in the order of their numbers, so that two transactions never wait for each other
/// in a circle: an update of many takes them in whatever order it finds them.
async fn lock(
    transaction: &Transaction,
    numbers: impl Iterator<Item = i64>,
) -> Result<(), StoreError> {
    let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
    let select = format!(
        "SELECT FROM dossiers WHERE number = ANY ('{{{}}}'::bigint[]) ORDER BY number FOR UPDATE",
        numbers.join(",")
    );
    let connection = transaction.connection();
    connection.execute_unprepared(&select).await?;
    Ok(())
}

/// The statement for so many rows.
fn update(rows: usize) -> String {
    let names: Vec<&str> = Column::iter().map(|column| column.as_str()).collect();
    let width = names.len() + 1;
    let places = (0..rows).map(|row| {
        let places: Vec<_> =
            (1..=width).map(|column| format!("${}", row * width + column)).collect();
        format!("({})", places.join(", "))
    });
    let sets = Column::iter().filter(|column| !matches!(column, Column::Number)).map(|column| {
        let name = column.as_str();
        match column {
            Column::PlaceContested => format!("{name} = COALESCE(changed.{name}, dossiers.{name})"),
            _ => format!("{name} = changed.{name}"),
        }
    });
    format!(
        "WITH changed (version_before, {}) AS (VALUES {}) UPDATE dossiers SET {} FROM changed \
         WHERE dossiers.number = changed.number AND dossiers.version = changed.version_before",
        names.join(", "),
        places.collect::<Vec<_>>().join(", "),
        sets.collect::<Vec<_>>().join(", ")
    )
}
