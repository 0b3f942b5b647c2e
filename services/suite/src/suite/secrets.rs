//! The secrets of a development installation, made at the first start and kept.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom, SystemRandom};

/// A secret of 32 bytes in base64, which only the owner of the file may read.
pub(super) fn secret(file: &Path) -> io::Result<String> {
    if !file.exists() {
        let mut bytes = [0; 32];
        let drawn = SystemRandom::new().fill(&mut bytes);
        drawn.map_err(|_| io::Error::other("the machine gives no random numbers"))?;
        let scratch = file.with_extension("new");
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(true).mode(0o600);
        options.open(&scratch)?.write_all(STANDARD.encode(bytes).as_bytes())?;
        fs::rename(scratch, file)?;
    }
    fs::read_to_string(file)
}
