//! The tables of this service.

use async_trait::async_trait;
use sea_orm::DbErr;
use sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager};
use stts_store::Migrations;
use stts_store::columns::{
    bytes, date, index, instant, key, number, optional, row_id, table, text, unique_index, uuid,
    with_key,
};

pub(super) fn own() -> Migrations {
    vec![Box::new(Consultations), Box::new(RegisterChanges), Box::new(ConsultedPersons)]
}

struct Consultations;

impl MigrationName for Consultations {
    fn name(&self) -> &'static str {
        "identity_0001_consultations"
    }
}

#[async_trait]
impl MigrationTrait for Consultations {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [key(uuid("person_id")), bytes("number_index"), bytes("number_sealed")];
        schema.create_table(table("persons", columns)).await?;
        schema.create_index(unique_index("persons", &["number_index"])).await?;

        let columns = [key(uuid("household_id")), bytes("key_index"), bytes("key_sealed")];
        schema.create_table(table("households", columns)).await?;
        schema.create_index(unique_index("households", &["key_index"])).await?;

        let columns = [
            row_id("id"),
            instant("asked_at"),
            text("operator_id"),
            text("client_id"),
            optional(text("user_name")),
            text("profile"),
            text("purpose"),
            optional(number("dossier_number")),
            optional(uuid("request_id")),
            text("question"),
            optional(uuid("person_id")),
            optional(text("outcome")),
            optional(instant("completed_at")),
        ];
        schema.create_table(table("consultations", columns)).await?;
        schema.create_index(index("consultations", &["person_id", "id"])).await
    }
}

struct RegisterChanges;

impl MigrationName for RegisterChanges {
    fn name(&self) -> &'static str {
        "identity_0002_register_changes"
    }
}

#[async_trait]
impl MigrationTrait for RegisterChanges {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [key(bytes("number_index")), uuid("person_id")];
        schema.create_table(table("former_numbers", columns)).await?;
        schema.create_index(index("former_numbers", &["person_id"])).await?;

        let columns = [key(uuid("person_id")), uuid("into_person_id")];
        schema.create_table(table("merged_persons", columns)).await?;
        schema.create_index(index("merged_persons", &["into_person_id"])).await?;

        let columns =
            [key(number("sequence")), uuid("change_id"), instant("noted_at"), text("outcome")];
        schema.create_table(table("noted_changes", columns)).await?;
        schema.create_index(unique_index("noted_changes", &["change_id"])).await?;

        let columns =
            [row_id("id"), uuid("change_id"), date("effective_on"), bytes("content_sealed")];
        schema.create_table(table("scripted_changes", columns)).await?;
        schema.create_index(unique_index("scripted_changes", &["change_id"])).await?;
        schema.create_index(index("scripted_changes", &["effective_on", "id"])).await
    }
}

struct ConsultedPersons;

impl MigrationName for ConsultedPersons {
    fn name(&self) -> &'static str {
        "identity_0003_consulted_persons"
    }
}

#[async_trait]
impl MigrationTrait for ConsultedPersons {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [number("consultation_id"), uuid("person_id")];
        let persons = table("consulted_persons", columns);
        schema.create_table(with_key(persons, &["consultation_id", "person_id"])).await?;
        schema.create_index(index("consulted_persons", &["person_id", "consultation_id"])).await
    }
}
