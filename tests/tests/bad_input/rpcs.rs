//! The rpcs of the contracts, and who may call them as their access option says.

use prost_reflect::{DescriptorPool, DynamicMessage, MessageDescriptor, MethodDescriptor, Value};
use stts_contracts::common::v1::{Profile, Scope};

/// One rpc.
pub(super) struct Rpc {
    /// `/stts.dossier.v1.DossierService/Apply`.
    pub(super) path: String,
    /// What it takes.
    pub(super) input: MessageDescriptor,
    /// Who may call it.
    pub(super) profiles: Vec<Profile>,
    /// Whether it is for other services only.
    pub(super) internal: bool,
}

impl Rpc {
    fn of(method: &MethodDescriptor) -> Self {
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        let option = method.parent_pool().get_extension_by_name("stts.common.v1.access").unwrap();
        let access = method.options().get_extension(&option).as_message().unwrap().clone();
        let profiles = numbers(&access, "profiles").into_iter();
        let profiles = profiles.map(|number| Profile::try_from(number).unwrap()).collect();
        let internal = numbers(&access, "scopes").contains(&i32::from(Scope::Service));
        Self { path, input: method.input(), profiles, internal }
    }

    /// A profile that may call it.
    pub(super) fn profile(&self) -> Profile {
        self.profiles[0]
    }
}

/// The rpcs for operators and BIPT.
pub(super) fn public() -> Vec<Rpc> {
    let rpcs: Vec<_> = all().into_iter().filter(|rpc| !rpc.internal).collect();
    assert!(rpcs.len() >= 20, "the descriptors hold the public rpcs");
    rpcs
}

/// The rpcs between services.
pub(super) fn internal() -> Vec<Rpc> {
    let rpcs: Vec<_> = all().into_iter().filter(|rpc| rpc.internal).collect();
    assert!(rpcs.len() >= 10, "the descriptors hold the internal rpcs");
    rpcs
}

fn all() -> Vec<Rpc> {
    let pool = DescriptorPool::decode(stts_contracts::DESCRIPTORS).unwrap();
    let ours = pool.services().filter(|service| service.full_name().starts_with("stts."));
    let methods = ours.flat_map(|service| service.methods().collect::<Vec<_>>());
    methods.map(|method| Rpc::of(&method)).collect()
}

fn numbers(message: &DynamicMessage, field: &str) -> Vec<i32> {
    let value = message.get_field_by_name(field).unwrap().into_owned();
    value.as_list().unwrap().iter().filter_map(Value::as_enum_number).collect()
}
