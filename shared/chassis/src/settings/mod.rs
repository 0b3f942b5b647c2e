//! What an installation may change: defaults, then a TOML file, then the environment.
//!
//! A service has one struct of settings with `#[serde(default, deny_unknown_fields)]`, made of the
//! sub-structs here and its own, and implements [`Settings`] to name what cannot work together.

mod load;
mod secret;
mod shared;
#[cfg(test)]
mod tests;

pub use load::{SettingsError, SettingsSource, load, print};
pub use secret::Secret;
pub use shared::{
    CallerSettings, ClockSettings, Environment, LimitSettings, ListenerSettings, TelemetrySettings,
};

/// Settings that can tell what is wrong with them.
pub trait Settings {
    /// Everything that is wrong beyond the form of a single value; empty when nothing is.
    fn faults(&self) -> Vec<Fault>;
}

/// One thing wrong with the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The setting, such as `listeners.public`.
    pub path: String,
    /// What is wrong and what would be right, without a secret's value.
    pub message: String,
}

impl Fault {
    /// Names a fault.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}
