//! The folder of a suite: `.stts/` unless told otherwise.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use stts_chassis::caller::DEVELOPMENT_ISSUER;
use stts_chassis::keys::{self, Issuer, KeyError};
use stts_chassis::settings::{CallerSettings, Secret};
use stts_identity::IdentitySettings;
use stts_store::{DatabaseSettings, VaultKey};
use thiserror::Error;

use super::clients::CLIENTS;
use super::{SuiteSettings, secrets, tokens};

/// Why the folder cannot be used.
#[derive(Debug, Error)]
pub enum FolderError {
    /// Another suite is running on it.
    #[error("another suite is running on {0}: stop it, or give another folder with --data")]
    InUse(String),
    /// A file in it cannot be read or written.
    #[error("{file}: {error}")]
    File {
        /// The file.
        file: String,
        /// What happened.
        error: io::Error,
    },
    /// The keys cannot be made.
    #[error(transparent)]
    Keys(#[from] KeyError),
}

/// The folder, held by this process alone.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    vault_secret: Secret<String>,
    index_secret: Secret<String>,
    _lock: File,
}

impl Folder {
    /// Makes what is missing: keys, secrets and the list of clients.
    pub fn prepare(root: &Path) -> Result<Self, FolderError> {
        let root = root.to_owned();
        if root.exists() && !root.is_dir() {
            let error = io::Error::other("is not a folder; give another with --data");
            return Err(named(&root, error));
        }
        for folder in ["", "data", "keys", "tokens"] {
            let folder = root.join(folder);
            // Tokens, letters and databases are for the owner's eyes alone.
            let made = DirBuilder::new().recursive(true).mode(0o700).create(&folder);
            made.map_err(|error| named(&folder, error))?;
        }
        let lock = locked(&root)?;
        keys::init(&root.join("keys"))?;
        let clients = root.join("clients.toml");
        if !clients.exists() {
            fs::write(&clients, clients_file()).map_err(|error| named(&clients, error))?;
        }
        let secret = |name: &str| {
            let file = root.join("keys").join(name);
            secrets::secret(&file).map(Secret::new).map_err(|error| named(&file, error))
        };
        let (vault_secret, index_secret) = (secret("vault.key")?, secret("index.key")?);
        Ok(Self { root, vault_secret, index_secret, _lock: lock })
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Where a client's token stands.
    pub fn token_file(&self, client_id: &str) -> PathBuf {
        self.root.join("tokens").join(format!("{client_id}.jwt"))
    }

    pub(crate) fn caller_settings(&self) -> CallerSettings {
        CallerSettings {
            jwks_file: self.root.join("keys").join("jwks.json"),
            clients_file: self.root.join("clients.toml"),
            issuer: DEVELOPMENT_ISSUER.to_owned(),
            audience: tokens::AUDIENCE.to_owned(),
        }
    }

    pub(crate) fn issuer(&self) -> Result<Issuer, KeyError> {
        Issuer::load(&self.root.join("keys"))
    }

    /// Fresh tokens for all clients, so that somebody can call at once.
    pub(crate) fn write_tokens(&self, issuer: &Issuer) -> Result<(), FolderError> {
        for client in &CLIENTS {
            let file = self.token_file(client.id);
            let token = tokens::token(issuer, client)?;
            fs::write(&file, token).map_err(|error| named(&file, error))?;
        }
        Ok(())
    }

    /// Writes them anew every few hours, so that they are always valid, and tells when it could not.
    /// Never ends.
    pub(crate) async fn keep_tokens_fresh(&self, issuer: &Issuer, failed: impl Fn(FolderError)) {
        loop {
            tokio::time::sleep(tokens::RENEWED_EVERY).await;
            self.write_tokens(issuer).unwrap_or_else(&failed);
        }
    }

    pub(super) fn sqlite(&self, service: &str) -> DatabaseSettings {
        let file = self.root.join("data").join(format!("{service}.db"));
        DatabaseSettings::at(format!("sqlite://{}", file.display()))
    }

    pub(crate) fn vault_keys(&self) -> Vec<VaultKey> {
        vec![VaultKey::new(1, self.vault_secret.expose())]
    }

    /// The key under which national numbers are hashed.
    pub(crate) const fn index_secret(&self) -> &Secret<String> {
        &self.index_secret
    }

    pub(super) fn identity(&self, settings: &SuiteSettings) -> IdentitySettings {
        IdentitySettings {
            population: settings.population.clone(),
            index_key: self.index_secret.clone(),
            ..IdentitySettings::default()
        }
    }

    pub(super) fn notifications(&self) -> stts_notifications::Settings {
        stts_notifications::Settings {
            mailbox_folder: self.root.join("mailbox"),
            ..stts_notifications::Settings::default()
        }
    }
}

fn locked(root: &Path) -> Result<File, FolderError> {
    let file = root.join("lock");
    let lock = File::create(&file).map_err(|error| named(&file, error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(fs::TryLockError::WouldBlock) => Err(FolderError::InUse(root.display().to_string())),
        Err(fs::TryLockError::Error(error)) => Err(named(&file, error)),
    }
}

fn clients_file() -> String {
    let client = |client: &super::Client| {
        let profile = client.profile.as_str_name().trim_start_matches("PROFILE_");
        format!(
            "[[client]]\nid = \"{}\"\noperator = \"{}\"\nprofile = \"{profile}\"\n\n",
            client.id, client.operator
        )
    };
    let clients: String = CLIENTS.iter().map(client).collect();
    format!(
        "# Who may call: programs of operators and of BIPT. Reread when it changes.\n\n{clients}"
    )
}

fn named(file: &Path, error: io::Error) -> FolderError {
    FolderError::File { file: file.display().to_string(), error }
}
