//! What each service's own doctor finds.

use std::path::Path;

use anyhow::{Context, bail};

use super::process::command;
use super::{SERVICES, Targets};

/// What the doctor of a service says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// A line for each finding, or one that says that there is none.
    pub lines: Vec<String>,
    /// Whether nothing is in the way.
    pub is_healthy: bool,
}

/// Asks the program of each service, with the settings that lie beside `targets.toml`. The services
/// need not run.
pub async fn diagnose(targets_file: &Path) -> anyhow::Result<Vec<Diagnosis>> {
    Targets::read(targets_file)?;
    let folder = targets_file.parent().unwrap_or(Path::new("")).join("settings");
    let mut all = Vec::new();
    for service in SERVICES {
        let settings = folder.join(format!("{service}-1.toml"));
        let said = command(service, &settings)?.arg("doctor").output().await;
        let said = said.with_context(|| format!("stts-{service} doctor"))?;
        let lines: Vec<String> =
            String::from_utf8_lossy(&said.stdout).lines().map(str::to_owned).collect();
        if lines.is_empty() {
            bail!("stts-{service} doctor: {}", String::from_utf8_lossy(&said.stderr).trim());
        }
        all.push(Diagnosis { lines, is_healthy: said.status.success() });
    }
    Ok(all)
}
