//! Callers that apply one call after the other, each over a connection of its operator.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use stts::suite::Client;
use stts_chassis::client::ServiceChannel;
use stts_contracts::dossier::v1::dossier_service_client::DossierServiceClient;
use stts_contracts::dossier::v1::{Applicant, ApplyRequest};
use stts_kernel::IdSource;
use tokio::task::JoinSet;

use super::latencies::Latencies;

/// Who calls: the shops of four operators, each with a connection that its callers share.
const SHOPS: [&str; 4] = ["op01-shop", "op02-shop", "op03-shop", "op04-shop"];
const CALLERS: usize = 32;
/// How long the callers call before it counts.
pub(super) const WARM_UP: Duration = Duration::from_secs(3);
const MEASURED: Duration = Duration::from_secs(10);

/// What the callers saw once they were warm.
pub(super) struct Seen {
    pub(super) latencies: Latencies,
    /// How many calls were refused by a rule; the others opened a dossier.
    pub(super) refused: u64,
    pub(super) time: Duration,
}

/// The people to apply for, each taken once.
struct Queue {
    applicants: Vec<Applicant>,
    next: AtomicUsize,
}

impl Queue {
    fn take(&self) -> Result<Applicant> {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        let applicant = self.applicants.get(next).cloned();
        applicant.ok_or_else(|| anyhow!("the population has too few people for this machine"))
    }
}

/// Lets all callers apply for a while, each client over a channel of its own.
pub(super) async fn apply(
    channel: impl Fn(&Client) -> Result<ServiceChannel>,
    applicants: Vec<Applicant>,
    ids: &Arc<dyn IdSource>,
) -> Result<Seen> {
    let queue = Arc::new(Queue { applicants, next: AtomicUsize::new(0) });
    let client = |shop: &&str| {
        let client = Client::of_id(shop).ok_or_else(|| anyhow!("there is no client {shop}"))?;
        Ok(DossierServiceClient::new(channel(client)?))
    };
    let clients: Vec<_> = SHOPS.iter().map(client).collect::<Result<_>>()?;
    let from = Instant::now() + WARM_UP;
    let mut callers = JoinSet::new();
    for client in clients.iter().cycle().take(CALLERS) {
        callers.spawn(caller(client.clone(), Arc::clone(&queue), Arc::clone(ids), from));
    }
    let (mut times, mut refused) = (Vec::new(), 0);
    while let Some(ended) = callers.join_next().await {
        let (own_times, own_refused) = ended??;
        times.extend(own_times);
        refused += own_refused;
    }
    Ok(Seen { latencies: Latencies::new(times), refused, time: MEASURED })
}

/// Applies until the time is over; gives the times of the calls that ended within it.
async fn caller(
    mut client: DossierServiceClient<ServiceChannel>,
    queue: Arc<Queue>,
    ids: Arc<dyn IdSource>,
    from: Instant,
) -> Result<(Vec<Duration>, u64)> {
    let (mut times, mut refused) = (Vec::new(), 0);
    let until = from + MEASURED;
    while Instant::now() < until {
        let applicant = Some(queue.take()?);
        let request_id = ids.uuid().to_string();
        let request = ApplyRequest { request_id, applicant };
        let begun = Instant::now();
        let answer = client.apply(request).await;
        let ended = Instant::now();
        let counts = (from..until).contains(&ended);
        if counts {
            times.push(ended - begun);
        }
        match answer {
            Ok(_) => {}
            Err(status) if is_of_a_rule(&status) => refused += u64::from(counts),
            Err(status) => bail!("an application failed: {status}"),
        }
    }
    Ok((times, refused))
}

fn is_of_a_rule(status: &tonic::Status) -> bool {
    use tonic::Code;
    matches!(status.code(), Code::FailedPrecondition | Code::NotFound | Code::AlreadyExists)
}
