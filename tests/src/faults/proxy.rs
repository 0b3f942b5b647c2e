//! A way to a server that can be cut and slowed down.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Passes on what comes to a port of its own. Dropped, it takes no more connections.
pub struct Proxy {
    port: u16,
    way: Arc<Way>,
    listening: JoinHandle<()>,
}

struct Way {
    to_port: u16,
    delay_ms: AtomicU64,
    /// How often the connections were cut.
    cuts: watch::Sender<u64>,
    open: AtomicUsize,
}

impl Proxy {
    /// One to a port of this machine.
    pub async fn to(to_port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let way = Arc::new(Way {
            to_port,
            delay_ms: AtomicU64::new(0),
            cuts: watch::Sender::new(0),
            open: AtomicUsize::new(0),
        });
        let listening = tokio::spawn(Arc::clone(&way).listen(listener));
        Self { port, way, listening }
    }

    /// Where it listens.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Cuts every connection, in the middle of whatever is said; gives how many there were.
    pub fn cut(&self) -> usize {
        let open = self.way.open.load(Ordering::SeqCst);
        self.way.cuts.send_modify(|cuts| *cuts += 1);
        open
    }

    /// From now on, everything that passes in either direction takes as much longer.
    pub fn delay(&self, delay: Duration) {
        let delay_ms = u64::try_from(delay.as_millis()).unwrap();
        self.way.delay_ms.store(delay_ms, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Way {
    async fn listen(self: Arc<Self>, listener: TcpListener) {
        while let Ok((near, _)) = listener.accept().await {
            tokio::spawn(Arc::clone(&self).pass(near));
        }
    }

    /// Whoever connects while nobody listens there is cut off at once, as by the server itself.
    async fn pass(self: Arc<Self>, near: TcpStream) {
        let mut cuts = self.cuts.subscribe();
        let Ok(far) = TcpStream::connect(("127.0.0.1", self.to_port)).await else { return };
        for stream in [&near, &far] {
            stream.set_nodelay(true).unwrap();
        }
        self.open.fetch_add(1, Ordering::SeqCst);
        let (from_near, to_near) = near.into_split();
        let (from_far, to_far) = far.into_split();
        tokio::select! {
            () = self.copy(from_near, to_far) => {}
            () = self.copy(from_far, to_near) => {}
            _ = cuts.changed() => {}
        }
        self.open.fetch_sub(1, Ordering::SeqCst);
    }

    async fn copy(&self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(read @ 1..) = from.read(&mut bytes).await {
            let delay_ms = self.delay_ms.load(Ordering::SeqCst);
            if delay_ms > 0 {
                tokio::time::sleep(Duration::from_millis(delay_ms)).await;
            }
            if to.write_all(&bytes[..read]).await.is_err() {
                return;
            }
        }
    }
}
