//! Whatever Redis holds of a producer's events is in its outbox, at the same place.

use std::collections::BTreeMap;
use std::time::Duration;

use stts_queue::log::{Event, PARTITIONS, Place, RedisStreams, Transport};
use stts_queue::{Redis, RedisSettings};

use super::Checked;
use super::databases::{Databases, number, text};

const TOGETHER: usize = 1_000;
const OUTBOX: &str = "SELECT partition, epoch, sequence, event_id FROM outbox";

pub(super) async fn check(
    databases: &Databases,
    settings: &RedisSettings,
) -> anyhow::Result<Checked> {
    let mut checked = Checked::new(11, "what Redis holds is in the outbox, at the same place");
    let streams = RedisStreams::new(Redis::new(settings)?);
    for service in databases.services() {
        let mut known = BTreeMap::new();
        for row in databases.rows(service, OUTBOX).await? {
            let partition = u32::try_from(number(&row, "partition"))?;
            let place = Place { epoch: number(&row, "epoch"), sequence: number(&row, "sequence") };
            known.insert((partition, place), text(&row, "event_id").to_owned());
        }
        let mut after: Vec<(u32, Place)> =
            (0..PARTITIONS).map(|partition| (partition, Place::default())).collect();
        loop {
            let frames = streams.read(service, &after, TOGETHER, Duration::ZERO).await?;
            if frames.is_empty() {
                break;
            }
            for frame in frames {
                let event =
                    Event::decode(&frame.bytes).ok().map(|event| event.event_id.to_string());
                let expected = known.get(&(frame.partition, frame.place));
                checked.look(event.is_some() && event.as_ref() == expected, || {
                    let Place { epoch, sequence } = frame.place;
                    let partition = frame.partition;
                    format!("{service}: {epoch}-{sequence} in partition {partition} is not in the outbox")
                });
                if let Some(last) = after.iter_mut().find(|(one, _)| *one == frame.partition) {
                    last.1 = last.1.max(frame.place);
                }
            }
        }
    }
    Ok(checked)
}
