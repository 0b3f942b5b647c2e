//! Whether the databases hold what the operators were told, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use prost::Message;
use stts::deployment::SERVICES;
use stts::suite::Client;
use stts_contracts::dossier::v1::dossier_service_client::DossierServiceClient;
use stts_contracts::dossier::v1::{
    ApplyResponse, FindDossiersRequest, GetDossierRequest, ListHistoryRequest,
};
use stts_contracts::tasks::v1::ListTasksRequest;
use stts_contracts::tasks::v1::task_service_client::TaskServiceClient;
use tonic::{Code, Response, Status};

use super::{Answer, Asked, Call, Cluster, Operators};

/// The commands of operators, by dossier number, in their order.
type Commands = BTreeMap<String, Vec<String>>;

const HISTORY: &str = "SELECT to_char(dossier_number, 'FM0000000000') AS number, command \
    FROM dossier_history WHERE actor LIKE 'OP%' \
    ORDER BY dossier_number, version";
const KEPT: &str = "SELECT caller, request_id, count(*) AS count FROM request_results \
    WHERE caller LIKE 'OP%' GROUP BY caller, request_id";
const TASK_OF_AN_OPERATOR: &str = "SELECT assignee, \
    to_char(dossier_number, 'FM0000000000') AS number FROM tasks \
    WHERE state = 'OPEN' AND assignee LIKE 'OP%' ORDER BY number LIMIT 1";
const WAYS_TO_ASK: [&str; 4] = ["GetDossier", "FindDossiers", "ListHistory", "ListTasks"];
const DELIVERED: &str = "SELECT message_id AS id FROM messages WHERE stage = 'DELIVERED'";

/// Whatever happened to the services while these operators worked, and once it is quiet: they were
/// answered by the rules, what they were told is there once, and everything that must hold does, also
/// after they ask again and a few nights have passed.
pub async fn nothing_is_lost_or_doubled(cluster: &Cluster, operators: &Operators) {
    let record = operators.record();
    assert_eq!(operators.unexpected(), Vec::<String>::new());
    is_what_was_acknowledged(cluster, &record).await;
    has_one_answer_each(cluster, &record).await;
    answers_the_same_again(operators, &record).await;
    is_what_was_acknowledged(cluster, &record).await;
    cluster.live(3).await;
    holds_every_invariant(cluster).await;
    has_no_dead_letters(cluster).await;
    has_one_letter_each(cluster).await;
}

/// Every change that was acknowledged is there once, in its order, and there is no other.
async fn is_what_was_acknowledged(cluster: &Cluster, record: &[Call]) {
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
async fn has_one_answer_each(cluster: &Cluster, record: &[Call]) {
    keeps_each_answer(cluster, record).await;
    let asked: BTreeSet<_> = record.iter().map(place).collect();
    for request in kept(cluster).await.keys() {
        assert!(asked.contains(request), "{request:?} was never made");
    }
}

/// One answer is kept of each request that was done.
pub async fn keeps_each_answer(cluster: &Cluster, record: &[Call]) {
    let kept = kept(cluster).await;
    for call in record.iter().filter(|call| matches!(call.answer, Answer::Done(_))) {
        let command = call.asked.command();
        assert_eq!(kept.get(&place(call)), Some(&1), "one answer to {command} is kept");
    }
}

/// How many answers are kept to a request of an operator.
async fn kept(cluster: &Cluster) -> BTreeMap<(String, String), u64> {
    let rows = cluster.rows("dossier", KEPT).await;
    let kept = rows.iter().map(|row| {
        let text = |column: &str| row[column].as_str().unwrap().to_owned();
        ((text("caller"), text("request_id")), row["count"].as_u64().unwrap())
    });
    kept.collect()
}

fn place(call: &Call) -> (String, String) {
    (call.operator.to_owned(), call.asked.request_id().to_owned())
}

/// Each request, made once more, has the same answer, to the byte.
pub async fn answers_the_same_again(operators: &Operators, record: &[Call]) {
    for call in record.iter().filter(|call| matches!(call.answer, Answer::Done(_))) {
        let answer = Answer::of(call.asked.send(operators.channel(call.client)).await).unwrap();
        assert_eq!(answer, call.answer, "{} is answered the same again", call.asked.command());
    }
}

/// Another operator is told nothing of a dossier and its tasks, whichever way it asks.
pub async fn is_hidden_from_others(cluster: &Cluster) {
    let rows = cluster.rows("tasks", TASK_OF_AN_OPERATOR).await;
    let task = rows.first().expect("an operator has a task");
    let (owner, number) = (task["assignee"].as_str().unwrap(), task["number"].as_str().unwrap());
    let own = format!("{}-office", owner.to_lowercase());
    let other = if owner == "OP01" { "op02-office" } else { "op01-office" };
    assert_eq!(told_of(cluster, &own, number).await, WAYS_TO_ASK, "the operator itself is told");
    assert_eq!(told_of(cluster, other, number).await, [""; 0], "another operator is told");
}

/// By which rpcs a client is told of a dossier or its tasks.
async fn told_of(cluster: &Cluster, client: &str, number: &str) -> Vec<&'static str> {
    let client = Client::of_id(client).unwrap();
    let channel = |service: &str| cluster.targets().public_channel(client, service).unwrap();
    let mut dossiers = DossierServiceClient::new(channel("dossier"));
    let mut tasks = TaskServiceClient::new(channel("tasks"));
    let dossier_number = number.to_owned();
    let get = GetDossierRequest { dossier_number: dossier_number.clone() };
    let find = FindDossiersRequest { dossier_number: dossier_number.clone(), ..Default::default() };
    let history =
        ListHistoryRequest { dossier_number: dossier_number.clone(), ..Default::default() };
    let list = ListTasksRequest { dossier_number, ..Default::default() };
    let told = [
        found(dossiers.get_dossier(get).await).is_some(),
        found(dossiers.find_dossiers(find).await).is_some_and(|page| !page.dossiers.is_empty()),
        found(dossiers.list_history(history).await).is_some(),
        found(tasks.list_tasks(list).await).is_some_and(|page| !page.tasks.is_empty()),
    ];
    WAYS_TO_ASK.into_iter().zip(told).filter(|(_, told)| *told).map(|(rpc, _)| rpc).collect()
}

fn found<T>(answer: Result<Response<T>, Status>) -> Option<T> {
    match answer {
        Ok(answer) => Some(answer.into_inner()),
        Err(status) => {
            assert_eq!(status.code(), Code::NotFound, "{status}");
            None
        }
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
