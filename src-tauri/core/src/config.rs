//! Where an application keeps its things.

use std::path::{Path, PathBuf};

use directories::{ProjectDirs, UserDirs};

use crate::app::Result;
use crate::failure::Failure;

/// Where `App` keeps its things.
#[derive(Clone, Debug)]
pub struct AppConfig {
    /// Database and logs; created with mode 0700 when it is missing.
    pub data_dir: PathBuf,
    /// Where `save_result` puts files.
    pub downloads_dir: PathBuf,
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
                Ok(Self::for_data_dir(directories.data_dir()))
            }
        }
    }

    /// A directory of its own. Its keychain entries are its own too, however it is spelled: its database names them.
    pub fn for_data_dir(data_dir: &Path) -> Self {
        let data_dir = std::path::absolute(data_dir).unwrap_or_else(|_| data_dir.to_owned());
        let downloads_dir = UserDirs::new()
            .map(|user| user.download_dir().map_or_else(|| user.home_dir().to_owned(), Path::to_owned))
            .unwrap_or_else(|| data_dir.clone());
        Self { data_dir, downloads_dir }
    }
}
