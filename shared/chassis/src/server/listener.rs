//! Takes connections, over TCP or through a pipe, and serves them the same way.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::{Stream, stream};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Server;

use super::connection::Connection;
use super::{Front, Host, ServeError};
use crate::settings::LimitSettings;

/// How long accepting pauses when the system has no descriptor left, instead of spinning.
const PAUSE: Duration = Duration::from_millis(100);

/// Listens on an address; an address in use is told in one line with what to do.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::AddrInUse => {
                "the port is in use; stop what uses it, or choose another in the settings"
                    .to_owned()
            }
            _ => error.to_string(),
        };
        ServeError::Bind { address, hint }
    })
}

impl Host {
    /// Serves a front on a listener until the stop: health says `NOT_SERVING`, no connection is taken
    /// any more, and running calls have the time of the settings to end.
    pub async fn serve(&self, listener: TcpListener, front: Front) -> Result<(), ServeError> {
        for name in &front.names {
            self.health().set(name, true).await;
        }
        let names = front.names.clone();
        let incoming = connections(listener, self.limits());
        let stop = async {
            self.shutdown().requested().await;
            for name in names.into_iter().chain([""]) {
                self.health().set(name, false).await;
            }
        };
        let serving = http2(self.limits()).serve_with_incoming_shutdown(front, incoming, stop);
        let out_of_time = async {
            self.shutdown().requested().await;
            tokio::time::sleep(self.limits().drain_timeout()).await;
        };
        tokio::select! {
            served = serving => Ok(served?),
            () = out_of_time => {
                tracing::warn!("calls were still running when the time to stop was over");
                Ok(())
            }
        }
    }

    /// Serves a front through a pipe of that name until everything else has ended.
    pub fn pipe(&self, name: &str, front: Front) {
        let incoming = ReceiverStream::new(self.pipes().listen(name)).map(Ok::<_, io::Error>);
        let shutdown = self.shutdown().clone();
        let server = http2(self.limits());
        tokio::spawn(async move {
            let stop = shutdown.ended();
            if let Err(error) = server.serve_with_incoming_shutdown(front, incoming, stop).await {
                tracing::error!(%error, "a pipe ended");
            }
        });
    }
}

/// The limits of the transport, all of them set: tonic's own defaults are open.
fn http2(limits: &LimitSettings) -> Server {
    Server::builder()
        .max_concurrent_streams(limits.streams_per_connection)
        // What a client may send ahead of being read: little for a call, and no more for all calls
        // of a connection than a few large messages.
        .initial_stream_window_size(64 << 10)
        .initial_connection_window_size(1 << 20)
        .http2_max_pending_accept_reset_streams(Some(20))
        .http2_keepalive_interval(Some(Duration::from_millis(limits.keepalive_interval_ms)))
        .http2_keepalive_timeout(Some(Duration::from_millis(limits.keepalive_timeout_ms)))
        .http2_max_header_list_size(limits.header_list_bytes)
        // With a grace given here, tonic would cut the connection without telling the client first;
        // the connection itself ends after age and grace.
        .max_connection_age(Duration::from_millis(limits.connection_age_ms))
}

/// Accepted connections, at most so many at once.
fn connections(
    listener: TcpListener,
    limits: &LimitSettings,
) -> impl Stream<Item = io::Result<Connection>> + use<> {
    let places = Arc::new(Semaphore::new(limits.connections));
    let preface = Duration::from_millis(limits.first_byte_timeout_ms);
    let life =
        Duration::from_millis(limits.connection_age_ms.saturating_add(limits.connection_grace_ms));
    stream::unfold((listener, places), move |(listener, places)| async move {
        loop {
            let stream = match listener.accept().await {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            };
            // A connection beyond the limit is closed at once.
            let Ok(place) = places.clone().try_acquire_owned() else { continue };
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection went away");
                continue;
            }
            let connection = Connection::new(stream, place, preface, life);
            return Some((Ok(connection), (listener, places)));
        }
    })
}
