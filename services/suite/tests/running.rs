//! A suite that runs.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// `stts run` in a folder; it ends when this is dropped.
pub(crate) struct Running {
    child: Child,
    address: String,
    folder: PathBuf,
}

impl Running {
    /// With these options besides.
    pub(crate) fn on(folder: &Path, options: &[&str]) -> Self {
        // Free when asked; the child takes it at once.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let listen = format!("127.0.0.1:{port}");
        let mut child = Command::new(env!("CARGO_BIN_EXE_stts"))
            .args(["run", "--listen", &listen, "--data"])
            .arg(folder)
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // The hints are printed once everything has started and the address is taken.
        let mut hint = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut hint).unwrap();
        assert!(!hint.is_empty(), "it has started");
        Self { child, address: format!("http://{listen}"), folder: folder.to_owned() }
    }

    /// Where its public rpcs are.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// The file of a client's token.
    pub(crate) fn token(&self, client: &str) -> String {
        let file = self.folder.join("tokens").join(format!("{client}.jwt"));
        file.to_str().unwrap().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
