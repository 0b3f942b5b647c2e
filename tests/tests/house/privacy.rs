//! What is personal never shows itself by accident.

use super::{assert_none, sources};

/// What a field is called that holds something of a person. To hold it, a type hides it: see
/// `stts_kernel::hidden_debug`.
const PERSONAL: [&str; 19] = [
    "last_name",
    "first_name",
    "first_names",
    "birth_date",
    "street",
    "house_number",
    "box_number",
    "postal_code",
    "municipality",
    "email",
    "phone",
    "phone_number",
    "national_number",
    "operator_reference",
    "claims",
    "missing",
    "granted",
    "facts",
    "snapshot",
];

/// Types that have such a field, and hide it already or hold nothing of anybody.
const NOT_PERSONAL: [&str; 1] = [
    // Whether to tell the facts, and not what they are.
    "Include",
];

/// The names of the types in a text that print a personal field: each derives `Debug` itself.
fn showing(text: &str) -> Vec<String> {
    let mut showing = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("#[derive(") {
        rest = &rest[at..];
        let end = rest.find(")]").unwrap_or(rest.len());
        let (derived, after) = rest.split_at(end);
        rest = after;
        let Some(head) = after.find('{') else { break };
        let Some(name) = declared(&after[..head]) else { continue };
        let body = &after[head..];
        let body = &body[..body.find("\n}").or_else(|| body.find("\n    }")).unwrap_or(body.len())];
        if derived.contains("Debug") && PERSONAL.iter().any(|field| has_field(body, field)) {
            showing.push(name.to_owned());
        }
    }
    showing
}

/// The type that follows a derive, if what follows declares one with fields.
fn declared(head: &str) -> Option<&str> {
    let name = head.lines().find_map(|line| {
        let line = line.trim_start();
        let line =
            line.strip_prefix("pub(super) ").or_else(|| line.strip_prefix("pub ")).unwrap_or(line);
        line.strip_prefix("struct ").or_else(|| line.strip_prefix("enum "))
    })?;
    (!head.contains(';')).then(|| name.split(['<', ' ']).next().unwrap_or(name))
}

fn has_field(body: &str, field: &str) -> bool {
    body.lines().any(|line| {
        let line = line.trim_start();
        let line =
            line.strip_prefix("pub(super) ").or_else(|| line.strip_prefix("pub ")).unwrap_or(line);
        line.strip_prefix(field).is_some_and(|rest| rest.starts_with(':'))
    })
}

#[test]
fn a_type_that_holds_something_of_a_person_does_not_print_it() {
    let mut broken = Vec::new();
    let services = ["services/dossier/", "services/identity/", "services/notifications/"];
    for source in sources() {
        if !services.iter().any(|service| source.path.starts_with(service))
            || source.path.contains("/tests/")
        {
            continue;
        }
        let names = showing(&source.text);
        for name in names.iter().filter(|name| !NOT_PERSONAL.contains(&name.as_str())) {
            broken.push(format!("{}: {name} derives Debug; hide it", source.path));
        }
    }
    assert_none(&broken);
}

#[test]
fn the_rule_sees_what_it_looks_for() {
    let shown = "#[derive(Clone, Debug)]\npub struct Person {\n    pub last_name: String,\n}\n";
    assert_eq!(showing(shown), ["Person"]);
    assert!(showing(&shown.replace("Debug", "PartialEq")).is_empty());
    assert!(showing(&shown.replace("last_name", "run_id")).is_empty());
    let fieldless =
        "#[derive(Debug)]\npub struct Unit;\n\nfn of(claims: u8) -> u8 {\n    claims\n}\n";
    assert!(showing(fieldless).is_empty());
}
