//! What an installation may change of this service's own part.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use stts_service::OwnSettings;

/// The settings of the notifications service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The folder that takes letters; made where there is none.
    pub mailbox_folder: PathBuf,
    /// A folder with rule files in place of those that are built in: `documents.toml` and
    /// `conditions.toml`.
    pub rules_folder: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { mailbox_folder: "mailbox".into(), rules_folder: None }
    }
}

impl OwnSettings for Settings {}
