//! A value that is never shown.

use std::cell::Cell;
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

const HIDDEN: &str = "[hidden]";

thread_local! {
    static REVEALED: Cell<bool> = const { Cell::new(false) };
}

/// A setting that no log line, no error and no print of the settings shows.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for its one use.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(HIDDEN)
    }
}

impl<T: Serialize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if REVEALED.get() { self.0.serialize(serializer) } else { serializer.serialize_str(HIDDEN) }
    }
}

/// Serialises secrets in clear: only so that defaults can be merged with file and environment.
pub(super) fn revealed<T>(serialise: impl FnOnce() -> T) -> T {
    REVEALED.set(true);
    let result = serialise();
    REVEALED.set(false);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let secret = Secret::new("s3cret".to_owned());
        assert_eq!(format!("{secret:?}"), "[hidden]");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"[hidden]\"");
        assert_eq!(secret.expose(), "s3cret");
    }
}
