//! Connections inside a process: as over TCP, without the network.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::DuplexStream;
use tokio::sync::mpsc;

/// The pipe to the public rpcs of all services of the process.
pub const PUBLIC_PIPE: &str = "public";

/// What a pipe holds in each direction, in bytes.
const BUFFER_BYTES: usize = 64 << 10;
/// Connections that wait to be accepted.
const WAITING: usize = 64;

/// The pipes of a process by name: a service's name leads to its internal rpcs, [`PUBLIC_PIPE`] to
/// the public ones of all.
#[derive(Clone, Debug, Default)]
pub struct Pipes(Arc<Mutex<HashMap<String, mpsc::Sender<DuplexStream>>>>);

impl Pipes {
    /// Takes the connections that are made to that name from now on.
    pub(super) fn listen(&self, name: &str) -> mpsc::Receiver<DuplexStream> {
        let (sender, receiver) = mpsc::channel(WAITING);
        let mut pipes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pipes.insert(name.to_owned(), sender);
        receiver
    }

    /// Connects; an error when nobody listens under that name, or no longer.
    pub(crate) async fn connect(&self, name: &str) -> io::Result<DuplexStream> {
        let listener = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        let refused = || io::Error::from(io::ErrorKind::ConnectionRefused);
        let (ours, theirs) = tokio::io::duplex(BUFFER_BYTES);
        listener.ok_or_else(refused)?.send(theirs).await.map_err(|_| refused())?;
        Ok(ours)
    }
}
