//! Where an application keeps its things.

use std::path::{Path, PathBuf};

use directories::{ProjectDirs, UserDirs};
use uuid::Uuid;

use crate::app::Result;
use crate::failure::Failure;

/// Where `App` keeps its things.
#[derive(Clone, Debug)]
pub struct AppConfig {
    /// Database and logs; created with mode 0700.
    pub data_dir: PathBuf,
    /// Where `save_result` puts files.
    pub downloads_dir: PathBuf,
    /// The keychain's service name; differs between data directories, so that they never share a secret.
    pub keychain_service: String,
}

impl AppConfig {
    /// The person's own data directory, or the one `HITCHPOST_DATA_DIR` names.
    pub fn from_env() -> Result<Self> {
        match std::env::var_os("HITCHPOST_DATA_DIR").filter(|value| !value.is_empty()) {
            Some(data_dir) => Ok(Self::for_data_dir(Path::new(&data_dir))),
            None => {
                let directories = ProjectDirs::from("dev", "Hitchpost", "hitchpost").ok_or_else(|| {
                    Failure::Internal { reason: "this account has no home directory".to_owned() }
                })?;
                Ok(Self {
                    keychain_service: "hitchpost".to_owned(),
                    ..Self::for_data_dir(directories.data_dir())
                })
            }
        }
    }

    /// A directory of its own, with keychain entries of its own.
    pub fn for_data_dir(data_dir: &Path) -> Self {
        let data_dir = std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned());
        let downloads_dir = UserDirs::new()
            .map(|user| user.download_dir().map_or_else(|| user.home_dir().to_owned(), Path::to_owned))
            .unwrap_or_else(|| data_dir.clone());
        let digest = Uuid::new_v5(&Uuid::NAMESPACE_URL, data_dir.to_string_lossy().as_bytes());
        Self { keychain_service: format!("hitchpost:{}", digest.simple()), downloads_dir, data_dir }
    }
}
