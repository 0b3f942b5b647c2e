//! Who may call which rpc, as the contract's option `stts.common.v1.access` says.

use std::collections::{BTreeSet, HashMap};

use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor, Value};
use stts_contracts::common::v1::{Profile, Scope};
use stts_kernel::{ErrorKind, Refusal};
use thiserror::Error;

use crate::caller::{Caller, CallerOperator};

const OPTION: &str = "stts.common.v1.access";
/// Health and reflection, which answer everybody.
const PUBLIC: [&str; 3] = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
];

/// The rules of every rpc, by path: `/stts.dossier.v1.DossierService/Apply`.
#[derive(Clone, Debug)]
pub struct AccessRules(HashMap<String, MethodRule>);

/// What the contract says about one rpc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodRule {
    /// The profiles that may call it.
    pub profiles: Vec<Profile>,
    /// Whose data it reaches.
    pub scopes: Vec<Scope>,
    /// Whether the caller sends several messages.
    pub client_streaming: bool,
    /// Whether several messages are answered.
    pub server_streaming: bool,
}

/// The contract leaves open who may call.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AccessError {
    /// The descriptors cannot be read.
    #[error("the descriptors of the contracts cannot be read: {0}")]
    Descriptors(String),
    /// A service is not in the descriptors.
    #[error("the service {0} is not in the descriptors of the contracts")]
    UnknownService(String),
    /// Rpcs say nothing, or something that is not allowed.
    #[error("these rpcs need the option stts.common.v1.access with profiles and scopes: {0}")]
    Missing(String),
    /// A service for other services would be offered to operators.
    #[error("{0} is for other services and must not be on the public listener")]
    Internal(String),
}

impl AccessRules {
    /// Reads the option of every rpc in a descriptor set.
    pub fn load(descriptors: &[u8]) -> Result<Self, AccessError> {
        let wrong = |error: &dyn ToString| AccessError::Descriptors(error.to_string());
        let pool = DescriptorPool::decode(descriptors).map_err(|error| wrong(&error))?;
        let rule = |method: MethodDescriptor| {
            let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
            (path, MethodRule::of(&pool, &method))
        };
        let mut rules = HashMap::new();
        for service in pool.services() {
            rules.extend(service.methods().map(rule));
        }
        Ok(Self(rules))
    }

    /// The rule of a path; none when there is no such rpc.
    pub fn of(&self, path: &str) -> Option<&MethodRule> {
        self.0.get(path)
    }

    /// Whether a path is of health or reflection, which answer everybody.
    pub fn is_public(path: &str) -> bool {
        let service = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        PUBLIC.contains(&service)
    }

    /// Refuses services of which an rpc does not say who may call it, naming each such rpc, and on a
    /// public listener those that are for other services.
    pub fn check(&self, services: &[&str], public: bool) -> Result<(), AccessError> {
        let mut missing = BTreeSet::new();
        for service in services {
            let prefix = format!("/{service}/");
            let mut rules = self.0.iter().filter(|(path, _)| path.starts_with(&prefix)).peekable();
            if rules.peek().is_none() {
                return Err(AccessError::UnknownService((*service).to_owned()));
            }
            for (path, rule) in rules {
                if rule.profiles.is_empty() || rule.scopes.is_empty() {
                    missing.insert(path.trim_start_matches('/').to_owned());
                } else if public && rule.scopes.contains(&Scope::Service) {
                    return Err(AccessError::Internal((*service).to_owned()));
                }
            }
        }
        if missing.is_empty() {
            Ok(())
        } else {
            Err(AccessError::Missing(missing.into_iter().collect::<Vec<_>>().join(", ")))
        }
    }
}

impl MethodRule {
    /// Refuses a caller whose profile or kind the rpc does not name.
    pub fn admit(&self, caller: &Caller) -> Result<(), Refusal> {
        let scope = match caller.operator {
            CallerOperator::Operator(_) => Scope::OwnOperator,
            CallerOperator::Bipt => Scope::Bipt,
            CallerOperator::Service(_) => Scope::Service,
        };
        if self.profiles.contains(&caller.profile) && self.scopes.contains(&scope) {
            Ok(())
        } else {
            Err(ErrorKind::ProfileNotAllowed.into())
        }
    }

    /// An unknown or unspecified profile or scope is left out, so that a method with nothing else
    /// has none and is refused at the start.
    fn of(pool: &DescriptorPool, method: &MethodDescriptor) -> Self {
        let access = pool.get_extension_by_name(OPTION).and_then(|extension| {
            let options = method.options();
            options.get_extension(&extension).as_message().cloned()
        });
        let numbers = |field: &str| access.as_ref().map(|access| enums(access, field));
        let profiles = numbers("profiles").unwrap_or_default().into_iter();
        let scopes = numbers("scopes").unwrap_or_default().into_iter();
        Self {
            profiles: profiles
                .filter_map(|number| Profile::try_from(number).ok())
                .filter(|profile| *profile != Profile::Unspecified)
                .collect(),
            scopes: scopes
                .filter_map(|number| Scope::try_from(number).ok())
                .filter(|scope| *scope != Scope::Unspecified)
                .collect(),
            client_streaming: method.is_client_streaming(),
            server_streaming: method.is_server_streaming(),
        }
    }
}

fn enums(message: &DynamicMessage, field: &str) -> Vec<i32> {
    let value = message.get_field_by_name(field);
    let list = value.as_deref().and_then(Value::as_list).unwrap_or_default();
    list.iter().filter_map(Value::as_enum_number).collect()
}

#[cfg(test)]
mod tests {
    use stts_kernel::OperatorId;

    use super::*;
    use crate::reasons::Language;

    const CLOCK: &str = "stts.dev.v1.ClockService";

    fn rules() -> AccessRules {
        AccessRules::load(stts_contracts::DESCRIPTORS).unwrap()
    }

    #[test]
    fn the_option_is_read_from_the_contract() {
        let rules = rules();
        let rule = rules.of("/stts.dev.v1.ClockService/Advance").unwrap();
        assert_eq!(rule.profiles, [Profile::Service]);
        assert_eq!(rule.scopes, [Scope::Service]);
        assert!(!rule.client_streaming && !rule.server_streaming);
        assert_eq!(rules.of("/stts.dev.v1.ClockService/Nothing"), None);
    }

    #[test]
    fn a_server_needs_a_rule_for_every_rpc() {
        let mut rules = rules();
        assert_eq!(rules.check(&[CLOCK], false), Ok(()));
        assert_eq!(rules.check(&[CLOCK], true), Err(AccessError::Internal(CLOCK.into())));
        let unknown = rules.check(&["stts.none.v1.Service"], false);
        assert_eq!(unknown, Err(AccessError::UnknownService("stts.none.v1.Service".into())));
        if let Some(rule) = rules.0.get_mut("/stts.dev.v1.ClockService/Get") {
            rule.profiles.clear();
        }
        let missing = rules.check(&[CLOCK], false);
        assert_eq!(missing, Err(AccessError::Missing(format!("{CLOCK}/Get"))));
    }

    #[test]
    fn a_caller_needs_profile_and_scope() {
        let operator = || CallerOperator::Operator(OperatorId::new("OP01").unwrap());
        let caller = |operator, profile| Caller {
            operator,
            client_id: "client".into(),
            user: None,
            profile,
            language: Language::English,
        };
        let rule = MethodRule {
            profiles: vec![Profile::Administrative, Profile::BiptAgent],
            scopes: vec![Scope::OwnOperator],
            client_streaming: false,
            server_streaming: false,
        };
        for (caller, admitted) in [
            (caller(operator(), Profile::Administrative), true),
            (caller(operator(), Profile::Commercial), false),
            (caller(CallerOperator::Bipt, Profile::BiptAgent), false),
            (caller(CallerOperator::Service("tasks".into()), Profile::Service), false),
        ] {
            assert_eq!(rule.admit(&caller).is_ok(), admitted, "{caller:?}");
        }
    }
}
