//! The codec of every rpc: protobuf, with a message that cannot be decoded answered as the caller's
//! fault.

use std::marker::PhantomData;

use prost::Message;
use tonic::Status;
use tonic::codec::{self, DecodeBuf, Decoder};
use tonic_prost::{ProstCodec, ProstEncoder};

/// Encodes `T` and decodes `U` as protobuf.
///
/// Unlike tonic's own, it answers bytes that are not the message with `INVALID_ARGUMENT` instead of
/// `INTERNAL`, and keeps the names of message and field, which the decoder's error holds, out of the
/// answer.
#[derive(Debug)]
pub struct Codec<T, U>(PhantomData<(T, U)>);

impl<T, U> Default for Codec<T, U> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T, U> codec::Codec for Codec<T, U>
where
    T: Message + Send + 'static,
    U: Message + Default + Send + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = ProstEncoder<T>;
    type Decoder = CheckedDecoder<U>;

    fn encoder(&mut self) -> Self::Encoder {
        ProstCodec::<T, U>::raw_encoder(codec::BufferSettings::default())
    }

    fn decoder(&mut self) -> Self::Decoder {
        CheckedDecoder(PhantomData)
    }
}

/// Decodes protobuf; see [`Codec`].
#[derive(Debug)]
pub struct CheckedDecoder<U>(PhantomData<U>);

impl<U: Message + Default> Decoder for CheckedDecoder<U> {
    type Item = U;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<U>, Status> {
        U::decode(buffer).map(Some).map_err(|_| Status::invalid_argument(MALFORMED_MESSAGE))
    }
}

/// The text of the status for bytes that are not the message; the server adds the reason to it.
pub const MALFORMED_MESSAGE: &str = "the bytes are not the message of this method";
