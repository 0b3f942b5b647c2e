//! `stts keys`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use stts_chassis::caller::BIPT;
use stts_chassis::keys::{Issuer, TokenRequest, init};
use stts_chassis::settings::CallerSettings;
use stts_contracts::common::v1::Profile;
use stts_kernel::OperatorId;

use super::Failure;
use super::standard_output::write;

/// Where `stts run` keeps the keys of its issuer.
const FOLDER: &str = ".stts/keys";

/// Make keys and tokens for a development installation
///
/// A production installation has an issuer of its own and refuses these.
#[derive(Debug, Args)]
pub(super) struct Keys {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(Init),
    Token(Token),
}

/// Make the development issuer's key, unless it is there
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  stts keys init
  stts keys init --folder /tmp/keys")]
struct Init {
    /// The folder of the private key and the public keys
    #[arg(long, default_value = FOLDER)]
    folder: PathBuf,
}

/// Print a token, signed by the development issuer
#[derive(Debug, Args)]
#[command(after_help = "\
The client must be listed, with this operator and profile, in the clients file of the services.

Examples:
  stts keys token --operator OP01 --profile EXTENDED_ADMINISTRATIVE --user an
  stts keys token --operator BIPT --profile FUND_MANAGER --user jan --hours 1")]
struct Token {
    /// The operator's code, or BIPT
    #[arg(long)]
    operator: String,
    /// What it may do
    #[arg(long, ignore_case = true)]
    profile: TokenProfile,
    /// The human user in whose name calls are made
    #[arg(long)]
    user: String,
    /// The client program [default: that of `stts run` with this operator and profile]
    #[arg(long)]
    client: Option<String>,
    /// For how many hours it is valid
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=8760))]
    hours: u32,
    /// The folder of the issuer's keys
    #[arg(long, default_value = FOLDER)]
    folder: PathBuf,
}

/// The profiles of people; services make their tokens themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "SCREAMING_SNAKE_CASE")]
enum TokenProfile {
    Commercial,
    Administrative,
    ExtendedAdministrative,
    BiptAgent,
    FundManager,
    BiptOperations,
    DataProtectionOfficer,
}

impl TokenProfile {
    const fn is_of_bipt(self) -> bool {
        match self {
            Self::Commercial | Self::Administrative | Self::ExtendedAdministrative => false,
            Self::BiptAgent
            | Self::FundManager
            | Self::BiptOperations
            | Self::DataProtectionOfficer => true,
        }
    }

    /// How the clients of `stts run` are called.
    const fn client_kind(self) -> &'static str {
        match self {
            Self::Commercial => "shop",
            Self::Administrative => "administration",
            Self::ExtendedAdministrative => "office",
            Self::BiptAgent => "agent",
            Self::FundManager => "fund",
            Self::BiptOperations => "operations",
            Self::DataProtectionOfficer => "privacy",
        }
    }
}

impl From<TokenProfile> for Profile {
    fn from(profile: TokenProfile) -> Self {
        match profile {
            TokenProfile::Commercial => Self::Commercial,
            TokenProfile::Administrative => Self::Administrative,
            TokenProfile::ExtendedAdministrative => Self::ExtendedAdministrative,
            TokenProfile::BiptAgent => Self::BiptAgent,
            TokenProfile::FundManager => Self::FundManager,
            TokenProfile::BiptOperations => Self::BiptOperations,
            TokenProfile::DataProtectionOfficer => Self::DataProtectionOfficer,
        }
    }
}

impl Keys {
    pub(super) fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Init(command) => command.run(),
            Command::Token(command) => command.run(),
        }
    }
}

impl Init {
    fn run(self) -> Result<(), Failure> {
        init(&self.folder)?;
        let folder = self.folder.display();
        // The keys are made, told or not.
        let _ = writeln!(io::stderr().lock(), "the keys are in {folder}");
        Ok(())
    }
}

impl Token {
    fn run(self) -> Result<(), Failure> {
        let request = self.request().map_err(Failure::Input)?;
        let issuer = Issuer::load(&self.folder)
            .context("there is no key to sign with (`stts keys init` makes one)")?;
        let token = issuer.token(&request)?;
        write(|to| writeln!(to, "{token}"))
    }

    /// What the token says, if operator, profile and user fit each other.
    fn request(&self) -> Result<TokenRequest, String> {
        match (self.operator == BIPT, self.profile.is_of_bipt()) {
            (true, false) => return Err("--profile: BIPT has no profile of an operator".into()),
            (false, true) => return Err("--profile: only --operator BIPT has this profile".into()),
            (true, true) | (false, false) => {}
        }
        OperatorId::new(self.operator.as_str()).map_err(|error| format!("--operator: {error}"))?;
        let operator = self.operator.to_lowercase();
        let client = || format!("{operator}-{}", self.profile.client_kind());
        let sub = self.client.clone().unwrap_or_else(client);
        for (argument, text) in [("--user", &self.user), ("--client", &sub)] {
            if !(1..=128).contains(&text.len()) {
                return Err(format!("{argument}: has 1 to 128 bytes"));
            }
        }
        Ok(TokenRequest {
            sub,
            operator: Some(self.operator.clone()),
            profile: self.profile.into(),
            act: Some(self.user.clone()),
            audience: CallerSettings::default().audience,
            lifetime: Duration::from_hours(self.hours.into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{Client, OPERATORS};

    #[test]
    fn every_profile_has_a_client_of_each_operator_of_the_suite() {
        for profile in TokenProfile::value_variants() {
            let operators = if profile.is_of_bipt() { &[BIPT][..] } else { &OPERATORS[..] };
            for operator in operators {
                let id = format!("{}-{}", operator.to_lowercase(), profile.client_kind());
                let client = Client::of_id(&id).unwrap_or_else(|| panic!("there is no {id}"));
                assert_eq!((client.operator, client.profile), (*operator, (*profile).into()));
            }
        }
    }

    #[test]
    fn the_profiles_are_those_of_the_contract() {
        for profile in TokenProfile::value_variants() {
            let name = profile.to_possible_value().unwrap().get_name().to_owned();
            let in_contract = Profile::from(*profile).as_str_name();
            assert_eq!(in_contract, format!("PROFILE_{name}"));
        }
    }
}
