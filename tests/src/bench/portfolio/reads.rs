//! One dossier, by its number and by the phone number of its line, beside a bare echo.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use stts_chassis::client::ServiceChannel;
use stts_contracts::dossier::v1::dossier_service_client::DossierServiceClient;
use stts_contracts::dossier::v1::{FindDossiersRequest, GetDossierRequest};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Channel, Server};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::super::{Aim, Figure, Quantity, pgbench};
use super::Stage;
use super::callers::{self, Seen};
use super::seed::DATABASE;

/// The operator that asks, over as many connections as there are shops.
const SHOP: &str = "op01-shop";
const CONNECTIONS: usize = 4;
const SAMPLE: &str = "SELECT to_char(number, 'FM0000000000') || ' ' || replace(phone_number, '+32', '0') FROM dossiers \
    WHERE operator_id = 'OP01' AND status = 'ACTIVE' AND phone_number IS NOT NULL \
    AND operator_reference IS NOT NULL ORDER BY random() LIMIT 20000";
const AIM_PERCENT: u64 = 30;
/// A median may be so much longer with a hundred times as many dossiers.
const AIM_LONGER_PERCENT: u32 = 20;

/// What was seen of a portfolio.
pub(super) struct Reads {
    get: Seen,
    find: Seen,
    echo: Seen,
}

/// Reads and finds dossiers of the sample, in turn.
pub(super) async fn measure(stage: &Stage, portfolio: &str) -> Result<Reads> {
    let told = pgbench::psql(&stage.server, DATABASE, SAMPLE)?;
    let pairs = told.lines().filter_map(|line| line.split_once(' '));
    let sample: Arc<Vec<(String, String)>> =
        Arc::new(pairs.map(|(number, phone)| (number.to_owned(), phone.to_owned())).collect());
    anyhow::ensure!(!sample.is_empty(), "there is nothing to read among the {portfolio}");
    let clients: Vec<DossierServiceClient<ServiceChannel>> = (0..CONNECTIONS)
        .map(|_| Ok(DossierServiceClient::new(stage.channel(SHOP)?)))
        .collect::<Result<_>>()?;
    let echo = echo().await?;
    let get = callers::call(|caller| {
        let client = clients[caller % clients.len()].clone();
        let (sample, mut next) = (Arc::clone(&sample), caller * 613);
        move || {
            next += 1;
            let (number, _) = &sample[next % sample.len()];
            let request = GetDossierRequest { dossier_number: number.clone() };
            let mut client = client.clone();
            async move {
                let found = client.get_dossier(request).await?.into_inner();
                found.dossier.context("it is there").map(|_| 1)
            }
        }
    })
    .await?;
    let find = callers::call(|caller| {
        let client = clients[caller % clients.len()].clone();
        let (sample, mut next) = (Arc::clone(&sample), caller * 613);
        move || {
            next += 1;
            let (_, phone) = &sample[next % sample.len()];
            let request = FindDossiersRequest { phone_number: phone.clone(), ..Default::default() };
            let mut client = client.clone();
            async move {
                let found = client.find_dossiers(request).await?.into_inner();
                found.dossiers.first().context("it is found").map(|_| 1)
            }
        }
    })
    .await?;
    Ok(Reads { get, find, echo })
}

/// What tonic does without anything of ours: a message there and one back.
async fn echo() -> Result<Seen> {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let (_reporter, health) = tonic_health::server::health_reporter();
    let serving = Server::builder().add_service(health);
    let serving = tokio::spawn(serving.serve_with_incoming(TcpListenerStream::new(listener)));
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        let channel: Channel = Channel::from_shared(address.clone())?.connect().await?;
        clients.push(HealthClient::new(channel));
    }
    let seen = callers::call(|caller| {
        let client = clients[caller % clients.len()].clone();
        move || {
            let mut client = client.clone();
            async move {
                let request = HealthCheckRequest { service: String::new() };
                client.check(request).await?;
                Ok(1)
            }
        }
    })
    .await;
    serving.abort();
    seen
}

/// The reads of the big portfolio, beside those of the small one and the echo.
pub(super) fn figures(few: &Reads, many: &Reads) -> Vec<Figure> {
    let calls = |seen: &Seen| Quantity::per_second(seen.calls, seen.time);
    let median = |name: &str, few: &Seen, many: &Seen| {
        let [few, many] = [few, many].map(|seen| seen.latencies.percentile(50));
        Figure::new(format!("portfolio.{name}.p50"), Quantity::milliseconds(many), "ms")
            .aiming(Aim::Below(Quantity::milliseconds(few * (100 + AIM_LONGER_PERCENT) / 100)))
            .beside("of the small portfolio", Quantity::milliseconds(few))
    };
    vec![
        Figure::new("portfolio.get_dossier.calls", calls(&many.get), "calls/s")
            .aiming(Aim::ShareAbove(Quantity::whole(AIM_PERCENT)))
            .beside("bare tonic", calls(&many.echo)),
        median("get_dossier", &few.get, &many.get),
        Figure::new("portfolio.find_dossiers.calls", calls(&many.find), "calls/s")
            .beside("bare tonic", calls(&many.echo)),
        median("find_dossiers", &few.find, &many.find),
    ]
}
