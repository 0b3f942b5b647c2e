//! Every committed change is in the outbox once, and every row of an outbox had its effect once at
//! every consumer that its producer names, or is a dead letter there.

use std::collections::{BTreeMap, BTreeSet};

use prost::Message;
use serde_json::Value;
use stts_contracts::events::v1::{DossierChanged, TaskRaised};
use stts_queue::log::partition_of;

use super::Checked;
use super::databases::{Databases, bytes, number, text};
use crate::suite::consumers_of;

/// Rows of an outbox may be gone after as many days.
const KEPT_DAYS: u64 = 30;
const OUTBOX: &str = "SELECT event_id, partition, epoch, sequence, key, type_name, \
    CASE WHEN type_name IN ('stts.events.v1.DossierChanged', 'stts.events.v1.TaskRaised') \
    THEN payload END AS payload FROM outbox";
const CHANGED: &str = "stts.events.v1.DossierChanged";
const RAISED: &str = "stts.events.v1.TaskRaised";
/// Of these, a message follows always.
const WRITTEN_OF: [&str; 3] = [
    "stts.events.v1.ApplicationRefused",
    "stts.events.v1.DocumentsRequested",
    "stts.events.v1.RightEnds",
];

pub(super) async fn check(databases: &Databases) -> anyhow::Result<Vec<Checked>> {
    let mut committed =
        Checked::new(9, "every committed change has one row in the outbox, and no row is without");
    let mut applied =
        Checked::new(10, "every row of an outbox has one effect per consumer, or one dead letter");
    for service in databases.services() {
        let outbox = databases.rows(service, OUTBOX).await?;
        numbered(databases, service, &outbox, &mut committed).await?;
        for consumer in consumers_of(service) {
            positions(databases, service, consumer, &mut applied).await?;
        }
        if service == stts_dossier::NAME {
            changes(databases, &outbox, &mut committed).await?;
            effects(databases, &outbox, &mut applied).await?;
        }
    }
    Ok(vec![committed, applied])
}

/// Sequences have no gap within an epoch, in the partition of their key, up to its head.
async fn numbered(
    databases: &Databases,
    service: &str,
    outbox: &[Value],
    checked: &mut Checked,
) -> anyhow::Result<()> {
    let mut events = BTreeSet::new();
    let mut sequences = BTreeMap::<(u64, u64), BTreeSet<u64>>::new();
    for row in outbox {
        let event = text(row, "event_id");
        checked.look(events.insert(event.to_owned()), || format!("{service}: event {event} twice"));
        let (partition, sequence) = (number(row, "partition"), row["sequence"].as_u64());
        let place = (partition, row["epoch"].as_u64().unwrap_or_default());
        if u64::from(partition_of(text(row, "key"))) != partition {
            let lost = format!("{service}: event {event} is in partition {partition}, not its own");
            checked.violations.push(lost);
        }
        match sequence {
            None => checked.violations.push(format!("{service}: event {event} has no number")),
            Some(sequence) if !sequences.entry(place).or_default().insert(sequence) => checked
                .violations
                .push(format!("{service}: number {sequence} of partition {partition} twice")),
            Some(_) => {}
        }
    }
    let heads = "SELECT partition, epoch, sequence FROM partition_heads";
    let heads = databases.rows(service, heads).await?;
    let place = |head: &Value| (number(head, "partition"), number(head, "epoch"));
    let heads: BTreeMap<(u64, u64), u64> =
        heads.iter().map(|head| (place(head), number(head, "sequence"))).collect();
    for ((partition, epoch), found) in sequences {
        let (Some(&first), Some(&last)) = (found.first(), found.last()) else { continue };
        let last = heads.get(&(partition, epoch)).copied().unwrap_or(last);
        if !found.iter().copied().eq(first..=last) {
            let gap = format!("{service}: partition {partition} has gaps before {last}");
            checked.violations.push(gap);
        }
    }
    Ok(())
}

/// Each version of a dossier is told by one event.
async fn changes(
    databases: &Databases,
    outbox: &[Value],
    checked: &mut Checked,
) -> anyhow::Result<()> {
    let mut told = BTreeMap::<(String, u64), u64>::new();
    for row in outbox.iter().filter(|row| text(row, "type_name") == CHANGED) {
        let changed = DossierChanged::decode(bytes(row, "payload").as_slice()).unwrap_or_default();
        let version = changed.after.unwrap_or_default().version;
        *told.entry((changed.dossier_number, version)).or_default() += 1;
    }
    let history = format!(
        "SELECT to_char(dossier_number, 'FM0000000000') AS dossier_number, version, \
         occurred_at > (SELECT coalesce((SELECT min(now) FROM simulated_clock), \
         (extract(epoch FROM now()) * 1000000)::bigint)) - {KEPT_DAYS} * 86400000000::bigint \
         AS is_kept FROM dossier_history"
    );
    for entry in databases.rows(stts_dossier::NAME, &history).await? {
        let place = (text(&entry, "dossier_number").to_owned(), number(&entry, "version"));
        let count = told.remove(&place).unwrap_or_default();
        let may_be_gone = entry["is_kept"].as_bool() == Some(false);
        checked.look(count == 1 || (count == 0 && may_be_gone), || {
            format!("dossier {} version {} is told by {count} events", place.0, place.1)
        });
    }
    for (dossier_number, version) in told.into_keys() {
        checked.violations.push(format!(
            "dossier {dossier_number} version {version} is told and was never committed"
        ));
    }
    Ok(())
}

/// A consumer stands where its producer's log ends.
async fn positions(
    databases: &Databases,
    producer: &str,
    consumer: &str,
    checked: &mut Checked,
) -> anyhow::Result<()> {
    let select = format!("SELECT partition, sequence FROM positions WHERE producer = '{producer}'");
    let reached: BTreeMap<u64, u64> = databases
        .rows(consumer, &select)
        .await?
        .iter()
        .map(|row| (number(row, "partition"), number(row, "sequence")))
        .collect();
    let heads = "SELECT partition, sequence FROM partition_heads";
    for head in databases.rows(producer, heads).await? {
        let (partition, head) = (number(&head, "partition"), number(&head, "sequence"));
        let position = reached.get(&partition).copied().unwrap_or_default();
        checked.look(position == head, || {
            format!(
                "{consumer}: stands at {position} of {head} in {producer}'s partition {partition}"
            )
        });
    }
    Ok(())
}

/// Each task that was raised is there, and each letter that an event asks for; and no effect is of an
/// event that never was.
async fn effects(
    databases: &Databases,
    outbox: &[Value],
    checked: &mut Checked,
) -> anyhow::Result<()> {
    let tasks = databases.rows(stts_tasks::NAME, "SELECT task_id AS id FROM tasks").await?;
    let tasks: BTreeSet<&str> = tasks.iter().map(|row| text(row, "id")).collect();
    let messages = "SELECT event_id AS id, count(*) AS count FROM messages GROUP BY event_id";
    let messages = databases.rows(stts_notifications::NAME, messages).await?;
    let messages: BTreeMap<&str, u64> =
        messages.iter().map(|row| (text(row, "id"), number(row, "count"))).collect();
    let dead_tasks = dead_letters(databases, stts_tasks::NAME).await?;
    let dead_messages = dead_letters(databases, stts_notifications::NAME).await?;
    for row in outbox {
        let (event, name) = (text(row, "event_id"), text(row, "type_name"));
        let place = (number(row, "partition"), number(row, "sequence"));
        if name == RAISED {
            let raised = TaskRaised::decode(bytes(row, "payload").as_slice()).unwrap_or_default();
            let found = tasks.contains(raised.task_id.as_str());
            checked.look(found != dead_tasks.contains(&place), || {
                format!("{}: task {} of event {event}", stts_tasks::NAME, raised.task_id)
            });
        }
        let count = messages.get(event).copied().unwrap_or_default();
        let expected = u64::from(!dead_messages.contains(&place));
        if WRITTEN_OF.contains(&name) {
            checked.look(count == expected, || {
                format!("{}: {count} messages of event {event}", stts_notifications::NAME)
            });
        } else {
            checked.look(count <= expected, || {
                format!("{}: {count} messages of event {event}", stts_notifications::NAME)
            });
        }
    }
    Ok(())
}

/// Where the events lie that a consumer could not apply, of the dossier service.
async fn dead_letters(
    databases: &Databases,
    consumer: &str,
) -> anyhow::Result<BTreeSet<(u64, u64)>> {
    let select = format!(
        "SELECT partition, sequence FROM dead_letters \
         WHERE redriven_at IS NULL AND producer = '{}'",
        stts_dossier::NAME
    );
    let rows = databases.rows(consumer, &select).await?;
    Ok(rows.iter().map(|row| (number(row, "partition"), number(row, "sequence"))).collect())
}
