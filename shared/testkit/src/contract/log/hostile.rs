//! A transport that does everything it may: loses, repeats, garbles.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use stts_queue::QueueError;
use stts_queue::log::{Frame, Place, Transport};

/// Loses every fifth event, garbles every seventh, and brings all the others again and again,
/// whatever was asked for.
#[derive(Default)]
pub(super) struct Hostile {
    frames: Mutex<Vec<Frame>>,
    published: AtomicUsize,
}

#[async_trait]
impl Transport for Hostile {
    async fn publish(&self, _producer: &str, frames: &[Frame]) -> Result<(), QueueError> {
        let mut kept = self.frames.lock().unwrap_or_else(PoisonError::into_inner);
        for frame in frames {
            let number = self.published.fetch_add(1, Ordering::SeqCst);
            if number.is_multiple_of(5) {
                continue;
            }
            let mut frame = frame.clone();
            if number.is_multiple_of(7) {
                frame.bytes = Bytes::from_static(b"\xff\xff\xff");
            }
            kept.push(frame);
        }
        Ok(())
    }

    async fn read(
        &self,
        _producer: &str,
        _after: &[(u32, Place)],
        _limit: usize,
        _wait: Duration,
    ) -> Result<Vec<Frame>, QueueError> {
        tokio::task::yield_now().await;
        Ok(self.frames.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
}
