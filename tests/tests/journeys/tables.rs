//! What stands in the databases, read with connections of our own.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

/// A service's database, seen from outside.
pub(super) struct Tables(DatabaseConnection);

impl Tables {
    /// Opens the database at this address.
    pub(super) async fn open(url: &str) -> Self {
        Self(Database::connect(url).await.unwrap())
    }

    /// The rows of a query whose columns are all texts; NULL is an empty one.
    pub(super) async fn rows(&self, query: &str) -> Vec<Vec<String>> {
        let query = Statement::from_string(self.0.get_database_backend(), query);
        let rows = self.0.query_all_raw(query).await.unwrap();
        let text = |text: Option<String>| text.unwrap_or_default();
        let columns = |row: &sea_orm::QueryResult| {
            let columns = 0..row.column_names().len();
            columns.map(|column| text(row.try_get_by_index(column).unwrap())).collect()
        };
        rows.iter().map(columns).collect()
    }

    /// The first column of a query.
    pub(super) async fn column(&self, query: &str) -> Vec<String> {
        self.rows(query).await.into_iter().map(|mut row| row.swap_remove(0)).collect()
    }

    /// The ids in a column of them, NULL left out.
    pub(super) async fn ids(&self, table: &str, column: &str) -> Vec<String> {
        let text = match self.0.get_database_backend() {
            DbBackend::Postgres => format!("replace({column}::text, '-', '')"),
            _ => format!("lower(hex({column}))"),
        };
        let query = format!("SELECT {text} FROM {table} WHERE {column} IS NOT NULL");
        self.column(&query).await
    }

    /// The tables with their columns.
    pub(super) async fn columns(&self) -> Vec<(String, String)> {
        let query = match self.0.get_database_backend() {
            DbBackend::Postgres => {
                "SELECT table_name::text, column_name::text FROM information_schema.columns \
                 WHERE table_schema = 'public'"
            }
            _ => {
                "SELECT tables.name, columns.name FROM sqlite_master AS tables \
                 JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
            }
        };
        let pairs = self.rows(query).await;
        pairs.into_iter().map(|pair| (pair[0].clone(), pair[1].clone())).collect()
    }

    /// The bytes of a column in all rows.
    pub(super) async fn bytes(&self, table: &str, column: &str) -> Vec<u8> {
        let hexadecimal = match self.0.get_database_backend() {
            // A text of bytes is their hexadecimal form there.
            DbBackend::Postgres => format!("encode(convert_to(\"{column}\"::text, 'UTF8'), 'hex')"),
            _ => format!("hex(\"{column}\")"),
        };
        let query = format!("SELECT {hexadecimal} FROM \"{table}\"");
        self.column(&query).await.iter().flat_map(|text| bytes(text)).collect()
    }
}

/// Bytes from their hexadecimal form.
fn bytes(hexadecimal: &str) -> Vec<u8> {
    let digits: Vec<u32> = hexadecimal.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}
