//! Who may reach whom, as Kubernetes reads a `NetworkPolicy`: a pod that no policy of a direction
//! selects is open in that direction; else one rule of one of them must allow it, on both sides.

use serde_json::{Value, json};

use super::objects::{Objects, items, selects};

/// One end of a connection.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// A pod of a namespace with these labels.
    Pod {
        /// The labels of its namespace.
        namespace: Value,
        /// Its own labels.
        labels: Value,
    },
    /// An address outside the cluster.
    Address(&'static str),
}

impl End {
    /// A pod of our namespace.
    pub(super) fn ours(labels: &Value) -> Self {
        Self::Pod {
            namespace: json!({ "kubernetes.io/metadata.name": "stts" }),
            labels: labels.clone(),
        }
    }

    fn labels_of_ours(&self) -> Option<&Value> {
        match self {
            Self::Pod { namespace, labels }
                if namespace["kubernetes.io/metadata.name"] == "stts" =>
            {
                Some(labels)
            }
            _ => None,
        }
    }

    /// Whether a peer of a policy of our namespace is this one.
    fn is(&self, peer: &Value) -> bool {
        match self {
            Self::Address(address) => peer["ipBlock"]["cidr"] == format!("{address}/32"),
            Self::Pod { namespace, labels } => {
                assert!(peer["ipBlock"].is_null() || peer["podSelector"].is_null(), "{peer}");
                let near = match &peer["namespaceSelector"] {
                    Value::Null => self.labels_of_ours().is_some(),
                    selector => selects(selector, namespace),
                };
                let wanted = match &peer["podSelector"] {
                    Value::Null => true,
                    selector => selects(selector, labels),
                };
                peer["ipBlock"].is_null() && near && wanted
            }
        }
    }
}

/// A direction, seen from the pod that a policy selects.
struct Direction {
    kind: &'static str,
    rules: &'static str,
    peers: &'static str,
}

const OUT: Direction = Direction { kind: "Egress", rules: "egress", peers: "to" };
const IN: Direction = Direction { kind: "Ingress", rules: "ingress", peers: "from" };

/// Whether one end may open a connection to a port of another.
pub(super) fn reaches(objects: &Objects, from: &End, to: &End, port: (&str, u64)) -> bool {
    passes(objects, &OUT, from, to, port) && passes(objects, &IN, to, from, port)
}

fn passes(objects: &Objects, way: &Direction, own: &End, peer: &End, port: (&str, u64)) -> bool {
    // What is not ours, no policy of ours restricts.
    let Some(labels) = own.labels_of_ours() else { return true };
    let policies: Vec<&Value> = objects
        .of_kind("NetworkPolicy")
        .map(|policy| &policy["spec"])
        .filter(|policy| items(&policy["policyTypes"]).any(|kind| kind == way.kind))
        .filter(|policy| selects(&policy["podSelector"], labels))
        .collect();
    let allows = |rule: &Value| {
        let mut peers = items(&rule[way.peers]).peekable();
        let mut ports = items(&rule["ports"]).peekable();
        (peers.peek().is_none() || peers.any(|one| peer.is(one)))
            && (ports.peek().is_none() || ports.any(|one| is_port(one, port)))
    };
    policies.is_empty() || policies.iter().flat_map(|policy| items(&policy[way.rules])).any(allows)
}

fn is_port(written: &Value, (protocol, number): (&str, u64)) -> bool {
    assert!(written["port"].is_u64() && written["endPort"].is_null(), "{written}");
    written["protocol"].as_str().unwrap_or("TCP") == protocol && written["port"] == number
}
