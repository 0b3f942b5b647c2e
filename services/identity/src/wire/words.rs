//! The closed lists of the domain and those of the contracts, pair by pair. A value without its pair
//! does not compile. A source is told by its name, [`stts_identity_domain::FactSource::name`].

use stts_contracts::common::v1 as common;
use stts_contracts::identity::v1 as identity;
use stts_identity_domain::{Language, Purpose, Relation};

/// The language in which a person is written to.
pub const fn language(language: Language) -> common::Language {
    match language {
        Language::Dutch => common::Language::Nl,
        Language::French => common::Language::Fr,
        Language::German => common::Language::De,
    }
}

/// What a housemate is to the person; what the register does not tell is unspecified.
pub const fn relation(relation: Option<Relation>) -> identity::Relation {
    match relation {
        None => identity::Relation::Unspecified,
        Some(Relation::Spouse) => identity::Relation::Spouse,
        Some(Relation::Child) => identity::Relation::Child,
        Some(Relation::Stepchild) => identity::Relation::Stepchild,
        Some(Relation::ChildInLaw) => identity::Relation::ChildInLaw,
        Some(Relation::Grandchild) => identity::Relation::Grandchild,
        Some(Relation::Parent) => identity::Relation::Parent,
        Some(Relation::Stepparent) => identity::Relation::Stepparent,
        Some(Relation::ParentInLaw) => identity::Relation::ParentInLaw,
        Some(Relation::Grandparent) => identity::Relation::Grandparent,
        Some(Relation::Sibling) => identity::Relation::Sibling,
        Some(Relation::SiblingInLaw) => identity::Relation::SiblingInLaw,
        Some(Relation::OtherRelative) => identity::Relation::OtherRelative,
        Some(Relation::Other) => identity::Relation::Other,
    }
}

/// What somebody is to another; nothing for `UNSPECIFIED`.
pub fn relation_of(message: identity::Relation) -> Option<Relation> {
    Relation::ALL.iter().copied().find(|&one| relation(Some(one)) == message)
}

/// What is known about a statement.
pub const fn truth(value: Option<bool>) -> common::Truth {
    match value {
        None => common::Truth::Unknown,
        Some(true) => common::Truth::True,
        Some(false) => common::Truth::False,
    }
}

/// Why the register is asked; nothing for `UNSPECIFIED`.
pub const fn purpose_of(purpose: common::Purpose) -> Option<Purpose> {
    match purpose {
        common::Purpose::Unspecified => None,
        common::Purpose::Application => Some(Purpose::Application),
        common::Purpose::Check => Some(Purpose::Check),
        common::Purpose::Letter => Some(Purpose::Letter),
        common::Purpose::Activation => Some(Purpose::Activation),
        common::Purpose::Verification => Some(Purpose::Verification),
        common::Purpose::PersonData => Some(Purpose::PersonData),
        common::Purpose::RegisterChange => Some(Purpose::RegisterChange),
        common::Purpose::AgentSearch => Some(Purpose::AgentSearch),
        common::Purpose::Transfer => Some(Purpose::Transfer),
    }
}

/// A profile as tokens name it, such as `COMMERCIAL`; nothing for `UNSPECIFIED`.
pub fn profile_of(profile: common::Profile) -> Option<&'static str> {
    let name = profile.as_str_name().strip_prefix("PROFILE_");
    name.filter(|_| profile != common::Profile::Unspecified)
}
