//! The answers of a streaming rpc: errors in the middle are corrected like any, a deadline ends the
//! stream, and a panic in it is answered.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use stts_kernel::ErrorKind;
use tokio::sync::OwnedSemaphorePermit;
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
    place: Option<OwnedSemaphorePermit>,
}

impl StreamBody {
    /// Watches `body`, which ends at the deadline if there is one.
    pub(super) fn new(body: Body, end: Option<Instant>, correction: Correction) -> Self {
        let end = end.map(|end| Box::pin(sleep_until(end)));
        Self { body, end, correction, ended: false, place: None }
    }

    /// Holds its place among the calls at once until it ends or is let go of.
    pub(super) fn holding(self, place: OwnedSemaphorePermit) -> Self {
        Self { place: Some(place), ..self }
    }

    fn end_with(&mut self, kind: ErrorKind) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        self.ended = true;
        self.place = None;
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::{StreamExt, stream};
    use http::HeaderMap;
    use http_body_util::{BodyExt, StreamBody as Frames};
    use stts_kernel::ErrorKind;

    use super::*;
    use crate::reasons;

    /// What a caller gets of a stream: its bytes and the reason in its trailers.
    async fn received(
        frames: impl futures::Stream<Item = Frame<Bytes>> + Send + 'static,
        end: Option<Instant>,
    ) -> (Bytes, Option<ErrorKind>) {
        let correction = Correction::of("method", "/a.B/C", &HeaderMap::new());
        let body =
            StreamBody::new(Body::new(Frames::new(frames.map(Ok::<_, Status>))), end, correction);
        let collected = body.collect().await.unwrap();
        let trailers = collected.trailers().cloned().unwrap();
        let status = Status::from_header_map(&trailers);
        (collected.to_bytes(), status.as_ref().and_then(reasons::kind))
    }

    fn answer() -> Frame<Bytes> {
        Frame::data(Bytes::from_static(b"answer"))
    }

    fn trailers(status: &Status) -> Frame<Bytes> {
        let mut headers = HeaderMap::new();
        status.add_header(&mut headers).unwrap();
        Frame::trailers(headers)
    }

    #[tokio::test]
    async fn an_error_in_the_middle_is_corrected() {
        let ended = stream::iter([answer(), trailers(&Status::ok(""))]);
        assert_eq!(received(ended, None).await, (Bytes::from("answer"), None));
        let failed = stream::iter([answer(), trailers(&Status::internal("table person"))]);
        let expected = (Bytes::from("answer"), Some(ErrorKind::Internal));
        assert_eq!(received(failed, None).await, expected);
    }

    #[tokio::test]
    async fn a_panic_in_the_middle_is_answered() {
        let frames =
            stream::iter([0, 1]).map(|number| if number == 0 { answer() } else { panic!() });
        let expected = (Bytes::from("answer"), Some(ErrorKind::Internal));
        assert_eq!(received(frames, None).await, expected);
    }

    #[tokio::test]
    async fn a_deadline_ends_a_stream() {
        let end = Some(Instant::now() + Duration::from_millis(10));
        let frames = stream::iter([answer()]).chain(stream::pending());
        let expected = (Bytes::from("answer"), Some(ErrorKind::DeadlineExceeded));
        assert_eq!(received(frames, end).await, expected);
    }
}
