//! The tables that every service has.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbErr};
use sea_orm_migration::prelude::{MigrationName, MigrationTrait, SchemaManager};
use stts_queue::log::PARTITIONS;

use crate::Migrations;
use crate::columns::{
    bytes, index, index_where_null, instant, key, number, optional, row_id, table, text,
    unique_index, uuid, with_key,
};

/// The migrations of the shared tables; a service's own come after them.
pub fn shared_migrations() -> Migrations {
    vec![Box::new(SharedTables), Box::new(DeadFrames)]
}

struct SharedTables;

impl MigrationName for SharedTables {
    fn name(&self) -> &'static str {
        "shared_0001_tables"
    }
}

#[async_trait]
impl MigrationTrait for SharedTables {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        deployment(schema).await?;
        outbox(schema).await?;
        inbox(schema).await?;
        jobs(schema).await?;
        request_results(schema).await?;
        schema.create_table(table("simulated_clock", [key(number("id")), instant("now")])).await?;
        let rule_set = table("rule_sets", [text("name"), text("version"), text("content")]);
        schema.create_table(with_key(rule_set, &["name", "version"])).await
    }
}

async fn deployment(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [key(number("id")), number("partition_count")];
    schema.create_table(table("deployment", columns)).await?;
    let insert = format!("INSERT INTO deployment VALUES (1, {PARTITIONS})");
    schema.get_connection().execute_unprepared(&insert).await.map(drop)
}

async fn outbox(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        row_id("id"),
        number("partition"),
        text("key"),
        uuid("event_id"),
        text("type_name"),
        number("version"),
        bytes("payload"),
        optional(bytes("caused_by")),
        optional(text("traceparent")),
        instant("occurred_at"),
        optional(number("epoch")),
        optional(number("sequence")),
    ];
    schema.create_table(table("outbox", columns)).await?;
    schema.create_index(unique_index("outbox", &["partition", "sequence"])).await?;
    schema.create_index(index_where_null("outbox", &["id"], "sequence")).await?;

    let columns = [
        key(number("partition")),
        number("epoch"),
        number("sequence"),
        number("published_sequence"),
    ];
    schema.create_table(table("partition_heads", columns)).await?;
    for partition in 0..PARTITIONS {
        let insert = format!("INSERT INTO partition_heads VALUES ({partition}, 1, 0, 0)");
        schema.get_connection().execute_unprepared(&insert).await?;
    }

    let columns = [text("consumer"), number("partition"), number("sequence")];
    let positions = table("consumer_positions", columns);
    schema.create_table(with_key(positions, &["consumer", "partition"])).await
}

async fn inbox(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [text("producer"), number("partition"), number("epoch"), number("sequence")];
    let positions = table("positions", columns);
    schema.create_table(with_key(positions, &["producer", "partition"])).await?;

    let columns = [
        text("producer"),
        number("partition"),
        number("sequence"),
        number("attempts"),
        text("class"),
        instant("first_failed_at"),
        instant("last_failed_at"),
    ];
    let failures = table("event_failures", columns);
    schema.create_table(with_key(failures, &["producer", "partition", "sequence"])).await?;

    let columns = [
        row_id("id"),
        text("producer"),
        number("partition"),
        number("sequence"),
        text("key"),
        bytes("envelope"),
        text("class"),
        number("attempts"),
        instant("first_failed_at"),
        instant("last_failed_at"),
        optional(instant("redriven_at")),
    ];
    schema.create_table(table("dead_letters", columns)).await?;
    let place = unique_index("dead_letters", &["producer", "partition", "sequence"]);
    schema.create_index(place).await?;
    schema.create_index(index_where_null("dead_letters", &["producer", "key"], "redriven_at")).await
}

async fn jobs(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        row_id("id"),
        text("kind"),
        optional(text("key")),
        text("type_name"),
        bytes("payload"),
        instant("due_at"),
        instant("not_before"),
        text("state"),
        number("attempts"),
        number("fence"),
        optional(instant("lease_until")),
        optional(text("class")),
        optional(text("traceparent")),
    ];
    schema.create_table(table("jobs", columns)).await?;
    schema.create_index(unique_index("jobs", &["kind", "key"])).await?;
    schema.create_index(index("jobs", &["state", "due_at"])).await
}

async fn request_results(schema: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        text("caller"),
        text("method"),
        uuid("request_id"),
        bytes("content_hash"),
        bytes("answer"),
        instant("created_at"),
    ];
    let results = table("request_results", columns);
    schema.create_table(with_key(results, &["caller", "method", "request_id"])).await?;
    schema.create_index(index("request_results", &["created_at"])).await
}

/// What stood in the streams of others and is no event.
struct DeadFrames;

impl MigrationName for DeadFrames {
    fn name(&self) -> &'static str {
        "shared_0002_dead_frames"
    }
}

#[async_trait]
impl MigrationTrait for DeadFrames {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            row_id("id"),
            text("producer"),
            number("partition"),
            number("epoch"),
            number("sequence"),
            bytes("digest"),
            bytes("content"),
            text("class"),
            instant("found_at"),
            optional(instant("seen_at")),
        ];
        schema.create_table(table("dead_frames", columns)).await?;
        schema.create_index(unique_index("dead_frames", &["producer", "digest"])).await?;
        schema.create_index(index_where_null("dead_frames", &["id"], "seen_at")).await
    }
}
