//! The network lets through the calls that the code makes, and nothing else.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::code::calls;
use super::objects::{Objects, container, items, name_of};
use super::reach::{End, reaches};
use super::{BASE, DEVELOPMENT, SERVICES};

const PUBLIC: u64 = 50051;
const INTERNAL: u64 = 50052;
const REDIS: u64 = 6379;
const POSTGRES: u64 = 5432;

/// A connection that is allowed: from, to, port.
type Connection = (String, String, u64);

/// Every workload by name, with the labels of its pods.
fn pods(objects: &Objects) -> Vec<(&str, &Value)> {
    let pods = objects.workloads();
    pods.map(|(object, template)| (name_of(object), &template["metadata"]["labels"])).collect()
}

/// Every port that a container of ours has, and two that nobody has.
fn ports(objects: &Objects) -> BTreeSet<u64> {
    let of_pods =
        objects.workloads().flat_map(|(_, template)| items(&container(template)["ports"]));
    let ports = of_pods.map(|port| port["containerPort"].as_u64().unwrap());
    ports.chain([22, 443]).collect()
}

fn allowed(objects: &Objects) -> BTreeSet<Connection> {
    let mut allowed = BTreeSet::new();
    for (from, from_labels) in pods(objects) {
        for (to, to_labels) in pods(objects) {
            let ends = (End::ours(from_labels), End::ours(to_labels));
            for port in ports(objects) {
                if reaches(objects, &ends.0, &ends.1, ("TCP", port)) {
                    allowed.insert((from.to_owned(), to.to_owned(), port));
                }
            }
        }
    }
    allowed
}

fn server(service: &str) -> String {
    format!("{service}-server")
}

/// What the code of the services needs.
fn needed() -> BTreeSet<Connection> {
    let calls = calls().into_iter();
    let calls = calls.map(|(caller, callee)| (server(&caller), server(&callee), INTERNAL));
    let queue = SERVICES.map(|service| (server(service), "redis".to_owned(), REDIS));
    calls.chain(queue).collect()
}

#[test]
fn pods_reach_each_other_exactly_where_the_code_calls() {
    assert_eq!(allowed(&BASE), needed());

    let mut with_database = needed();
    for service in SERVICES {
        for pod in [server(service), format!("{service}-migrate")] {
            with_database.insert((pod, "postgres".to_owned(), POSTGRES));
        }
    }
    assert_eq!(allowed(&DEVELOPMENT), with_database);
}

#[test]
fn from_elsewhere_only_the_gateway_gets_in_and_only_to_public_ports() {
    let pod_of = |namespace: Value| End::Pod { namespace, labels: json!({"app": "something"}) };
    let gateway = pod_of(json!({"stts.bipt.be/gateway": "true"}));
    // A pod with no label of ours in our own namespace is a stranger too.
    let strangers = [
        pod_of(json!({"kubernetes.io/metadata.name": "default"})),
        pod_of(json!({"kubernetes.io/metadata.name": "stts"})),
        End::Address("203.0.113.7"),
    ];
    for objects in [&*BASE, &*DEVELOPMENT] {
        for (name, labels) in pods(objects) {
            for port in ports(objects) {
                let to = End::ours(labels);
                let public = port == PUBLIC && name.ends_with("-server");
                assert_eq!(reaches(objects, &gateway, &to, ("TCP", port)), public, "{name}:{port}");
                for from in &strangers {
                    assert!(!reaches(objects, from, &to, ("TCP", port)), "{from:?} {name}:{port}");
                }
            }
        }
    }
}

#[test]
fn pods_reach_names_and_their_database_outside_and_nothing_else() {
    let names = End::Pod {
        namespace: json!({"kubernetes.io/metadata.name": "kube-system"}),
        labels: json!({"k8s-app": "kube-dns"}),
    };
    for (name, labels) in pods(&BASE) {
        let from = End::ours(labels);
        for protocol in ["UDP", "TCP"] {
            assert!(reaches(&BASE, &from, &names, (protocol, 53)), "{name}");
        }
        assert!(!reaches(&BASE, &from, &names, ("TCP", 443)), "{name}");
        for port in ports(&BASE).into_iter().chain([POSTGRES]) {
            let database = reaches(&BASE, &from, &End::Address("192.0.2.1"), ("TCP", port));
            assert_eq!(database, name != "redis" && port == POSTGRES, "{name}:{port}");
            assert!(!reaches(&BASE, &from, &End::Address("203.0.113.7"), ("TCP", port)), "{name}");
        }
    }
}

#[test]
fn a_policy_too_few_or_too_many_is_noticed() {
    let without = |name: &str| {
        let mut objects = BASE.clone();
        objects.all.retain(|one| one["kind"] != "NetworkPolicy" || name_of(one) != name);
        objects
    };
    assert!(allowed(&without("calls-of-dossier")).len() < needed().len());
    assert!(allowed(&without("calls-to-dossier")).len() < needed().len());

    let migration = &BASE.get("Job", "dossier-migrate")["spec"]["template"]["metadata"]["labels"];
    let (stranger, migration) = (End::Address("203.0.113.7"), End::ours(migration));
    assert!(!reaches(&BASE, &stranger, &migration, ("TCP", PUBLIC)));
    assert!(reaches(&without("deny-all"), &stranger, &migration, ("TCP", PUBLIC)));

    let mut open = BASE.clone();
    open.all.push(json!({
        "kind": "NetworkPolicy",
        "metadata": { "name": "open" },
        "spec": {
            "podSelector": {},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{}],
            "egress": [{}],
        },
    }));
    assert!(allowed(&open).len() > needed().len());
}
