//! What a token says, and whether that makes a caller.

use serde::{Deserialize, Serialize};
use stts_contracts::common::v1::Profile;
use stts_kernel::OperatorId;

use super::{BIPT, Caller, CallerOperator};
use crate::reasons::Language;

/// The `iss` of tokens that the development issuer makes; refused outside development.
pub const DEVELOPMENT_ISSUER: &str = "stts-development";

/// The claims of a token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    pub(crate) iss: String,
    pub(crate) aud: Audience,
    pub(crate) sub: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operator: Option<String>,
    pub(crate) profile: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) act: Option<String>,
    pub(crate) iat: u64,
    pub(crate) exp: u64,
}

/// One audience or several, as RFC 7519 allows.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Audience {
    One(String),
    Several(Vec<String>),
}

/// How a profile is written in tokens and in the clients file: `COMMERCIAL`.
pub(crate) fn profile_name(profile: Profile) -> &'static str {
    profile.as_str_name().trim_start_matches("PROFILE_")
}

pub(super) fn profile_of(name: &str) -> Option<Profile> {
    let profile = Profile::from_str_name(&format!("PROFILE_{name}"))?;
    (profile != Profile::Unspecified).then_some(profile)
}

impl Claims {
    /// The caller, if operator, profile and user fit each other: an operator's profile needs an
    /// operator, BIPT's profiles need BIPT and a user, a service has neither.
    pub(super) fn caller(&self) -> Option<Caller> {
        let profile = profile_of(&self.profile)?;
        let named = |text: &String| !text.is_empty() && text.len() <= 128;
        if !named(&self.sub) || !self.act.as_ref().is_none_or(named) {
            return None;
        }
        let operator = match (profile, self.operator.as_deref()) {
            (Profile::Service, None) => CallerOperator::Service(self.sub.clone()),
            (
                Profile::Commercial | Profile::Administrative | Profile::ExtendedAdministrative,
                Some(operator),
            ) if operator != BIPT => CallerOperator::Operator(OperatorId::new(operator).ok()?),
            (
                Profile::BiptAgent
                | Profile::FundManager
                | Profile::BiptOperations
                | Profile::DataProtectionOfficer,
                Some(BIPT),
            ) if self.act.is_some() => CallerOperator::Bipt,
            _ => return None,
        };
        let (client_id, user) = (self.sub.clone(), self.act.clone());
        Some(Caller { operator, client_id, user, profile, language: Language::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(operator: Option<&str>, profile: &str, act: Option<&str>) -> Claims {
        Claims {
            iss: "issuer".into(),
            aud: Audience::One("stts".into()),
            sub: "client".into(),
            operator: operator.map(Into::into),
            profile: profile.into(),
            act: act.map(Into::into),
            iat: 0,
            exp: 0,
        }
    }

    #[test]
    fn operator_profile_and_user_must_fit() {
        for (operator, profile, act, shown) in [
            (Some("OP01"), "COMMERCIAL", None, Some("OP01")),
            (Some("OP01"), "EXTENDED_ADMINISTRATIVE", Some("an"), Some("OP01")),
            (Some("BIPT"), "BIPT_AGENT", Some("an"), Some("BIPT")),
            (None, "SERVICE", None, Some("client")),
            (Some("BIPT"), "BIPT_AGENT", None, None),
            (Some("BIPT"), "BIPT_AGENT", Some(""), None),
            (Some("OP01"), "FUND_MANAGER", Some("an"), None),
            (Some("BIPT"), "COMMERCIAL", Some("an"), None),
            (Some("not a code"), "COMMERCIAL", None, None),
            (None, "COMMERCIAL", None, None),
            (Some("OP01"), "SERVICE", None, None),
            (Some("OP01"), "UNSPECIFIED", None, None),
            (Some("OP01"), "KING", None, None),
        ] {
            let caller = claims(operator, profile, act).caller();
            let named = caller.map(|caller| caller.operator.to_string());
            assert_eq!(named.as_deref(), shown, "{operator:?} {profile} {act:?}");
        }
    }
}
