//! The clients that the suite knows from the start: programs of four operators and of BIPT.

use stts_contracts::common::v1::Profile;

/// A program that may call, for whom and with which profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    /// The client's id: the token's subject.
    pub id: &'static str,
    /// The operator's code, or `BIPT`.
    pub operator: &'static str,
    /// What it may do.
    pub profile: Profile,
    /// The human user in its tokens.
    pub user: &'static str,
}

/// The operators of the suite.
pub const OPERATORS: [&str; 4] = ["OP01", "OP02", "OP03", "OP04"];

/// The clients: for each operator one of every profile, and as many of BIPT.
pub const CLIENTS: [Client; 16] = [
    shop("op01-shop", "OP01"),
    administration("op01-administration", "OP01"),
    office("op01-office", "OP01"),
    shop("op02-shop", "OP02"),
    administration("op02-administration", "OP02"),
    office("op02-office", "OP02"),
    shop("op03-shop", "OP03"),
    administration("op03-administration", "OP03"),
    office("op03-office", "OP03"),
    shop("op04-shop", "OP04"),
    administration("op04-administration", "OP04"),
    office("op04-office", "OP04"),
    bipt("bipt-agent", Profile::BiptAgent),
    bipt("bipt-fund", Profile::FundManager),
    bipt("bipt-operations", Profile::BiptOperations),
    bipt("bipt-privacy", Profile::DataProtectionOfficer),
];

impl Client {
    /// The client of that id.
    pub fn of_id(id: &str) -> Option<&'static Self> {
        CLIENTS.iter().find(|client| client.id == id)
    }
}

const fn shop(id: &'static str, operator: &'static str) -> Client {
    Client { id, operator, profile: Profile::Commercial, user: "shop" }
}

const fn administration(id: &'static str, operator: &'static str) -> Client {
    Client { id, operator, profile: Profile::Administrative, user: "administration" }
}

const fn office(id: &'static str, operator: &'static str) -> Client {
    Client { id, operator, profile: Profile::ExtendedAdministrative, user: "office" }
}

const fn bipt(id: &'static str, profile: Profile) -> Client {
    Client { id, operator: "BIPT", profile, user: id }
}
