//! How the story reaches the services.

use stts_chassis::client::ServiceChannel;
use stts_identity::PopulationSource;

use crate::control::Control;
use crate::deployment::Targets;
use crate::suite::{Client, Suite};

/// The services that play: a suite of this process, or a deployment that is running already.
pub(super) enum Reach {
    /// Through pipes.
    Suite(Box<Suite>),
    /// At their addresses.
    Targets(Targets),
}

impl Reach {
    /// A channel to the public rpcs of a service, for one of the clients.
    pub(super) fn channel(&self, client: &Client, service: &str) -> anyhow::Result<ServiceChannel> {
        match self {
            Self::Suite(suite) => Ok(suite.public_channel(client)?),
            Self::Targets(targets) => targets.public_channel(client, service),
        }
    }

    /// The controls of its clock, queue and nights.
    pub(super) fn control(&self) -> anyhow::Result<Control> {
        match self {
            Self::Suite(suite) => Ok(suite.control()?),
            Self::Targets(targets) => targets.control(),
        }
    }

    /// Stops what was started for the story.
    pub(super) async fn leave(self) {
        if let Self::Suite(suite) = self {
            suite.stop().await;
        }
    }
}

/// Where a story is to be played.
#[derive(Clone, Debug)]
pub enum Place {
    /// In this process.
    Here,
    /// In a deployment.
    At(Targets),
}

impl Place {
    /// The people of the register there; absent where the story makes its own.
    pub(super) fn population(&self) -> Option<PopulationSource> {
        match self {
            Self::Here => None,
            Self::At(targets) => Some(targets.population.clone()),
        }
    }
}
