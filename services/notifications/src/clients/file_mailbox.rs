//! A folder that takes letters, one UTF-8 file each, for whoever prints and posts them.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use stts_kernel::IdSource;
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

use crate::ports::{Mailbox, MailboxUnavailable};

/// Where letters are while they are written.
const UNFINISHED: &str = ".unfinished";

/// Letters as files of a folder. A letter appears under its name whole and on the disk, by a rename;
/// until then it is in a subfolder, under a name of its own, so that two who write the same letter do
/// not meet.
pub struct FileMailbox {
    folder: PathBuf,
    ids: Arc<dyn IdSource>,
}

impl FileMailbox {
    /// Opens a folder, makes it where there is none, and removes what somebody left unfinished.
    /// Removing another's letter under way only makes that one try again.
    pub async fn open(folder: impl Into<PathBuf>, ids: Arc<dyn IdSource>) -> io::Result<Self> {
        let folder = folder.into();
        let unfinished = folder.join(UNFINISHED);
        fs::create_dir_all(&unfinished).await?;
        let mut left = fs::read_dir(&unfinished).await?;
        while let Some(entry) = left.next_entry().await? {
            match fs::remove_file(entry.path()).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(Self { folder, ids })
    }

    async fn write(&self, name: &str, content: &str) -> io::Result<()> {
        let unfinished = self.folder.join(UNFINISHED).join(self.ids.uuid().to_string());
        let mut file = File::create_new(&unfinished).await?;
        file.write_all(content.as_bytes()).await?;
        file.sync_all().await?;
        fs::rename(&unfinished, self.folder.join(name)).await?;
        sync_folder(&self.folder).await
    }
}

/// Without it, a crash of the machine may forget the rename.
async fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder).await?.sync_all().await
}

#[async_trait]
impl Mailbox for FileMailbox {
    async fn put(&self, name: &str, content: &str) -> Result<(), MailboxUnavailable> {
        let written = self.write(name, content).await;
        written.map_err(|error| MailboxUnavailable(error.kind().to_string()))
    }
}
