//! The clients file: which programs may call, for whom, with which profile.
//!
//! ```toml
//! [[client]]
//! id = "op01-crm"
//! operator = "OP01"
//! profile = "COMMERCIAL"
//! suspended = false
//! ```

use std::collections::HashMap;

use serde::Deserialize;
use stts_contracts::common::v1::Profile;

use super::tokens::profile_of;
use super::{Caller, CallerOperator};
use crate::toml_fault::one_line;

/// The clients by their id.
#[derive(Debug)]
pub(super) struct Clients(HashMap<String, Client>);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Client {
    id: String,
    operator: String,
    profile: String,
    #[serde(default)]
    suspended: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    client: Vec<Client>,
}

impl Clients {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| one_line(text, &error))?;
        let mut clients = HashMap::new();
        for client in file.client {
            if profile_of(&client.profile).is_none() {
                return Err(format!("client {}: no profile {}", client.id, client.profile));
            }
            if let Some(twice) = clients.insert(client.id.clone(), client) {
                return Err(format!("client {} is listed twice", twice.id));
            }
        }
        Ok(Self(clients))
    }

    /// Whether the caller is listed as its token says and not suspended. Services are not listed:
    /// their tokens are of their own making.
    pub(super) fn admit(&self, caller: &Caller) -> bool {
        if matches!(caller.operator, CallerOperator::Service(_)) {
            return caller.profile == Profile::Service;
        }
        self.0.get(&caller.client_id).is_some_and(|client| {
            !client.suspended
                && client.operator == caller.operator.to_string()
                && profile_of(&client.profile) == Some(caller.profile)
        })
    }
}

#[cfg(test)]
mod tests {
    use stts_kernel::OperatorId;

    use super::*;
    use crate::reasons::Language;

    const TEXT: &str = r#"
        [[client]]
        id = "crm"
        operator = "OP01"
        profile = "COMMERCIAL"
        [[client]]
        id = "old"
        operator = "OP01"
        profile = "COMMERCIAL"
        suspended = true
    "#;

    #[test]
    fn a_client_calls_as_it_is_listed() {
        let clients = Clients::parse(TEXT).unwrap();
        for (id, operator, profile, admitted) in [
            ("crm", "OP01", Profile::Commercial, true),
            ("crm", "OP02", Profile::Commercial, false),
            ("crm", "OP01", Profile::Administrative, false),
            ("old", "OP01", Profile::Commercial, false),
            ("new", "OP01", Profile::Commercial, false),
        ] {
            let caller = Caller {
                operator: CallerOperator::Operator(OperatorId::new(operator).unwrap()),
                client_id: id.into(),
                user: None,
                profile,
                language: Language::English,
            };
            assert_eq!(clients.admit(&caller), admitted, "{id} {operator} {profile:?}");
        }
    }

    #[test]
    fn a_fault_of_the_file_is_named() {
        let twice =
            format!("{TEXT}\n[[client]]\nid = \"crm\"\noperator = \"X\"\nprofile = \"COMMERCIAL\"");
        for (text, named) in [
            (twice.as_str(), "crm is listed twice"),
            ("[[client]]\nid = \"a\"\noperator = \"X\"\nprofile = \"KING\"", "no profile KING"),
            (
                "[[client]]\nid = \"a\"\noperator = \"X\"\nprofile = \"COMMERCIAL\"\nroles = 1",
                "roles",
            ),
        ] {
            let error = Clients::parse(text).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
    }
}
