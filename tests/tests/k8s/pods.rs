//! Every pod keeps the standard that Kubernetes calls restricted, and more; a server says how it is.

use serde_json::{Value, json};

use super::objects::{container, items, name_of, selects};
use super::{BASE, DEVELOPMENT, SERVICES};

#[test]
fn the_namespace_takes_restricted_pods_only() {
    let namespace = BASE.get("Namespace", "stts");
    for mode in ["enforce", "audit", "warn"] {
        let label = format!("pod-security.kubernetes.io/{mode}");
        assert_eq!(namespace["metadata"]["labels"][label], "restricted");
    }
    for object in BASE.all.iter().chain(&DEVELOPMENT.all).filter(|one| one["kind"] != "Namespace") {
        assert_eq!(object["metadata"]["namespace"], "stts", "{}", name_of(object));
    }
}

#[test]
fn every_pod_is_restricted() {
    for (object, template) in BASE.workloads().chain(DEVELOPMENT.workloads()) {
        let (name, pod) = (name_of(object), &template["spec"]);
        assert_eq!(pod["automountServiceAccountToken"], false, "{name}");
        assert_eq!(pod["securityContext"]["runAsNonRoot"], true, "{name}");
        assert!(
            pod["securityContext"]["runAsUser"].as_u64().is_some_and(|user| user > 0),
            "{name}"
        );
        assert_eq!(pod["securityContext"]["seccompProfile"], json!({"type": "RuntimeDefault"}));
        for shared in ["hostNetwork", "hostPID", "hostIPC", "initContainers"] {
            assert_eq!(pod[shared], Value::Null, "{name}: {shared}");
        }
        for volume in items(&pod["volumes"]) {
            assert_eq!(volume["hostPath"], Value::Null, "{name}");
        }
        let container = container(template);
        let security = json!({
            "allowPrivilegeEscalation": false,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": true,
        });
        assert_eq!(container["securityContext"], security, "{name}");
        assert!(container["resources"]["requests"]["cpu"].is_string(), "{name}");
        assert!(container["resources"]["requests"]["memory"].is_string(), "{name}");
        assert!(container["resources"]["limits"]["memory"].is_string(), "{name}");
    }
}

#[test]
fn every_server_runs_twice_on_different_nodes_and_is_never_away_altogether() {
    for service in SERVICES {
        let (server, test) = (BASE.server(service), DEVELOPMENT.server(service));
        assert_eq!(
            (&server["spec"]["replicas"], &test["spec"]["replicas"]),
            (&json!(2), &json!(1))
        );
        let pod = &server["spec"]["template"]["spec"];
        let topologies: Vec<_> =
            items(&pod["topologySpreadConstraints"]).map(|one| &one["topologyKey"]).collect();
        assert_eq!(topologies, ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]);

        let budgets: Vec<&Value> = BASE
            .of_kind("PodDisruptionBudget")
            .filter(|budget| {
                let labels = &server["spec"]["template"]["metadata"]["labels"];
                selects(&budget["spec"]["selector"], labels)
            })
            .collect();
        let [budget] = budgets[..] else { panic!("one budget for {service}") };
        assert_eq!(budget["spec"]["maxUnavailable"], 1);
    }
    assert_eq!(BASE.of_kind("PodDisruptionBudget").count(), SERVICES.len());
}

#[test]
fn every_service_has_a_migration_of_the_same_image_and_settings() {
    for service in SERVICES {
        let job = &BASE.get("Job", &format!("{service}-migrate"))["spec"]["template"];
        let server = &BASE.server(service)["spec"]["template"];
        let (job_container, server_container) = (container(job), container(server));
        for same in ["image", "command", "envFrom"] {
            assert_eq!(job_container[same], server_container[same], "{service}");
        }
        assert_eq!(job_container["args"][0], "migrate");
        let settings = |template| BASE.shown(template, "settings", "settings.toml");
        assert_eq!(settings(job), settings(server));
        // It signs nothing.
        assert!(items(&job["spec"]["volumes"]).all(|volume| volume["secret"] == Value::Null));
    }
}

/// What a pod takes from elsewhere: kind and name.
fn references(template: &Value) -> Vec<(&'static str, String)> {
    let container = container(template);
    let volumes = items(&template["spec"]["volumes"]);
    let of_volumes = volumes.flat_map(|volume| {
        [
            ("ConfigMap", &volume["configMap"]["name"]),
            ("Secret", &volume["secret"]["secretName"]),
            ("PersistentVolumeClaim", &volume["persistentVolumeClaim"]["claimName"]),
        ]
    });
    let of_variables = items(&container["env"])
        .map(|one| ("Secret", &one["valueFrom"]["secretKeyRef"]["name"]))
        .chain(items(&container["envFrom"]).map(|one| ("Secret", &one["secretRef"]["name"])));
    let named = of_volumes.chain(of_variables);
    named.filter_map(|(kind, name)| Some((kind, name.as_str()?.to_owned()))).collect()
}

#[test]
fn the_base_leaves_out_what_the_readme_asks_for_and_the_overlay_nothing() {
    let mut asked: Vec<_> =
        ["redis-password", "signing-key"].map(|name| ("Secret", name.to_owned())).into();
    asked.push(("ConfigMap", "callers".to_owned()));
    asked.extend(SERVICES.map(|service| ("Secret", format!("{service}-secrets"))));
    asked.sort();
    let missing = |objects: &'static super::Objects| {
        let references = objects.workloads().flat_map(|(_, template)| references(template));
        let mut missing: Vec<_> =
            references.filter(|(kind, name)| objects.find(kind, name).is_none()).collect();
        missing.sort();
        missing.dedup();
        missing
    };
    assert_eq!(missing(&BASE), asked);
    assert_eq!(missing(&DEVELOPMENT), []);
    assert_eq!(BASE.of_kind("Secret").count(), 0, "a secret is in the repository");

    let readme = std::fs::read_to_string(super::root().join("k8s/README.md")).unwrap();
    for (_, name) in asked {
        let general =
            SERVICES.iter().fold(name, |name, service| name.replace(service, "<service>"));
        assert!(
            readme.contains(&format!("`{general}`")),
            "k8s/README.md does not tell of {general}"
        );
    }
}
