//! The answers of a streaming rpc: errors in the middle are corrected like any, a deadline ends the
//! stream, and a panic in it is answered.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use stts_kernel::ErrorKind;
use tokio::time::{Instant, Sleep, sleep_until};
use tonic::Status;
use tonic::body::Body;

use super::errors::Correction;

/// A stream of answers, watched.
pub(super) struct StreamBody {
    body: Body,
    end: Option<Pin<Box<Sleep>>>,
    correction: Correction,
    ended: bool,
}

impl StreamBody {
    /// Watches `body`, which ends at the deadline if there is one.
    pub(super) fn new(body: Body, end: Option<Instant>, correction: Correction) -> Self {
        let end = end.map(|end| Box::pin(sleep_until(end)));
        Self { body, end, correction, ended: false }
    }

    fn end_with(&mut self, kind: ErrorKind) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        self.ended = true;
        let trailers = self.correction.trailers_of_refusal(&kind.into());
        Poll::Ready(Some(Ok(Frame::trailers(trailers))))
    }
}

impl HttpBody for StreamBody {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        if self.end.as_mut().is_some_and(|end| end.as_mut().poll(context).is_ready()) {
            return self.end_with(ErrorKind::DeadlineExceeded);
        }
        let body = &mut self.body;
        let polled = catch_unwind(AssertUnwindSafe(|| Pin::new(body).poll_frame(context)));
        let Ok(polled) = polled else { return self.end_with(ErrorKind::Internal) };
        let frame = match ready!(polled) {
            Some(Ok(frame)) => frame,
            other => return Poll::Ready(other),
        };
        Poll::Ready(Some(Ok(match frame.into_trailers() {
            Ok(trailers) => Frame::trailers(self.correction.trailers(trailers)),
            Err(data) => data,
        })))
    }
}
