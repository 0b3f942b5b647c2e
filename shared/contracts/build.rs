//! Generates the contracts from `proto/`: messages, servers, clients, field rules, descriptors.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use prost::Message;
use prost_types::FileDescriptorSet;

fn main() -> Result<(), Box<dyn Error>> {
    let protos = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    println!("cargo:rerun-if-changed={}", protos.display());

    let mut files = Vec::new();
    collect(&protos, &mut files)?;
    files.sort();

    let mut compiler = protox::Compiler::new([protos.as_path(), &validate_proto_folder()?])?;
    compiler.include_imports(true).include_source_info(true).open_files(&files)?;
    // Encoded by protox itself: a descriptor set of prost-types would lose the options that are
    // extensions, such as the field rules and the access option.
    let descriptors = compiler.encode_file_descriptor_set();

    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), &descriptors)?;
    tonic_prost_build::configure()
        .codec_path("crate::codec::Codec")
        .extern_path(".buf.validate", "::prost_protovalidate::types")
        .include_file("modules.rs")
        .compile_fds(FileDescriptorSet::decode(descriptors.as_slice())?)?;
    prost_protovalidate_build::Builder::new()
        .file_descriptor_set_bytes(descriptors)
        .fail_on_runtime_only(true)
        .compile()?;
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}

/// The folder in which the crate of the field rules ships `buf/validate/validate.proto`.
fn validate_proto_folder() -> Result<PathBuf, Box<dyn Error>> {
    const CRATE: &str = "prost-protovalidate-types";
    let metadata = Command::new(env::var("CARGO")?)
        .args(["metadata", "--format-version=1", "--offline", "--filter-platform"])
        .arg(env::var("HOST")?)
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout)?;
    metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|package| package["name"] == CRATE)
        .and_then(|package| Path::new(package["manifest_path"].as_str()?).parent())
        .map(|folder| folder.join("proto"))
        .ok_or_else(|| format!("cargo metadata does not name {CRATE}").into())
}
