//! The queues as tables for people.

use super::View;
use crate::calculators::Sheet;

impl View {
    /// As tables: the services, who is how far in whose log, and the partitions.
    pub fn sheets(&self) -> Vec<Sheet> {
        let mut sheets = vec![self.services_sheet()];
        sheets.extend(Some(self.consumers()).filter(|sheet| !sheet.rows.is_empty()));
        sheets.extend(Some(self.partitions()).filter(|sheet| !sheet.rows.is_empty()));
        sheets
    }

    fn services_sheet(&self) -> Sheet {
        let columns = vec![
            "service",
            "events",
            "per second",
            "unnumbered",
            "jobs due",
            "running",
            "later",
            "dead jobs",
            "dead events",
            "dead frames",
        ];
        let rows = self.services.iter().map(|one| {
            if !one.reachable {
                let mut row = vec![one.service.clone(), "unreachable".to_owned()];
                row.resize(columns.len(), "-".to_owned());
                return row;
            }
            vec![
                one.service.clone(),
                one.events.to_string(),
                known(one.events_per_second),
                one.unnumbered.to_string(),
                one.jobs.due.to_string(),
                one.jobs.running.to_string(),
                one.jobs.later.to_string(),
                one.jobs.dead.to_string(),
                one.dead_events.to_string(),
                one.dead_frames.to_string(),
            ]
        });
        let rows = rows.collect();
        Sheet { title: "Services".to_owned(), columns, rows }
    }

    fn consumers(&self) -> Sheet {
        let rows = self.services.iter().flat_map(|one| {
            one.consumes.iter().map(|log| {
                vec![
                    one.service.clone(),
                    log.producer.clone(),
                    log.applied.to_string(),
                    known(log.applied_per_second),
                    known(log.lag),
                ]
            })
        });
        let columns = vec!["consumer", "log of", "applied", "per second", "lag"];
        Sheet { title: "Consumers".to_owned(), columns, rows: rows.collect() }
    }

    fn partitions(&self) -> Sheet {
        let rows = self.services.iter().flat_map(|one| {
            one.partitions.iter().map(|partition| {
                let behind = |(consumer, lag): (&String, &Option<u64>)| {
                    format!("{consumer} {}", known(*lag))
                };
                let lag: Vec<String> = partition.lag.iter().map(behind).collect();
                vec![
                    one.service.clone(),
                    partition.partition.to_string(),
                    partition.head.to_string(),
                    partition.unnumbered.to_string(),
                    partition.unpublished.to_string(),
                    lag.join(", "),
                ]
            })
        });
        let columns = vec!["log of", "partition", "head", "unnumbered", "unpublished", "lag"];
        Sheet { title: "Partitions".to_owned(), columns, rows: rows.collect() }
    }
}

fn known(number: Option<u64>) -> String {
    number.map_or_else(|| "-".to_owned(), |number| number.to_string())
}
