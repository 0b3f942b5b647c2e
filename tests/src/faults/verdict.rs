//! Whether the databases hold what the operators were told, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use prost::Message;
use stts::deployment::SERVICES;
use stts_contracts::dossier::v1::ApplyResponse;

use super::{Answer, Asked, Call, Cluster, Operators};

/// The commands of operators, by dossier number, in their order.
type Commands = BTreeMap<String, Vec<String>>;

const HISTORY: &str = "SELECT to_char(dossier_number, 'FM0000000000') AS number, command \
    FROM dossier_history WHERE actor LIKE 'OP%' \
    ORDER BY dossier_number, version";
const KEPT: &str = "SELECT caller, request_id, count(*) AS count FROM request_results \
    WHERE caller LIKE 'OP%' GROUP BY caller, request_id";
const DELIVERED: &str = "SELECT message_id AS id FROM messages WHERE stage = 'DELIVERED'";

/// Every change that was acknowledged is there once, in its order, and there is no other.
pub async fn is_what_was_acknowledged(cluster: &Cluster, record: &[Call]) {
    let mut found = Commands::new();
    for row in cluster.rows("dossier", HISTORY).await {
        let number = row["number"].as_str().unwrap().to_owned();
        found.entry(number).or_default().push(row["command"].as_str().unwrap().to_owned());
    }
    let expected = acknowledged(record);
    assert!(!expected.is_empty());
    for (number, commands) in &expected {
        assert_eq!(found.get(number), Some(commands), "dossier {number}");
    }
    assert_eq!(found.len(), expected.len(), "there are dossiers that nobody applied for");
}

/// One answer is kept of each request that was done, and none of a request that nobody made.
pub async fn has_one_answer_each(cluster: &Cluster, record: &[Call]) {
    let kept: BTreeMap<(String, String), u64> = cluster
        .rows("dossier", KEPT)
        .await
        .iter()
        .map(|row| {
            let text = |column: &str| row[column].as_str().unwrap().to_owned();
            ((text("caller"), text("request_id")), row["count"].as_u64().unwrap())
        })
        .collect();
    let place = |call: &Call| (call.operator.to_owned(), call.asked.request_id().to_owned());
    for call in record.iter().filter(|call| matches!(call.answer, Answer::Done(_))) {
        assert_eq!(kept.get(&place(call)), Some(&1), "{}", call.asked.command());
    }
    let asked: BTreeSet<_> = record.iter().map(place).collect();
    for request in kept.keys() {
        assert!(asked.contains(request), "{request:?} was never made");
    }
}

/// Each request, made once more, has the same answer, to the byte.
pub async fn answers_the_same_again(operators: &Operators, record: &[Call]) {
    for call in record.iter().filter(|call| matches!(call.answer, Answer::Done(_))) {
        let answer = Answer::of(call.asked.send(operators.channel(call.client)).await).unwrap();
        assert_eq!(answer, call.answer, "{}", call.asked.command());
    }
}

/// No event and no job was given up.
pub async fn has_no_dead_letters(cluster: &Cluster) {
    for service in SERVICES {
        for dead in ["dead_letters", "jobs WHERE state = 'dead'"] {
            let rows = cluster.rows(service, &format!("SELECT * FROM {dead}")).await;
            assert!(rows.is_empty(), "{service}: {rows:?}");
        }
    }
}

/// Of each message that was delivered there is one letter, and no letter is of anything else.
pub async fn has_one_letter_each(cluster: &Cluster) {
    let rows = cluster.rows("notifications", DELIVERED).await;
    let delivered: BTreeSet<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    let letters = cluster.letters();
    let written: BTreeSet<&str> =
        letters.iter().map(|name| name.split_once('.').unwrap().0).collect();
    assert!(!delivered.is_empty(), "no letter was written");
    assert_eq!(written, delivered);
    assert_eq!(letters.len(), delivered.len(), "{letters:?}");
}

/// Every invariant holds, and each that the record must have touched was put to the test.
pub async fn holds_every_invariant(cluster: &Cluster) {
    let checked = stts::check::check(&cluster.check_settings()).await.unwrap();
    for checked in &checked {
        println!("{checked}");
    }
    for checked in checked {
        assert_eq!(checked.violations, Vec::<String>::new(), "{}", checked.invariant);
        // Redis may have lost everything since the last event.
        assert!(checked.count > 0 || checked.invariant == 11, "nothing for {}", checked.invariant);
    }
}

fn acknowledged(record: &[Call]) -> Commands {
    let mut commands = Commands::new();
    for call in record {
        let Answer::Done(bytes) = &call.answer else { continue };
        let number = match &call.asked {
            Asked::Apply(_) => {
                let answer = ApplyResponse::decode(bytes.as_slice()).unwrap();
                answer.dossier.unwrap().dossier_number
            }
            Asked::Confirm(request) => request.dossier_number.clone(),
            Asked::Complete(request) => request.dossier_number.clone(),
            Asked::Cancel(request) => request.dossier_number.clone(),
        };
        commands.entry(number).or_default().push(call.asked.command().to_owned());
    }
    commands
}
