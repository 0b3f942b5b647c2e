//! Where the services of a deployment are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use stts_chassis::client::{Credentials, ServiceChannel, Target};
use stts_chassis::keys::{Issuer, ServiceTokens};
use stts_identity::PopulationSource;

use super::replica::Replica;
use crate::control::Control;
use crate::suite::{Client, Folder, client_token};

/// How long a call has that says nothing else: long enough for one of a thousand at once.
const TIMEOUT: Duration = Duration::from_mins(2);

/// The addresses of all replicas, and the folder of the development issuer: `targets.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// The folder of the development issuer, which signs the tokens of callers.
    pub keys_folder: PathBuf,
    /// The people of the register.
    pub population: PopulationSource,
    /// The replicas of each service, by its name.
    pub services: BTreeMap<String, Vec<Address>>,
}

/// Where one replica listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// For operators and BIPT, such as `http://127.0.0.1:50051`.
    pub public: String,
    /// For the other services.
    pub internal: String,
}

impl Targets {
    pub(super) fn of(folder: &Folder, population: &PopulationSource, replicas: &[Replica]) -> Self {
        let at = |port: u16| format!("http://127.0.0.1:{port}");
        let mut services = BTreeMap::<String, Vec<Address>>::new();
        for replica in replicas {
            let address = Address { public: at(replica.public), internal: at(replica.internal) };
            services.entry(replica.service.to_owned()).or_default().push(address);
        }
        let keys_folder = folder.path().join("keys");
        Self { keys_folder, population: population.clone(), services }
    }

    /// Reads `targets.toml`.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(file).with_context(|| {
            format!("{}: `make run-services` starts services and writes it", file.display())
        })?;
        toml::from_str(&text).with_context(|| file.display().to_string())
    }

    pub(super) fn write(&self, file: &Path) -> anyhow::Result<()> {
        let text = toml::to_string(self).map_err(io::Error::other)?;
        fs::write(file, text).with_context(|| file.display().to_string())
    }

    /// A channel to the public rpcs of a service, over all its replicas, for one of the clients.
    pub fn public_channel(&self, client: &Client, service: &str) -> anyhow::Result<ServiceChannel> {
        let token = client_token(&Issuer::load(&self.keys_folder)?, client)?;
        let addresses = self.addresses(service)?.iter().map(|address| address.public.clone());
        let target = Target::Addresses(addresses.collect());
        Ok(ServiceChannel::new(&target, service, Credentials::Token(token), TIMEOUT)?)
    }

    /// The controls, over the internal rpcs of every replica.
    pub fn control(&self) -> anyhow::Result<Control> {
        let issuer = Arc::new(Issuer::load(&self.keys_folder)?);
        let mut internal = Vec::new();
        for (service, addresses) in &self.services {
            for address in addresses {
                let tokens = ServiceTokens::new(Arc::clone(&issuer), "suite");
                let target = Target::Address(address.internal.clone());
                let credentials = Credentials::Service(tokens);
                let channel = ServiceChannel::new(&target, service, credentials, TIMEOUT)?;
                internal.push((service.clone(), channel));
            }
        }
        let operations = Client::of_id("bipt-operations").context("there is no such client")?;
        let operations = self.public_channel(operations, stts_dossier::NAME)?;
        Ok(Control::new(internal, operations))
    }

    fn addresses(&self, service: &str) -> anyhow::Result<&[Address]> {
        match self.services.get(service).map(Vec::as_slice) {
            None | Some([]) => bail!("{service} is not among the targets"),
            Some(addresses) => Ok(addresses),
        }
    }
}
