//! Where a cluster's processes die, and which of their guards are off.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use stts_chassis::points::FOLDER_VARIABLE;

/// The folder by which the processes are told; see [`stts_chassis::points`].
pub struct Points(PathBuf);

impl Points {
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// What tells a process of the folder.
    pub(super) fn variable(&self) -> (String, OsString) {
        (FOLDER_VARIABLE.to_owned(), self.0.clone().into_os_string())
    }

    /// Lets the process die that is first at a point.
    pub fn arm(&self, point: &str) {
        fs::write(self.0.join(point), "").unwrap();
    }

    /// Whether a process came to an armed point.
    pub fn has_fired(&self, point: &str) -> bool {
        self.0.join(format!("{point}.fired")).exists()
    }

    /// Switches a guard off.
    pub fn switch_off(&self, guard: &str) {
        fs::write(self.0.join(format!("{guard}.off")), "").unwrap();
    }

    /// Switches it on again.
    pub fn switch_on(&self, guard: &str) {
        fs::remove_file(self.0.join(format!("{guard}.off"))).unwrap();
    }

    /// Whether a process passed the place of a guard while it was off.
    pub fn was_passed(&self, guard: &str) -> bool {
        self.0.join(format!("{guard}.passed")).exists()
    }
}
