//! How long `stts run` takes until it takes calls, and how much memory it then holds.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};
use tempfile::TempDir;
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::build::release;
use super::memory::resident_kilobytes;
use super::{Aim, Figure, Quantity};

const RUNS: usize = 5;
const AIM_FIRST: Duration = Duration::from_secs(5);
const AIM_AGAIN: Duration = Duration::from_millis(500);
const AIM_MEGABYTES: u64 = 60;
const IDLE: Duration = Duration::from_secs(5);
const GIVES_UP: Duration = Duration::from_mins(1);
const ASKS_EVERY: Duration = Duration::from_millis(2);

/// A process of `stts run`; dropped, it is asked to end and waited for.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It keeps nothing that a kill could lose, and the folder is temporary.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Medians of five starts on nothing, each followed by one on the folder that it left.
pub(super) fn measure() -> Result<Vec<Figure>> {
    let program = built()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let (mut first, mut again, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let folder = TempDir::with_prefix("stts-bench-")?;
        let (running, time) = started(&runtime, &program, folder.path())?;
        first.push(time);
        drop(running);
        let (running, time) = started(&runtime, &program, folder.path())?;
        again.push(time);
        thread::sleep(IDLE);
        memory.push(resident_kilobytes(running.0.id())?);
    }
    Ok(vec![
        Figure::new("start.first", Quantity::seconds(median(first)?), "s")
            .aiming(Aim::Below(Quantity::seconds(AIM_FIRST))),
        Figure::new("start.again", Quantity::seconds(median(again)?), "s")
            .aiming(Aim::Below(Quantity::seconds(AIM_AGAIN))),
        Figure::new("start.memory", Quantity::megabytes(median(memory)?), "MB")
            .aiming(Aim::Below(Quantity::whole(AIM_MEGABYTES))),
    ])
}

/// The program as a release, beside this one.
fn built() -> Result<PathBuf> {
    release(["stts".to_owned()])?;
    Ok(std::env::current_exe()?.with_file_name("stts"))
}

/// Starts it, and waits until it says that it serves; gives how long that took.
fn started(
    runtime: &tokio::runtime::Runtime,
    program: &Path,
    folder: &Path,
) -> Result<(Running, Duration)> {
    let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.to_string();
    let log = fs::File::create(folder.join("bench.log"))?;
    let begun = Instant::now();
    let child = Command::new(program)
        .args(["run", "--listen", &address, "--data"])
        .arg(folder.join("stts"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .with_context(|| format!("{} was not started", program.display()))?;
    let running = Running(child);
    let asking = runtime.block_on(async {
        let ready = tokio::time::timeout(GIVES_UP, ready(&address));
        ready.await.map_err(|_| anyhow!("stts does not serve within {GIVES_UP:?}"))
    });
    asking.with_context(|| fs::read_to_string(folder.join("bench.log")).unwrap_or_default())?;
    Ok((running, begun.elapsed()))
}

async fn ready(address: &str) {
    while !is_serving(address).await.unwrap_or(false) {
        tokio::time::sleep(ASKS_EVERY).await;
    }
}

async fn is_serving(address: &str) -> Result<bool> {
    let channel = Endpoint::from_shared(format!("http://{address}"))?.connect().await?;
    let answer = HealthClient::new(channel).check(HealthCheckRequest::default()).await?;
    Ok(answer.into_inner().status() == ServingStatus::Serving)
}

fn median<T: Ord + Copy>(mut values: Vec<T>) -> Result<T> {
    values.sort_unstable();
    values.get(values.len() / 2).copied().context("nothing was measured")
}
