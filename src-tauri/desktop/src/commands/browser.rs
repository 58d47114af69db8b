//! The person's browser.

use hitchpost_core::app::Result;
use hitchpost_core::failure::Failure;
use tauri::Url;

/// Opens a page.
pub async fn open(page: Url) -> Result<()> {
    blocking(move || {
        hitchpost_browser::open(&page).map_err(|error| Failure::Browser { reason: error.to_string() })
    })
    .await
}

/// Runs what may take a while where it keeps nobody waiting.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tauri::async_runtime::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(Failure::Internal { reason: error.to_string() }))
}
