//! What runs on Kubernetes, checked without a cluster: `k8s/` as kustomize renders it against the
//! schemas of Kubernetes, the code of the services and the programs themselves, and the lines that
//! build the image.
//!
//! The tools are those that `make setup-kubernetes` puts into `target/tools`. Rendered objects are looked at as
//! JSON, so that no test reads YAML its own way.

mod code;
mod image;
mod network;
mod objects;
mod pods;
mod queue;
mod reach;
mod schema;
mod settings;

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use stts::deployment::SERVICES;
use walkdir::WalkDir;

use objects::Objects;

/// `k8s/base`, rendered.
static BASE: LazyLock<Objects> =
    LazyLock::new(|| Objects::parse(&render(&root().join("k8s/base"))));

/// `k8s/overlays/development`, rendered with secrets made for this run.
static DEVELOPMENT: LazyLock<Objects> = LazyLock::new(|| Objects::parse(&development()));

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// One of our programs, beside the folder of this test.
fn program(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().unwrap().parent().unwrap().join(name);
    assert!(program.is_file(), "{} is missing: cargo build --workspace", program.display());
    program
}

fn render(folder: &Path) -> String {
    output(Command::new(root().join(".ci/kustomize")).arg(folder), "")
}

/// The overlay needs files that are never in the repository: it is rendered from a copy.
fn development() -> String {
    let copy = tempfile::tempdir().unwrap();
    for entry in WalkDir::new(root().join("k8s")).into_iter().map(Result::unwrap) {
        let path = entry.path().strip_prefix(root()).unwrap();
        if path.components().any(|part| part.as_os_str() == OsStr::new("made")) {
            continue;
        }
        if entry.file_type().is_dir() {
            fs::create_dir_all(copy.path().join(path)).unwrap();
        } else {
            fs::copy(entry.path(), copy.path().join(path)).unwrap();
        }
    }
    let overlay = copy.path().join("k8s/overlays/development");
    output(Command::new(overlay.join("prepare")).env("STTS", program("stts")), "");
    render(&overlay)
}

/// A tool that `make setup-kubernetes` installs.
fn tool(name: &str) -> Command {
    let tool = root().join("target/tools/kubernetes/bin").join(name);
    assert!(tool.is_file(), "{} is missing: make setup-kubernetes", tool.display());
    Command::new(tool)
}

/// What a command prints; it must end well.
fn output(command: &mut Command, input: &str) -> String {
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_owned());
    // From a thread of its own, so that neither side waits for the other to read. What reads nothing
    // closes the pipe.
    let writing = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_file_is_part_of_something() {
    let of_k8s = || WalkDir::new(root().join("k8s")).into_iter().map(Result::unwrap);
    let kustomizations: String = of_k8s()
        .filter(|entry| entry.file_name() == "kustomization.yaml")
        .map(|entry| fs::read_to_string(entry.path()).unwrap())
        .collect();
    let unused: Vec<String> = of_k8s()
        .filter(|entry| entry.file_type().is_file())
        .filter(|entry| !entry.path().components().any(|part| part.as_os_str() == "made"))
        .map(|entry| entry.file_name().to_str().unwrap().to_owned())
        .filter(|name| !["kustomization.yaml", "README.md", "prepare"].contains(&name.as_str()))
        .filter(|name| !kustomizations.contains(name))
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}
