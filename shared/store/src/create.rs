//! Making a database where there is none: for development and tests.

use sea_orm::{ConnectionTrait, Database, DbBackend};

use crate::open::place;
use crate::{DatabaseSettings, OpenError, StoreError, sql};

/// Makes the PostgreSQL database that these settings name, on their server, unless it is there;
/// whether it was made. A SQLite file is made when it is opened. In production, databases are made by
/// whoever runs the server.
pub async fn create_database(settings: &DatabaseSettings) -> Result<bool, OpenError> {
    let url = settings.url.expose().as_str();
    let Some((server, name)) = url.rsplit_once('/').filter(|_| is_postgres(url)) else {
        return Ok(false);
    };
    let cannot = |cause| OpenError::Failed { place: place(url), cause };
    let unfit = || cannot(StoreError::Other("a name has letters, digits and _".to_owned()));
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Err(unfit());
    }
    let server = Database::connect(format!("{server}/postgres")).await;
    let server = server.map_err(|error| OpenError::Unreachable {
        place: place(url),
        cause: StoreError::from(error).to_string(),
    })?;
    let known = "SELECT CAST(count(*) AS BIGINT) FROM pg_database WHERE datname = $1";
    let known: Option<i64> = sql::value(&server, known, vec![name.into()]).await.map_err(cannot)?;
    let is_missing = known.unwrap_or_default() == 0;
    if is_missing {
        let create = format!("CREATE DATABASE {name}");
        server.execute_unprepared(&create).await.map_err(|error| cannot(error.into()))?;
    }
    server.close().await.map_err(|error| cannot(error.into()))?;
    Ok(is_missing)
}

fn is_postgres(url: &str) -> bool {
    DbBackend::Postgres.is_prefix_of(url)
}
