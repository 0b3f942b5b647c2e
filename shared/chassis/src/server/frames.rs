//! Guards the frames of a request: refuses a message that is too large before any of it is kept, and
//! what is not exactly one message where one is expected.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use stts_kernel::ErrorKind;
use tonic::Status;
use tonic::body::Body;

use crate::reasons::status;

/// A frame begins with a flag and the message's length in four bytes.
const HEADER_BYTES: usize = 5;

/// The body with its frames guarded: messages of at most `limit` bytes, and exactly one unless
/// `several` may come.
pub(super) fn guard(body: Body, limit: u32, several: bool) -> Body {
    Body::new(Guard { body, frames: Frames::new(limit, several), failed: false })
}

struct Guard {
    body: Body,
    frames: Frames,
    failed: bool,
}

impl HttpBody for Guard {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.failed {
            return Poll::Ready(None);
        }
        let frame = match ready!(Pin::new(&mut self.body).poll_frame(context)) {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(self.check(Frames::end).err().map(Err)),
        };
        let checked = match frame.data_ref() {
            Some(data) => {
                let data = data.clone();
                self.check(|frames| frames.take(&data))
            }
            None => self.check(Frames::end),
        };
        Poll::Ready(Some(checked.map(|()| frame)))
    }
}

impl Guard {
    fn check(
        &mut self,
        check: impl FnOnce(&mut Frames) -> Result<(), ErrorKind>,
    ) -> Result<(), Status> {
        check(&mut self.frames).map_err(|kind| {
            self.failed = true;
            status(&kind.into())
        })
    }
}

/// Where in its frames a body is.
#[derive(Debug)]
struct Frames {
    limit: u32,
    several: bool,
    messages: u64,
    header: [u8; HEADER_BYTES],
    header_bytes: usize,
    rest_of_message: u32,
}

impl Frames {
    const fn new(limit: u32, several: bool) -> Self {
        let header = [0; HEADER_BYTES];
        Self { limit, several, messages: 0, header, header_bytes: 0, rest_of_message: 0 }
    }

    fn take(&mut self, mut data: &[u8]) -> Result<(), ErrorKind> {
        while !data.is_empty() {
            if self.rest_of_message > 0 {
                let skipped = data.len().min(usize::try_from(self.rest_of_message).unwrap_or(0));
                // At most the rest, which fits.
                self.rest_of_message -= u32::try_from(skipped).unwrap_or(0);
                data = data.get(skipped..).unwrap_or_default();
                continue;
            }
            let (byte, rest) = data.split_first().ok_or(ErrorKind::Internal)?;
            if let Some(place) = self.header.get_mut(self.header_bytes) {
                *place = *byte;
            }
            self.header_bytes += 1;
            data = rest;
            if self.header_bytes == HEADER_BYTES {
                self.begin_message()?;
            }
        }
        Ok(())
    }

    fn begin_message(&mut self) -> Result<(), ErrorKind> {
        let [flag, length @ ..] = self.header;
        let length = u32::from_be_bytes(length);
        self.header_bytes = 0;
        self.messages += 1;
        // Nothing is compressed: no encoding was offered.
        if flag != 0 || (self.messages > 1 && !self.several) {
            return Err(ErrorKind::MalformedMessage);
        }
        if length > self.limit {
            return Err(ErrorKind::MessageTooLarge);
        }
        self.rest_of_message = length;
        Ok(())
    }

    /// Nothing may be left open at the end, and there must have been a message.
    fn end(&mut self) -> Result<(), ErrorKind> {
        let complete = self.header_bytes == 0 && self.rest_of_message == 0;
        if complete && (self.several || self.messages == 1) {
            Ok(())
        } else {
            Err(ErrorKind::MalformedMessage)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(flag: u8, message: &[u8]) -> Vec<u8> {
        let length = u32::try_from(message.len()).unwrap().to_be_bytes();
        [&[flag], &length[..], message].concat()
    }

    /// Feeds bytes in chunks of every size, and expects the same each time.
    fn feed(bytes: &[u8], limit: u32, several: bool) -> Result<(), ErrorKind> {
        let in_chunks = |size: usize| {
            let mut frames = Frames::new(limit, several);
            bytes.chunks(size).try_for_each(|chunk| frames.take(chunk))?;
            frames.end()
        };
        let first = in_chunks(1);
        for size in 2..=bytes.len().max(2) {
            assert_eq!(in_chunks(size), first, "in chunks of {size}");
        }
        first
    }

    #[test]
    fn exactly_one_message_of_a_fair_size_is_let_through() {
        let (one, two) = (frame(0, b"four"), [frame(0, b"a"), frame(0, b"b")].concat());
        for (bytes, several, expected) in [
            (one.clone(), false, Ok(())),
            (frame(0, b""), false, Ok(())),
            (frame(0, b"five!"), false, Err(ErrorKind::MessageTooLarge)),
            (two.clone(), false, Err(ErrorKind::MalformedMessage)),
            (two, true, Ok(())),
            (Vec::new(), false, Err(ErrorKind::MalformedMessage)),
            (Vec::new(), true, Ok(())),
            (one[..8].to_vec(), false, Err(ErrorKind::MalformedMessage)),
            (one[..3].to_vec(), true, Err(ErrorKind::MalformedMessage)),
            (frame(1, b"zip"), false, Err(ErrorKind::MalformedMessage)),
        ] {
            assert_eq!(feed(&bytes, 4, several), expected, "{bytes:?} {several}");
        }
    }

    #[test]
    fn a_large_message_is_refused_at_its_header() {
        let mut frames = Frames::new(4, false);
        assert_eq!(frames.take(&[0, 0xff, 0xff, 0xff, 0xff]), Err(ErrorKind::MessageTooLarge));
    }
}
