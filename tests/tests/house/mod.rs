//! The rules of the house: who may know whom, what may stand where, how large things grow, and what
//! every rpc must say. A rule that fails names the place and what to do.

mod contracts;
mod imports;
mod layers;
mod points;
mod privacy;
mod sizes;

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// A source file of ours: its path from the root, and its text.
struct Source {
    path: String,
    text: String,
}

/// Every Rust file of the workspace.
fn sources() -> Vec<Source> {
    let root = root();
    let mut sources: Vec<Source> = ["shared", "services", "tests"]
        .iter()
        .flat_map(|folder| WalkDir::new(root.join(folder)))
        .map(Result::unwrap)
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "rs"))
        .map(|entry| Source {
            path: entry.path().strip_prefix(&root).unwrap().display().to_string(),
            text: fs::read_to_string(entry.path()).unwrap(),
        })
        .collect();
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    assert!(sources.len() > 50, "the walk finds the workspace");
    sources
}

/// Fails with every broken rule at once.
fn assert_none(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}
