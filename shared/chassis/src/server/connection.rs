//! One accepted connection: it must speak HTTP/2 soon, and it does not live for ever.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep};
use tonic::transport::server::{Connected, TcpConnectInfo};

/// The bytes with which every HTTP/2 client begins.
const PREFACE_BYTES: usize = 24;

/// A TCP connection that ends when its preface is late or its life is over. HTTP/2's own keepalive
/// does not help before the preface.
pub(super) struct Connection {
    stream: TcpStream,
    read_bytes: usize,
    end: Pin<Box<Sleep>>,
    life: Duration,
    _place: OwnedSemaphorePermit,
}

impl Connection {
    pub(super) fn new(
        stream: TcpStream,
        place: OwnedSemaphorePermit,
        preface: Duration,
        life: Duration,
    ) -> Self {
        let end = Box::pin(tokio::time::sleep(preface));
        Self { stream, read_bytes: 0, end, life, _place: place }
    }

    fn count(&mut self, bytes: usize) {
        let before = self.read_bytes;
        self.read_bytes = before.saturating_add(bytes);
        if before < PREFACE_BYTES && self.read_bytes >= PREFACE_BYTES {
            let end = Instant::now() + self.life;
            self.end.as_mut().reset(end);
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.end.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let read = buffer.filled().len() - before;
        self.count(read);
        if read > 0 {
            // The timer may have moved, and must wake this task at its new end.
            let _ = self.end.as_mut().poll(context);
        }
        polled
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        data: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, data)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

impl Connected for Connection {
    type ConnectInfo = TcpConnectInfo;

    fn connect_info(&self) -> TcpConnectInfo {
        self.stream.connect_info()
    }
}
