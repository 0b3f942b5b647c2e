//! Entries of streams, as Redis answers them.

use bytes::Bytes;
use redis::Value;

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Its identifier: two numbers, in their order.
    pub(crate) id: (u64, u64),
    /// Names and values; empty when the entry was deleted.
    pub(crate) fields: Vec<(Bytes, Bytes)>,
}

impl Entry {
    /// The value of a field.
    pub(crate) fn field(&self, name: &str) -> Option<&Bytes> {
        self.fields.iter().find(|(key, _)| key.as_ref() == name.as_bytes()).map(|(_, value)| value)
    }

    /// The value of a field that is a number.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        std::str::from_utf8(self.field(name)?).ok()?.parse().ok()
    }
}

/// The entries of an array of them; what is none is left out.
pub(crate) fn entries(value: Value) -> Vec<Entry> {
    array(value).into_iter().filter_map(entry).collect()
}

/// Keys of streams with their entries, of an answer to XREAD or XREADGROUP.
pub(crate) fn streams(value: Value) -> Vec<(Bytes, Vec<Entry>)> {
    let stream = |value| {
        let mut parts = array(value).into_iter();
        Some((bytes(parts.next()?)?, entries(parts.next()?)))
    };
    array(value).into_iter().filter_map(stream).collect()
}

/// Names and values that follow each other.
pub(crate) fn pairs(value: Value) -> Vec<(Bytes, Value)> {
    let mut values = array(value).into_iter();
    let mut pairs = Vec::new();
    while let (Some(name), Some(value)) = (values.next(), values.next()) {
        pairs.extend(bytes(name).map(|name| (name, value)));
    }
    pairs
}

/// The identifier that a value holds.
pub(crate) fn id_of(value: &Value) -> Option<(u64, u64)> {
    match value {
        Value::BulkString(text) => id(text),
        Value::SimpleString(text) => id(text.as_bytes()),
        _ => None,
    }
}

/// An identifier from its text.
fn id(text: &[u8]) -> Option<(u64, u64)> {
    let (first, second) = std::str::from_utf8(text).ok()?.split_once('-')?;
    Some((first.parse().ok()?, second.parse().ok()?))
}

fn entry(value: Value) -> Option<Entry> {
    let mut parts = array(value).into_iter();
    let id = id(&bytes(parts.next()?)?)?;
    let mut values = array(parts.next().unwrap_or_default()).into_iter();
    let mut fields = Vec::with_capacity(values.len() / 2);
    while let (Some(name), Some(value)) = (values.next(), values.next()) {
        fields.push((bytes(name)?, bytes(value)?));
    }
    Some(Entry { id, fields })
}

/// The elements of an array.
pub(crate) fn array(value: Value) -> Vec<Value> {
    match value {
        Value::Array(values) => values,
        _ => Vec::new(),
    }
}

fn bytes(value: Value) -> Option<Bytes> {
    match value {
        Value::BulkString(bytes) => Some(bytes.into()),
        Value::SimpleString(text) => Some(text.into_bytes().into()),
        _ => None,
    }
}

/// A text.
pub(crate) fn text(value: Value) -> Option<String> {
    String::from_utf8(bytes(value)?.into()).ok()
}

/// A count.
pub(crate) fn integer(value: &Value) -> u64 {
    match value {
        Value::Int(number) => u64::try_from(*number).unwrap_or_default(),
        _ => 0,
    }
}
