//! The three operators and BIPT, each with a token of its own.

use anyhow::Context;
use stts_chassis::client::ServiceChannel;
use stts_contracts::dossier::v1::dossier_service_client::DossierServiceClient;
use stts_contracts::notifications::v1::notification_service_client::NotificationServiceClient;
use stts_contracts::settlement::v1::operator_service_client::OperatorServiceClient;
use stts_contracts::settlement::v1::settlement_service_client::SettlementServiceClient;
use stts_contracts::tasks::v1::task_service_client::TaskServiceClient;

use stts_dossier::NAME as DOSSIER;
use stts_notifications::NAME as NOTIFICATIONS;
use stts_settlement::NAME as SETTLEMENT;
use stts_tasks::NAME as TASKS;

use super::reach::Reach;
use crate::suite::{Client, OPERATORS};

/// How many operators play.
pub(super) const PLAYING: usize = 3;

/// Everybody who calls in the story.
pub(super) struct Callers {
    /// The dossiers, for each operator's shop.
    shops: Vec<ServiceChannel>,
    /// The tasks, for each operator's office and for BIPT's agent.
    tasks: Vec<(&'static str, ServiceChannel)>,
    /// The settlement, for each operator's office.
    offices: Vec<ServiceChannel>,
    agent: ServiceChannel,
    letters: ServiceChannel,
    fund: ServiceChannel,
}

impl Callers {
    /// The callers of a story that reaches the services so.
    pub(super) fn of(reach: &Reach) -> anyhow::Result<Self> {
        let channel = |id: &str, service: &str| -> anyhow::Result<ServiceChannel> {
            let client = Client::of_id(id).with_context(|| format!("there is no client {id}"))?;
            reach.channel(client, service)
        };
        let of_each = |place: &str, service: &str| -> anyhow::Result<Vec<ServiceChannel>> {
            let codes = codes().map(str::to_lowercase);
            codes.map(|code| channel(&format!("{code}-{place}"), service)).collect()
        };
        let mut tasks: Vec<_> = codes().zip(of_each("office", TASKS)?).collect();
        tasks.push(("BIPT", channel("bipt-agent", TASKS)?));
        Ok(Self {
            shops: of_each("shop", DOSSIER)?,
            tasks,
            offices: of_each("office", SETTLEMENT)?,
            agent: channel("bipt-agent", DOSSIER)?,
            letters: channel("bipt-agent", NOTIFICATIONS)?,
            fund: channel("bipt-fund", SETTLEMENT)?,
        })
    }

    /// The dossiers, as the shop of an operator sees them.
    pub(super) fn shop(
        &self,
        operator: usize,
    ) -> anyhow::Result<DossierServiceClient<ServiceChannel>> {
        let shop = self.shops.get(operator).context("there is no such operator")?;
        Ok(DossierServiceClient::new(shop.clone()))
    }

    /// The dossiers, as BIPT's agent sees them: all.
    pub(super) fn agent(&self) -> DossierServiceClient<ServiceChannel> {
        DossierServiceClient::new(self.agent.clone())
    }

    /// The letters.
    pub(super) fn letters(&self) -> NotificationServiceClient<ServiceChannel> {
        NotificationServiceClient::new(self.letters.clone())
    }

    /// The tasks of each operator and of BIPT, by who has to do them.
    pub(super) fn tasks(
        &self,
    ) -> impl Iterator<Item = (&'static str, TaskServiceClient<ServiceChannel>)> {
        self.tasks.iter().map(|(code, channel)| (*code, TaskServiceClient::new(channel.clone())))
    }

    /// The registry of operators, for the fund manager.
    pub(super) fn registry(&self) -> OperatorServiceClient<ServiceChannel> {
        OperatorServiceClient::new(self.fund.clone())
    }

    /// The settlement, for the fund manager.
    pub(super) fn fund(&self) -> SettlementServiceClient<ServiceChannel> {
        SettlementServiceClient::new(self.fund.clone())
    }

    /// The settlement, for each operator's back office.
    pub(super) fn offices(
        &self,
    ) -> impl Iterator<Item = (&'static str, SettlementServiceClient<ServiceChannel>)> {
        let settlement = |channel: &ServiceChannel| SettlementServiceClient::new(channel.clone());
        codes().zip(self.offices.iter().map(settlement))
    }
}

/// The codes of the operators that play.
pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    OPERATORS.into_iter().take(PLAYING)
}

/// The code of one of them.
pub(super) fn code(operator: usize) -> &'static str {
    OPERATORS.get(operator).copied().unwrap_or_default()
}
