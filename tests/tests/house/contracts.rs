//! What every rpc and every contract must say, read from their descriptors.

use prost_reflect::{DescriptorPool, MethodDescriptor, ReflectMessage, ServiceDescriptor, Value};

use super::assert_none;

const INTERNAL: [&str; 5] = [
    "stts.identity.v1.IdentityService",
    "stts.dossier.v1.DossierExportService",
    "stts.events.v1.EventLogService",
    "stts.dev.v1.ClockService",
    "stts.dev.v1.RegisterService",
];

fn pool() -> DescriptorPool {
    DescriptorPool::decode(stts_contracts::DESCRIPTORS).unwrap()
}

fn services(pool: &DescriptorPool) -> Vec<ServiceDescriptor> {
    let services: Vec<_> =
        pool.services().filter(|service| service.full_name().starts_with("stts.")).collect();
    assert!(services.len() >= 10, "the descriptors name the services");
    services
}

/// The names of the enum values in a list field of the method's access option.
fn access(method: &MethodDescriptor, field: &str) -> Vec<String> {
    let pool = method.parent_pool().clone();
    let extension = pool.get_extension_by_name("stts.common.v1.access").unwrap();
    let options = method.options();
    let Value::Message(access) = options.get_extension(&extension).into_owned() else {
        return Vec::new();
    };
    let descriptor = access.descriptor().get_field_by_name(field).unwrap();
    let kind = descriptor.kind().as_enum().unwrap().clone();
    let list = access.get_field(&descriptor).into_owned();
    let number = |value: &Value| value.as_enum_number().unwrap();
    let name = |value: &Value| kind.get_value(number(value)).unwrap().name().to_owned();
    list.as_list().unwrap().iter().map(name).collect()
}

#[test]
fn every_rpc_says_who_may_call_it() {
    let mut broken = Vec::new();
    for service in services(&pool()) {
        let internal = INTERNAL.contains(&service.full_name());
        for method in service.methods() {
            let (profiles, scopes) = (access(&method, "profiles"), access(&method, "scopes"));
            let for_services = profiles == ["PROFILE_SERVICE"] && scopes == ["SCOPE_SERVICE"];
            if profiles.is_empty() || scopes.is_empty() || for_services != internal {
                broken.push(format!("{}: {profiles:?} {scopes:?}", method.full_name()));
            }
        }
    }
    assert_none(&broken);
}

#[test]
fn nobody_has_to_stream_upwards() {
    let pool = pool();
    let upwards =
        services(&pool).into_iter().flat_map(|service| service.methods().collect::<Vec<_>>());
    let broken: Vec<String> = upwards
        .filter(MethodDescriptor::is_client_streaming)
        .map(|method| format!("{} streams upwards", method.full_name()))
        .collect();
    assert_none(&broken);
}

/// A query carries no request id, everything else does.
#[test]
fn every_request_that_changes_something_has_a_request_id() {
    let queries = [
        "Get",
        "List",
        "Find",
        "Check",
        "PrepareTransfer",
        "Read",
        "Export",
        "Quote",
        "Recommend",
        "Stream",
        "Explain",
    ];
    let mut broken = Vec::new();
    for service in services(&pool()) {
        if INTERNAL.contains(&service.full_name()) {
            continue;
        }
        for method in service.methods() {
            let query = queries.iter().any(|prefix| method.name().starts_with(prefix));
            let has_id = method.input().get_field_by_name("request_id").is_some();
            if query == has_id {
                broken.push(format!("{}: request_id {has_id}", method.full_name()));
            }
        }
    }
    assert_none(&broken);
}

/// Money is whole cents: no message holds a floating-point number.
#[test]
fn no_field_is_a_floating_point_number() {
    let pool = pool();
    let ours = pool.all_messages().filter(|message| message.full_name().starts_with("stts."));
    let broken: Vec<String> = ours
        .flat_map(|message| message.fields().collect::<Vec<_>>())
        .filter(|field| {
            matches!(field.kind(), prost_reflect::Kind::Double | prost_reflect::Kind::Float)
        })
        .map(|field| field.full_name().to_owned())
        .collect();
    assert_none(&broken);
}
