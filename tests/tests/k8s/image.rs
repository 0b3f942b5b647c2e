//! The lines that build the image, without building one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{Metadata, MetadataCommand};

use super::objects::container;
use super::{BASE, SERVICES, output, root};

/// The instructions of the Containerfile: each with its arguments.
fn instructions() -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("Containerfile")).unwrap().replace("\\\n", " ");
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let split = |line: &str| {
        let (name, arguments) = line.split_once(' ').unwrap();
        (name.to_owned(), arguments.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    lines.map(split).collect()
}

fn all(name: &str) -> Vec<String> {
    let of_name = instructions().into_iter().filter(|(instruction, _)| instruction == name);
    of_name.map(|(_, arguments)| arguments).collect()
}

/// What is copied from the repository: sources and where they go.
fn copied() -> Vec<(Vec<String>, String)> {
    let from_here = all("COPY").into_iter().filter(|line| !line.starts_with("--from"));
    from_here.map(|line| sources_and_target(&line)).collect()
}

/// The programs that go from the build to the image.
fn programs() -> BTreeSet<String> {
    let built = all("COPY")
        .into_iter()
        .filter_map(|line| Some(line.strip_prefix("--from=build ")?.to_owned()));
    let paths: Vec<String> = built.flat_map(|line| sources_and_target(&line).0).collect();
    let name = |path: &String| path.strip_prefix("/build/target/release/").unwrap().to_owned();
    paths.iter().map(name).collect()
}

fn sources_and_target(line: &str) -> (Vec<String>, String) {
    let mut parts: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let target = parts.pop().unwrap();
    (parts, target)
}

fn metadata() -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join("Cargo.toml")).no_deps();
    command.other_options(vec!["--offline".to_owned()]).exec().unwrap()
}

#[test]
fn the_programs_of_the_image_are_built_by_its_lines() {
    let build = all("RUN").into_iter().find(|line| line.starts_with("cargo build")).unwrap();
    for option in ["--locked", "--release", "--bins"] {
        assert!(build.split(' ').any(|part| part == option), "{build}");
    }
    let packages: BTreeSet<&str> =
        build.split("--package ").skip(1).map(|rest| rest.split(' ').next().unwrap()).collect();
    let metadata = metadata();
    let of_packages = metadata.packages.iter().filter(|one| packages.contains(one.name.as_str()));
    let targets = of_packages.flat_map(|package| &package.targets);
    let bins: BTreeSet<String> =
        targets.filter(|target| target.is_bin()).map(|target| target.name.clone()).collect();
    assert_eq!(programs(), bins);

    let mut wanted: BTreeSet<String> = SERVICES.map(|service| format!("stts-{service}")).into();
    for (_, template) in BASE.workloads() {
        if let Some(command) =
            container(template)["command"][0].as_str().filter(|one| *one != "redis-server")
        {
            assert!(programs().contains(command), "{command}");
            wanted.remove(command);
        }
    }
    assert_eq!(wanted, BTreeSet::new(), "services that run nowhere");
}

#[test]
fn what_is_copied_is_there_and_is_the_whole_workspace() {
    let ignored = fs::read_to_string(root().join(".dockerignore")).unwrap();
    let sources: Vec<PathBuf> =
        copied().into_iter().flat_map(|(sources, _)| sources).map(PathBuf::from).collect();
    for source in &sources {
        assert!(root().join(source).exists(), "{}", source.display());
        assert!(ignored.lines().all(|line| !source.starts_with(line)), "{}", source.display());
    }
    for package in metadata().packages {
        let manifest = package.manifest_path.strip_prefix(root()).unwrap().to_owned();
        let covered = sources.iter().any(|source| manifest.starts_with(source));
        assert!(covered, "{manifest} is not copied");
    }
}

#[test]
fn the_image_has_the_toolchain_of_the_workspace_and_the_user_of_the_pods() {
    let manifest: toml::Table =
        toml::from_str(&fs::read_to_string(root().join("Cargo.toml")).unwrap()).unwrap();
    let version = manifest["workspace"]["package"]["rust-version"].as_str().unwrap();
    assert!(all("FROM")[0].contains(&format!("/rust:{version}-")), "{:?}", all("FROM"));

    let user = all("USER").pop().unwrap();
    for service in SERVICES {
        let pod = &BASE.server(service)["spec"]["template"]["spec"]["securityContext"];
        assert_eq!(user, format!("{}:{}", pod["runAsUser"], pod["runAsGroup"]));
    }
}

/// Copies what the Containerfile copies, from a clean copy of the last commit.
fn copy_into(build: &Path, clean: &Path) {
    for (sources, target) in copied() {
        for source in sources {
            let file = clean.join(&source).is_file();
            let target = if file { build.join(&target).join(&source) } else { build.join(&target) };
            output(Command::new("cp").arg("--recursive").arg(clean.join(&source)).arg(target), "");
        }
    }
}

/// Takes as long as a release build of everything.
#[test]
#[ignore = "long"]
fn the_lines_build_the_programs_in_a_clean_folder() {
    let (clean, build) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let archive = clean.path().join("commit.tar");
    output(
        Command::new("git").current_dir(root()).args(["archive", "HEAD", "--output"]).arg(&archive),
        "",
    );
    output(
        Command::new("tar").current_dir(clean.path()).arg("--extract").arg("--file").arg(&archive),
        "",
    );
    copy_into(build.path(), clean.path());
    for line in all("RUN") {
        let mut run = Command::new("sh");
        run.current_dir(build.path()).args(["-c", &line]);
        // What cargo tells its tests is not there when the image is built.
        for (name, _) in
            std::env::vars().filter(|(name, _)| name.starts_with("CARGO") && name != "CARGO_HOME")
        {
            run.env_remove(name);
        }
        for setting in all("ENV") {
            let (name, value) = setting.split_once('=').unwrap();
            run.env(name, value);
        }
        output(&mut run, "");
    }
    for program in programs() {
        let path = build.path().join("target/release").join(&program);
        assert!(output(Command::new(path).arg("--version"), "").starts_with(&program), "{program}");
    }
}
