//! How long a newcomer waits for the compiler: from clean, and after a change of one service.

use std::env;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use tempfile::TempDir;

use super::{Aim, Figure, Quantity};

/// `make run` is up within 4 minutes on two cores, of which nearly all is the build.
const AIM_CLEAN: Duration = Duration::from_mins(4);
const CHANGED: &str = "services/dossier/src/lib.rs";

/// Builds what `make run` builds, in a folder of its own.
pub(super) fn measure() -> Result<Vec<Figure>> {
    let target = TempDir::with_prefix("stts-bench-target-")?;
    let clean = built(target.path())?;
    touch()?;
    let incremental = built(target.path())?;
    Ok(vec![
        Figure::new("build.clean", Quantity::seconds(clean), "s")
            .aiming(Aim::Below(Quantity::seconds(AIM_CLEAN))),
        Figure::new("build.incremental", Quantity::seconds(incremental), "s"),
    ])
}

/// The cargo that runs this, in the folder of the workspace.
pub(super) fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(workspace());
    cargo
}

/// Builds programs as a release, beside this one.
pub(super) fn release(packages: impl IntoIterator<Item = String>) -> Result<()> {
    let mut build = cargo();
    // With the benchmark's own package, or the features of what both need would differ and all of it
    // be built once more.
    build.args(["build", "--quiet", "--release", "--package", "stts-tests"]);
    for package in packages {
        build.args(["--package", &package]);
    }
    if build.status()?.success() { Ok(()) } else { bail!("the programs were not built") }
}

fn workspace() -> &'static Path {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests)
}

fn built(target: &Path) -> Result<Duration> {
    let begun = Instant::now();
    let mut build = cargo();
    build.args(["build", "--quiet", "--package", "stts"]).env("CARGO_TARGET_DIR", target);
    if !build.status()?.success() {
        bail!("the build failed");
    }
    Ok(begun.elapsed())
}

fn touch() -> Result<()> {
    let touched = Command::new("touch").arg(workspace().join(CHANGED)).status()?;
    if touched.success() { Ok(()) } else { bail!("{CHANGED} was not touched") }
}
