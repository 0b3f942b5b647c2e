//! What an installation may change of this service's own part.

use serde::{Deserialize, Serialize};
use stts_service::OwnSettings;

/// The settings of the tasks service: there is nothing to choose yet, and an unknown key is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {}

impl OwnSettings for Settings {}
