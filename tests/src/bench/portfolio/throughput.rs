//! Applications, each confirmed with its activation data at once, and applications alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result, bail};
use futures::future::try_join_all;
use stts_chassis::client::ServiceChannel;
use stts_chassis::time::SystemIds;
use stts_contracts::dossier::v1::dossier_service_client::DossierServiceClient;
use stts_contracts::dossier::v1::{
    ActivationData, Applicant, ApplyRequest, Category, ConfirmApplicationRequest, Dossier, Formula,
    Status,
};
use stts_kernel::IdSource;
use tonic::Code;

use super::super::pgbench;
use super::super::{Aim, Figure, Quantity};
use super::callers::{self, CALLERS};
use super::{FIRST_DAY, Stage};
use crate::activation_data;

/// Who calls: the shops of four operators, each with a connection that its callers share.
pub(super) const SHOPS: [&str; 4] = ["op01-shop", "op02-shop", "op03-shop", "op04-shop"];
const AIM_PERCENT: u64 = 50;

/// The people to apply for, each taken once.
#[derive(Clone)]
pub(super) struct People {
    applicants: Arc<Vec<Applicant>>,
    next: Arc<AtomicU64>,
    opened: Arc<AtomicU64>,
}

impl People {
    pub(super) fn of(applicants: Vec<Applicant>) -> Self {
        Self { applicants: Arc::new(applicants), next: Arc::default(), opened: Arc::default() }
    }

    fn take(&self) -> Result<(u64, Applicant)> {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        let applicant = self.applicants.get(usize::try_from(next)?).cloned();
        Ok((next, applicant.context("the population has too few people for this machine")?))
    }
}

/// Applies, and gives the dossier; nothing where a rule refused it.
async fn apply(
    client: &mut DossierServiceClient<ServiceChannel>,
    people: &People,
) -> Result<Option<(u64, Dossier)>> {
    let (place, applicant) = people.take()?;
    let request_id = SystemIds.uuid().to_string();
    match client.apply(ApplyRequest { request_id, applicant: Some(applicant) }).await {
        Ok(answer) => {
            people.opened.fetch_add(1, Ordering::Relaxed);
            let dossier = answer.into_inner().dossier.context("an answer has a dossier")?;
            Ok(Some((place, dossier)))
        }
        Err(status) if matches!(status.code(), Code::FailedPrecondition | Code::NotFound) => {
            Ok(None)
        }
        Err(status) => bail!("an application failed: {status}"),
    }
}

async fn confirm(
    client: &mut DossierServiceClient<ServiceChannel>,
    place: u64,
    dossier: Dossier,
) -> Result<()> {
    let formula = match dossier.category() {
        Category::LivingWage => Formula::LivingWageCredit,
        _ => Formula::SubscriptionAndCalls,
    };
    let data = ActivationData {
        phone_number: format!("02{:07}", 1_000_000 + place),
        operator_reference: format!("customer-{place}"),
        formula: formula.into(),
        ..activation_data(FIRST_DAY)
    };
    let request = ConfirmApplicationRequest {
        request_id: SystemIds.uuid().to_string(),
        dossier_number: dossier.dossier_number,
        activation_data: Some(data),
        ..Default::default()
    };
    client.confirm_application(request).await?;
    Ok(())
}

/// Each caller applies and confirms in turn; both are calls.
pub(super) async fn measure(
    stage: &Stage,
    people: &People,
    reference: Quantity,
) -> Result<Vec<Figure>> {
    let clients = clients(stage)?;
    let knowing = tokio::task::spawn_blocking({
        let server = Arc::clone(&stage.server);
        move || super::super::apply::know_the_tables(&server, "stts_")
    });
    let seen = callers::call(|caller| {
        let (client, people) = (clients[caller % clients.len()].clone(), people.clone());
        move || {
            let (mut client, people) = (client.clone(), people.clone());
            async move {
                match apply(&mut client, &people).await? {
                    Some((place, dossier)) if dossier.status() == Status::AwaitingActivation => {
                        confirm(&mut client, place, dossier).await.map(|()| 2)
                    }
                    _ => Ok(1),
                }
            }
        }
    })
    .await?;
    knowing.await??;
    let calls = Quantity::per_second(seen.calls, seen.time);
    let time = |percent| Quantity::milliseconds(seen.latencies.percentile(percent));
    Ok(vec![
        Figure::new("portfolio.apply_and_confirm.calls", calls, "calls/s")
            .aiming(Aim::ShareAbove(Quantity::whole(AIM_PERCENT)))
            .beside("pgbench", reference),
        Figure::new("portfolio.apply_and_confirm.p50_of_both", time(50), "ms"),
        Figure::new("portfolio.apply_and_confirm.p99_of_both", time(99), "ms"),
    ])
}

/// Applies for people until so many dossiers are open, and waits until all has been told.
pub(super) async fn apply_until(stage: &Stage, people: &People, dossiers: u64) -> Result<()> {
    let clients = clients(stage)?;
    let callers = (0..CALLERS).map(|caller| {
        let (mut client, people) = (clients[caller % clients.len()].clone(), people.clone());
        tokio::spawn(async move {
            while people.opened.load(Ordering::Relaxed) < dossiers {
                apply(&mut client, &people).await?;
            }
            anyhow::Ok(())
        })
    });
    for ended in try_join_all(callers).await? {
        ended?;
    }
    stage.control.quiet().await?;
    pgbench::analyze(&stage.server, "stts_dossier")
}

fn clients(stage: &Stage) -> Result<Vec<DossierServiceClient<ServiceChannel>>> {
    let clients = SHOPS.iter().map(|shop| Ok(DossierServiceClient::new(stage.channel(shop)?)));
    clients.collect()
}
