//! Rendered objects.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{output, tool};

const AS_JSON: &str =
    "import json, sys, yaml; json.dump(list(yaml.safe_load_all(sys.stdin)), sys.stdout)";

/// All objects of a rendered folder.
#[derive(Clone)]
pub(super) struct Objects {
    /// As kustomize wrote them.
    pub(super) yaml: String,
    pub(super) all: Vec<Value>,
}

impl Objects {
    pub(super) fn parse(yaml: &str) -> Self {
        let json = output(tool("python").args(["-c", AS_JSON]), yaml);
        let all: Vec<Value> = serde_json::from_str(&json).unwrap();
        assert!(all.len() > 20, "only {} objects were rendered", all.len());
        Self { yaml: yaml.to_owned(), all }
    }

    pub(super) fn of_kind<'a>(&'a self, kind: &str) -> impl Iterator<Item = &'a Value> {
        self.all.iter().filter(move |object| object["kind"] == kind)
    }

    /// The object of that kind and name.
    pub(super) fn find(&self, kind: &str, name: &str) -> Option<&Value> {
        self.of_kind(kind).find(|object| name_of(object) == name)
    }

    pub(super) fn get(&self, kind: &str, name: &str) -> &Value {
        self.find(kind, name).unwrap_or_else(|| panic!("there is no {kind} {name}"))
    }

    /// Everything that runs pods, with the template of its pods.
    pub(super) fn workloads(&self) -> impl Iterator<Item = (&Value, &Value)> {
        let runs = ["Deployment", "StatefulSet", "Job"];
        let workloads =
            self.all.iter().filter(move |object| runs.contains(&object["kind"].as_str().unwrap()));
        workloads.map(|object| (object, &object["spec"]["template"]))
    }

    /// The Deployment of a service.
    pub(super) fn server(&self, service: &str) -> &Value {
        self.get("Deployment", &format!("{service}-server"))
    }

    /// The text of a key of the `ConfigMap` that a volume of a pod shows.
    pub(super) fn shown(&self, template: &Value, volume: &str, key: &str) -> &str {
        let volume = named(&template["spec"]["volumes"], volume);
        let name = volume["configMap"]["name"].as_str().unwrap();
        self.get("ConfigMap", name)["data"][key].as_str().unwrap()
    }

    /// What a Secret holds.
    pub(super) fn secret(&self, name: &str) -> BTreeMap<String, String> {
        let data = self.get("Secret", name)["data"].as_object().unwrap();
        let decoded = |value: &Value| {
            let lines: String = value.as_str().unwrap().split_whitespace().collect();
            String::from_utf8(STANDARD.decode(lines).unwrap()).unwrap()
        };
        data.iter().map(|(key, value)| (key.clone(), decoded(value))).collect()
    }
}

/// The name of an object.
pub(super) fn name_of(object: &Value) -> &str {
    object["metadata"]["name"].as_str().unwrap()
}

/// The element of a list that has this name.
pub(super) fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
    let found = items(list).find(|one| one["name"] == name);
    found.unwrap_or_else(|| panic!("there is no {name} in {list}"))
}

/// The elements of a list; none where there is no list.
pub(super) fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// The only container of a pod.
pub(super) fn container(template: &Value) -> &Value {
    let containers: Vec<&Value> = items(&template["spec"]["containers"]).collect();
    let [container] = containers[..] else { panic!("one container in {template}") };
    container
}

/// Whether labels are as a selector wants them.
pub(super) fn selects(selector: &Value, labels: &Value) -> bool {
    let fields = selector.as_object().unwrap();
    let known = ["matchLabels", "matchExpressions"];
    assert!(fields.keys().all(|key| known.contains(&key.as_str())), "{selector}");
    let equal = selector["matchLabels"].as_object();
    let within = |expression: &Value| {
        assert_eq!(expression["operator"], "In", "{selector}");
        let label = &labels[expression["key"].as_str().unwrap()];
        items(&expression["values"]).any(|value| value == label)
    };
    equal.is_none_or(|equal| equal.iter().all(|(key, value)| labels[key] == *value))
        && items(&selector["matchExpressions"]).all(within)
}
