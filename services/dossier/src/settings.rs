//! What an installation may change of this service's own part.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use stts_service::OwnSettings;

/// The settings of the dossier service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DossierSettings {
    /// A folder with rule files that replace those built in; all of them, when it is set.
    pub rules_folder: Option<PathBuf>,
}

impl OwnSettings for DossierSettings {}
