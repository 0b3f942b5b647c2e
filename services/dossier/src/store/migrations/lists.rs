//! What dossiers are listed and found by, with an index for every way of asking.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::prelude::{Expr, MigrationName, MigrationTrait, SchemaManager, Table};
use stts_store::columns::{flag, index, optional, text};

/// What stands in the state of each dossier that is there already. A transfer's data are the incoming
/// operator's; all else is the holder's.
const FILL_POSTGRES: &str = "UPDATE dossiers SET \
     category = CAST(state AS jsonb) #>> '{granted,0}', \
     place_contested = CAST(CAST(state AS jsonb) #>> '{place_contested}' AS boolean), \
     formula = CAST(state AS jsonb) #>> '{application,activation_data,formula}', \
     phone_number = CAST(state AS jsonb) #>> '{application,activation_data,phone_number}', \
     operator_reference = CAST(state AS jsonb) #>> '{application,activation_data,operator_reference}', \
     incoming_formula = CAST(state AS jsonb) #>> '{transfer,activation_data,formula}', \
     incoming_phone_number = CAST(state AS jsonb) #>> '{transfer,activation_data,phone_number}', \
     incoming_operator_reference = \
         CAST(state AS jsonb) #>> '{transfer,activation_data,operator_reference}'";

const FILL_SQLITE: &str = "UPDATE dossiers SET \
     category = json_extract(state, '$.granted[0]'), \
     place_contested = json_extract(state, '$.place_contested'), \
     formula = json_extract(state, '$.application.activation_data.formula'), \
     phone_number = json_extract(state, '$.application.activation_data.phone_number'), \
     operator_reference = json_extract(state, '$.application.activation_data.operator_reference'), \
     incoming_formula = json_extract(state, '$.transfer.activation_data.formula'), \
     incoming_phone_number = json_extract(state, '$.transfer.activation_data.phone_number'), \
     incoming_operator_reference = json_extract(state, '$.transfer.activation_data.operator_reference')";

/// Whose a dossier is, the incoming operator's apart, and the rows that few dossiers have a part in.
const INDEXES: [&str; 6] = [
    "CREATE INDEX dossiers_party_number_idx \
     ON dossiers ((COALESCE(operator_id, application_operator_id)), number)",
    "CREATE INDEX dossiers_party_status_number_idx \
     ON dossiers ((COALESCE(operator_id, application_operator_id)), status, number)",
    "CREATE INDEX dossiers_incoming_idx ON dossiers (incoming_operator_id, number) \
     WHERE incoming_operator_id IS NOT NULL",
    "CREATE INDEX dossiers_incoming_phone_idx ON dossiers (incoming_phone_number, number) \
     WHERE incoming_phone_number IS NOT NULL",
    "CREATE INDEX dossiers_incoming_reference_idx \
     ON dossiers (incoming_operator_reference, number) \
     WHERE incoming_operator_reference IS NOT NULL",
    "CREATE INDEX dossiers_contested_idx ON dossiers (number) WHERE place_contested",
];

pub(super) struct Lists;

impl MigrationName for Lists {
    fn name(&self) -> &'static str {
        "dossier_0005_lists"
    }
}

#[async_trait]
impl MigrationTrait for Lists {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // One at a time: SQLite adds no more in one statement.
        let mut contested = flag("place_contested");
        for column in [
            optional(text("category")),
            contested.default(Expr::val(false)).to_owned(),
            optional(text("formula")),
            optional(text("incoming_formula")),
            optional(text("incoming_phone_number")),
            optional(text("incoming_operator_reference")),
        ] {
            let add = Table::alter().table("dossiers").add_column(column).to_owned();
            schema.alter_table(add).await?;
        }
        let connection = schema.get_connection();
        let fill = match connection.get_database_backend() {
            DbBackend::Postgres => FILL_POSTGRES,
            _ => FILL_SQLITE,
        };
        connection.execute_unprepared(fill).await?;
        for create in INDEXES {
            connection.execute_unprepared(create).await?;
        }
        schema.create_index(index("dossiers", &["status", "number"])).await?;
        // In place of those without the number, which gives a page its order.
        for column in ["phone_number", "operator_reference"] {
            schema.create_index(index("dossiers", &[column, "number"])).await?;
            let drop = format!("DROP INDEX dossiers_{column}_idx");
            connection.execute_unprepared(&drop).await?;
        }
        Ok(())
    }
}
