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
    /// Of one turn of a caller each.
    pub(super) latencies: Latencies,
    /// The calls of all turns.
    pub(super) calls: u64,
    pub(super) time: Duration,
}

/// Lets all callers call for a while; what they call in a turn is made for each by its number, and tells
/// how many calls it was.
pub(super) async fn call<F, C>(caller: impl Fn(usize) -> C) -> Result<Seen>
where
    C: FnMut() -> F + Send + 'static,
    F: Future<Output = Result<u64>> + Send,
{
    let from = Instant::now() + WARM_UP;
    let until = from + MEASURED;
    let mut callers = JoinSet::new();
    for number in 0..CALLERS {
        let mut call = caller(number);
        callers.spawn(async move {
            let (mut times, mut calls) = (Vec::new(), 0);
            while Instant::now() < until {
                let begun = Instant::now();
                let made = call().await?;
                let ended = Instant::now();
                if (from..until).contains(&ended) {
                    times.push(ended - begun);
                    calls += made;
                }
            }
            anyhow::Ok((times, calls))
        });
    }
    let (mut times, mut calls) = (Vec::new(), 0);
    while let Some(ended) = callers.join_next().await {
        let (own_times, own_calls) = ended??;
        times.extend(own_times);
        calls += own_calls;
    }
    Ok(Seen { latencies: Latencies::new(times), calls, time: MEASURED })
}
