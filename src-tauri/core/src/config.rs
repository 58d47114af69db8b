//! Where an application keeps its things.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use directories::{ProjectDirs, UserDirs};

use crate::app::Result;
use crate::connection::Millis;
use crate::failure::Failure;

/// Hears the name of every step after which something has changed for good.
pub type StepHook = Arc<dyn Fn(&'static str) + Send + Sync>;

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Millis + Send + Sync>;

/// Where `App` keeps its things.
#[derive(Clone)]
pub struct AppConfig {
    /// Database and logs; created with mode 0700 when it is missing.
    pub data_dir: PathBuf,
    /// Where `save_result` puts files.
    pub downloads_dir: PathBuf,
    /// For tests that end the process between two steps.
    pub step_hook: Option<StepHook>,
    /// By which tokens age; the system's, except for tests that do not wait.
    pub clock: Clock,
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
        Self { data_dir, downloads_dir, step_hook: None, clock: Arc::new(crate::store::now) }
    }

    /// Something has changed for good.
    pub(crate) fn step(&self, name: &'static str) {
        if let Some(hook) = &self.step_hook {
            hook(name);
        }
    }
}

impl fmt::Debug for AppConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppConfig")
            .field("data_dir", &self.data_dir)
            .field("downloads_dir", &self.downloads_dir)
            .finish_non_exhaustive()
    }
}
