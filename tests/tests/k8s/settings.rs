//! The settings in the cluster are settings that the programs take, and fit what is around them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use stts::suite::CLIENTS;
use stts_chassis::caller::Callers;
use stts_chassis::settings::{CallerSettings, Environment};
use tempfile::TempDir;

use super::code::{calls, consumptions};
use super::objects::{Objects, container, items, named, selects};
use super::{BASE, DEVELOPMENT, SERVICES, program};

/// Every variable that a service's Secret must have, with a value that is good for nothing.
fn dummy_secrets(service: &str) -> BTreeMap<String, String> {
    let key = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    let mut values = vec![
        ("DATABASE__URL", format!("postgres://{service}:x@db:5432/{service}")),
        ("DATABASE__VAULT_KEYS", format!("[{{id=1,secret=\"{key}\"}}]")),
        ("REDIS__URLS", "[\"redis://:x@redis:6379\"]".to_owned()),
    ];
    if service == "identity" {
        values.push(("SERVICE__INDEX_KEY", key.to_owned()));
    }
    values.into_iter().map(|(name, value)| (variable(service, name), value)).collect()
}

fn variable(service: &str, setting: &str) -> String {
    format!("STTS_{}__{setting}", service.to_uppercase())
}

/// What a service's pod finds at `/etc/stts`, in a folder here.
struct Mounted {
    folder: TempDir,
    service: &'static str,
}

impl Mounted {
    fn new(objects: &Objects, service: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let template = &objects.server(service)["spec"]["template"];
        write("settings.toml", objects.shown(template, "settings", "settings.toml"));
        let callers = objects.find("ConfigMap", "callers");
        for name in ["jwks.json", "clients.toml"] {
            write(name, callers.map_or("", |callers| callers["data"][name].as_str().unwrap()));
        }
        Self { folder, service }
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the service with the arguments of its pod, on the settings as they are mounted here.
    fn printed(&self, secrets: &BTreeMap<String, String>) -> Output {
        Command::new(program(&format!("stts-{}", self.service)))
            .arg("--config")
            .arg(self.file("settings.toml"))
            .arg("--print-config")
            .env_clear()
            .env(variable(self.service, "CALLERS__JWKS_FILE"), self.file("jwks.json"))
            .env(variable(self.service, "CALLERS__CLIENTS_FILE"), self.file("clients.toml"))
            .envs(secrets)
            .output()
            .unwrap()
    }
}

/// The settings as the program would use them.
fn used(mounted: &Mounted, secrets: &BTreeMap<String, String>) -> toml::Table {
    let output = mounted.printed(secrets);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {error}", mounted.service);
    toml::from_str(std::str::from_utf8(&output.stdout).unwrap()).unwrap()
}

/// Where it takes its settings: identity only in development, since it has no real register yet.
fn used_in_base(service: &'static str) -> toml::Table {
    let mut variables = dummy_secrets(service);
    if service == "identity" {
        variables.insert(variable(service, "ENVIRONMENT"), "development".to_owned());
    }
    used(&Mounted::new(&BASE, service), &variables)
}

#[test]
fn every_service_takes_its_settings_once_it_has_its_secrets() {
    for service in SERVICES {
        let settings = used_in_base(service);
        let file = fs::read_to_string(Mounted::new(&BASE, service).file("settings.toml")).unwrap();
        assert!(file.contains("\nenvironment = \"production\"\n"), "{service}: {file}");
        assert_eq!(settings["database"]["vault_keys"].as_array().map(Vec::len), Some(1));

        let without = Mounted::new(&BASE, service).printed(&BTreeMap::new());
        let told = String::from_utf8(without.stderr).unwrap();
        assert_eq!(without.status.code(), Some(2), "{told}");
        assert!(told.contains("database.url") && told.contains("redis.urls"), "{told}");
    }
}

#[test]
fn identity_serves_no_synthetic_people_in_production() {
    let refused = Mounted::new(&BASE, "identity").printed(&dummy_secrets("identity"));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{told}");
    assert!(told.contains("service.population"), "{told}");
}

#[test]
fn the_readme_tells_of_every_variable() {
    let readme = fs::read_to_string(super::root().join("k8s/README.md")).unwrap();
    for service in SERVICES {
        for name in dummy_secrets(service).keys() {
            let setting = name.split_once("__").unwrap().1;
            assert!(readme.contains(&format!("__{setting}`")), "{name} is not in k8s/README.md");
        }
    }
}

#[test]
fn the_development_overlay_has_all_that_the_services_ask_for() {
    for service in SERVICES {
        let template = &DEVELOPMENT.server(service)["spec"]["template"];
        let secret = container(template)["envFrom"][0]["secretRef"]["name"].as_str().unwrap();
        let secrets = DEVELOPMENT.secret(secret);
        let asked: BTreeSet<_> = dummy_secrets(service).into_keys().collect();
        assert!(asked.iter().all(|name| secrets.contains_key(name)), "{service}: {asked:?}");

        let mounted = Mounted::new(&DEVELOPMENT, service);
        let settings = used(&mounted, &secrets);
        assert_eq!(settings["environment"].as_str(), Some("development"), "{service}");
        assert!(settings.contains_key("simulated_from"), "{service}");
        let callers = CallerSettings {
            jwks_file: mounted.file("jwks.json"),
            clients_file: mounted.file("clients.toml"),
            issuer: settings["callers"]["issuer"].as_str().unwrap().to_owned(),
            audience: settings["callers"]["audience"].as_str().unwrap().to_owned(),
        };
        Callers::load(&callers, Environment::Development).unwrap();
        let listed: toml::Table =
            toml::from_str(&fs::read_to_string(mounted.file("clients.toml")).unwrap()).unwrap();
        let listed =
            listed["client"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap());
        assert!(listed.eq(CLIENTS.iter().map(|client| client.id)));
    }
}

#[test]
fn a_service_knows_the_services_that_it_calls_and_that_consume_its_events() {
    for service in SERVICES {
        let settings = used_in_base(service);
        let known = settings["services"].as_table().unwrap().keys().cloned();
        let called = calls().into_iter().filter(|(caller, _)| caller == service);
        assert!(known.eq(called.map(|(_, callee)| callee)), "{service}");

        let consumers = settings["consumers"].as_array().unwrap().iter();
        let consumers: BTreeSet<_> =
            consumers.map(|name| name.as_str().unwrap().to_owned()).collect();
        let of_code = consumptions().into_iter().filter(|(_, producer)| producer == service);
        assert_eq!(consumers, of_code.map(|(consumer, _)| consumer).collect(), "{service}");
    }
}

/// The service and the port of its container where connections to an address end.
fn end_of(address: &str) -> (&'static str, u64) {
    let (name, port) = address.strip_prefix("http://").unwrap().split_once(':').unwrap();
    let port: u64 = port.parse().unwrap();
    let entry = &BASE.get("Service", name)["spec"];
    let wanted = |one: &&Value| one["port"] == port;
    let target = items(&entry["ports"]).find(wanted).unwrap()["targetPort"].as_str().unwrap();
    let selector = serde_json::json!({ "matchLabels": entry["selector"] });
    let chosen = |template: &Value| selects(&selector, &template["metadata"]["labels"]);
    assert_eq!(BASE.workloads().filter(|(_, template)| chosen(template)).count(), 1, "{name}");
    let template = |service: &str| &BASE.server(service)["spec"]["template"];
    let service = SERVICES.into_iter().find(|service| chosen(template(service))).unwrap();
    let port = named(&container(template(service))["ports"], target);
    (service, port["containerPort"].as_u64().unwrap())
}

#[test]
fn every_address_leads_to_the_listener_that_is_meant() {
    let listener = |service: &'static str, name: &str| {
        let settings = used_in_base(service);
        let address = settings["listeners"][name].as_str().unwrap().to_owned();
        address.strip_prefix("0.0.0.0:").unwrap().parse::<u64>().unwrap()
    };
    for service in SERVICES {
        for side in ["public", "internal"] {
            let number = listener(service, side);
            let address = format!("http://{service}-{side}:{number}");
            assert_eq!(end_of(&address), (service, number));
        }
        for (callee, addresses) in used_in_base(service)["services"].as_table().unwrap() {
            for address in addresses.as_array().unwrap() {
                let (end, port) = end_of(address.as_str().unwrap());
                assert_eq!((end, port), (callee.as_str(), listener(end, "internal")));
            }
        }
        let container = container(&BASE.server(service)["spec"]["template"]);
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
            assert_eq!(container[probe]["grpc"]["port"], listener(service, "health"), "{probe}");
        }
    }
}

#[test]
fn files_in_the_settings_are_mounted() {
    for service in SERVICES {
        let template = &BASE.server(service)["spec"]["template"];
        let text = BASE.shown(template, "settings", "settings.toml");
        let settings: toml::Table = toml::from_str(text).unwrap();
        let mount = |path: &Path| {
            let mounts = items(&container(template)["volumeMounts"]);
            let mut over =
                mounts.filter(|mount| path.starts_with(mount["mountPath"].as_str().unwrap()));
            over.next().map_or("", |mount| mount["name"].as_str().unwrap())
        };
        let path = |value: &toml::Value| mount(Path::new(value.as_str().unwrap()));
        assert_eq!(path(&settings["keys_folder"]), "keys", "{service}");
        assert_eq!(path(&settings["callers"]["jwks_file"]), "callers", "{service}");
        assert_eq!(path(&settings["callers"]["clients_file"]), "callers", "{service}");
        if let Some(own) = settings.get("service") {
            assert_eq!(path(&own["mailbox_folder"]), "letters");
        }
        let config = container(template)["args"][1].as_str().unwrap();
        assert_eq!(mount(Path::new(config)), "settings", "{service}");
    }
}

#[test]
fn a_pod_has_the_time_to_end_what_is_running() {
    for service in SERVICES {
        let settings = used_in_base(service);
        let drain_ms = settings["limits"]["drain_timeout_ms"].as_integer().unwrap();
        let pod = &BASE.server(service)["spec"]["template"]["spec"];
        let grace = pod["terminationGracePeriodSeconds"].as_i64().unwrap();
        let container = &pod["containers"][0];
        let before = container["lifecycle"]["preStop"]["sleep"]["seconds"].as_i64().unwrap();
        // Calls have the time to drain, and after them use cases have it once more.
        assert!(grace * 1_000 > before * 1_000 + 2 * drain_ms, "{service}");
    }
}
