//! What an installation may change in this service.

use serde::{Deserialize, Serialize};

/// This service's own part of the settings: there is nothing to choose yet, and an unknown key is
/// refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {}
