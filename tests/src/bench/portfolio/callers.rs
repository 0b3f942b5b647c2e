//! Callers that each wait for an answer before the next call.

use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::task::JoinSet;

use super::super::latencies::Latencies;

/// How many call at a time.
pub(super) const CALLERS: usize = 32;
const WARM_UP: Duration = Duration::from_secs(2);
const MEASURED: Duration = Duration::from_secs(8);

/// What was seen once the callers were warm.
pub(super) struct Seen {
    pub(super) latencies: Latencies,
    pub(super) time: Duration,
}

/// Lets all callers call for a while; what they call is made for each by its number.
pub(super) async fn call<F, C>(caller: impl Fn(usize) -> C) -> Result<Seen>
where
    C: FnMut() -> F + Send + 'static,
    F: Future<Output = Result<()>> + Send,
{
    let from = Instant::now() + WARM_UP;
    let until = from + MEASURED;
    let mut callers = JoinSet::new();
    for number in 0..CALLERS {
        let mut call = caller(number);
        callers.spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < until {
                let begun = Instant::now();
                call().await?;
                let ended = Instant::now();
                if (from..until).contains(&ended) {
                    times.push(ended - begun);
                }
            }
            anyhow::Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(ended) = callers.join_next().await {
        times.extend(ended??);
    }
    Ok(Seen { latencies: Latencies::new(times), time: MEASURED })
}
