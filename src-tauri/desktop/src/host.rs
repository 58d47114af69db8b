//! What the window's commands share: the core, or the reason why there is none.

use hitchpost_core::failure::Failure;
use hitchpost_core::settings::Settings;
use hitchpost_core::{App, AppConfig};

/// The core as the window reaches it. When the database cannot be opened the window still opens and says why.
pub struct Host {
    core: Result<App, Failure>,
}

impl Host {
    /// Opens the core; never fails, see [`Host::core`].
    pub async fn open(config: AppConfig) -> Self {
        let core = App::open(config).await;
        if let Err(failure) = &core {
            tracing::error!(%failure, "the core did not open");
        }
        Self { core }
    }

    /// The core, or why it did not open.
    pub fn core(&self) -> Result<&App, Failure> {
        self.core.as_ref().map_err(Clone::clone)
    }

    /// The person's settings; the defaults where there are none to read.
    pub async fn settings(&self) -> Settings {
        match &self.core {
            Ok(core) => core.settings().await.unwrap_or_default(),
            Err(_) => Settings::default(),
        }
    }
}
