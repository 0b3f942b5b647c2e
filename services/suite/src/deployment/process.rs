//! One process of a service.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, bail};
use stts_chassis::client::{Credentials, ServiceChannel, Target};
use tokio::process::{Child, Command};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::replica::Replica;

const LOOKS_EVERY: Duration = Duration::from_millis(20);
/// How much of a log is told when its process has ended, in lines.
const LAST_LINES: usize = 5;

/// Waits on the pipe that the owner holds, and ends the process when the owner has ended, however it
/// did.
const WATCHDOG: &str = r#"read -r _; kill -KILL "$1" 2>/dev/null"#;

/// One process of a service. Dropped, it ends at once.
#[derive(Debug)]
pub struct Process {
    replica: Replica,
    name: String,
    running: Running,
}

/// A program, and what ends it with its owner.
#[derive(Debug)]
struct Running {
    child: Child,
    _watchdog: Child,
}

impl Process {
    pub(super) fn start(replica: Replica) -> anyhow::Result<Self> {
        let name = format!("{}-{}", replica.service, replica.number);
        let running = spawn(&replica)?;
        Ok(Self { replica, name, running })
    }

    /// The service and the number of the replica, such as `dossier-2`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The service.
    pub const fn service(&self) -> &'static str {
        self.replica.service
    }

    /// The number of the process; absent when it has ended.
    pub fn pid(&self) -> Option<u32> {
        self.running.child.id()
    }

    /// Where its log is.
    pub fn log_file(&self) -> &Path {
        &self.replica.log_file
    }

    /// Ends it with SIGKILL, and waits until it has ended.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        Ok(self.running.child.kill().await?)
    }

    /// Starts it again after its end.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.running = spawn(&self.replica)?;
        Ok(())
    }

    /// Waits until it takes calls.
    pub async fn ready(&mut self) -> anyhow::Result<()> {
        let target = Target::Address(format!("http://127.0.0.1:{}", self.replica.health));
        let timeout = Duration::from_secs(1);
        let channel = ServiceChannel::new(&target, &self.name, Credentials::None, timeout)?;
        let mut health = HealthClient::new(channel);
        loop {
            self.check()?;
            let asked = health.check(HealthCheckRequest { service: String::new() }).await;
            let serving = i32::from(ServingStatus::Serving);
            if asked.is_ok_and(|answer| answer.into_inner().status == serving) {
                return Ok(());
            }
            tokio::time::sleep(LOOKS_EVERY).await;
        }
    }

    /// Fails when it has ended, with the last lines of its log.
    pub fn check(&mut self) -> anyhow::Result<()> {
        let Some(status) = self.running.child.try_wait()? else { return Ok(()) };
        let log = fs::read_to_string(&self.replica.log_file).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines.get(lines.len().saturating_sub(LAST_LINES)..).unwrap_or_default();
        bail!("{} ended with {status}:\n{}", self.name, last.join("\n"))
    }

    pub(super) fn terminate(&self) -> anyhow::Result<()> {
        let Some(pid) = self.running.child.id() else { return Ok(()) };
        let sent = std::process::Command::new("kill").args(["-TERM", &pid.to_string()]).status()?;
        if sent.success() { Ok(()) } else { bail!("{} cannot be asked to stop", self.name) }
    }

    pub(super) async fn wait(&mut self) -> anyhow::Result<ExitStatus> {
        Ok(self.running.child.wait().await?)
    }
}

fn spawn(replica: &Replica) -> anyhow::Result<Running> {
    let mut options = OpenOptions::new();
    let log: File = options.create(true).append(true).open(&replica.log_file)?;
    let child = command(replica.service, &replica.settings_file)?
        .envs(&replica.environment)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .kill_on_drop(true)
        .spawn()?;
    let pid = child.id().unwrap_or_default().to_string();
    let watchdog = Command::new("/bin/sh")
        .args(["-c", WATCHDOG, "watchdog", &pid])
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    Ok(Running { child, _watchdog: watchdog })
}

/// Brings a service's database to the newest schema.
pub(super) async fn migrate(service: &str, settings_file: &Path) -> anyhow::Result<()> {
    let done = command(service, settings_file)?.arg("migrate").output().await?;
    if done.status.success() {
        return Ok(());
    }
    bail!("{service} migrate: {}", String::from_utf8_lossy(&done.stderr).trim())
}

pub(super) fn command(service: &str, settings_file: &Path) -> anyhow::Result<Command> {
    let mut command = Command::new(program(service)?);
    command.arg("--config").arg(settings_file);
    Ok(command)
}

/// Beside this program; a test's program stands one folder deeper.
fn program(service: &str) -> anyhow::Result<PathBuf> {
    let own = env::current_exe()?;
    let name = format!("stts-{service}");
    let folders = own.ancestors().skip(1).take(2);
    let found = folders.map(|folder| folder.join(&name)).find(|program| program.is_file());
    found.with_context(|| {
        format!("there is no program {name} beside {}: cargo build --workspace", own.display())
    })
}
