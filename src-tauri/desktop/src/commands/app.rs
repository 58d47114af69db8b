//! The program itself: facts about it, settings, the clipboard.

use hitchpost_core::app::Result;
use hitchpost_core::failure::Failure;
use hitchpost_core::settings::Settings;
use serde::Serialize;
use tauri::{AppHandle, State};
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_dialog::{DialogExt, FilePath};

use super::browser;
use crate::host::Host;
use crate::window;

/// Facts for the About section and for diagnostics.
#[derive(Clone, Debug, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AppInfo {
    /// Hitchpost's version.
    version: String,
    /// Where the database and the logs are.
    data_dir: String,
}

#[tauri::command]
#[specta::specta]
pub async fn app_info(host: State<'_, Host>) -> Result<AppInfo> {
    Ok(AppInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: host.core()?.data_dir().display().to_string(),
    })
}

#[tauri::command]
#[specta::specta]
pub async fn settings(host: State<'_, Host>) -> Result<Settings> {
    host.core()?.settings().await
}

#[tauri::command]
#[specta::specta]
pub async fn save_settings(app: AppHandle, host: State<'_, Host>, settings: Settings) -> Result<()> {
    let theme = settings.theme;
    host.core()?.save_settings(settings).await?;
    window::paint(&app, theme);
    Ok(())
}

/// Copies through the system: the page's own clipboard claims success where it has none.
#[tauri::command]
#[specta::specta]
pub async fn copy_text(app: AppHandle, text: String) -> Result<()> {
    app.clipboard().write_text(text).map_err(|error| Failure::Internal { reason: error.to_string() })
}

/// Lets the system ask for a file, or a folder. Nothing when the person chose none.
#[tauri::command]
#[specta::specta]
pub async fn choose_path(app: AppHandle, folder: bool) -> Result<Option<String>> {
    browser::blocking(move || {
        let dialog = app.dialog().file();
        let chosen = if folder { dialog.blocking_pick_folder() } else { dialog.blocking_pick_file() };
        let path = chosen.map(FilePath::into_path).transpose();
        path.map(|path| path.map(|path| path.display().to_string()))
            .map_err(|error| Failure::Internal { reason: error.to_string() })
    })
    .await
}

/// The first list is on screen. Logged with its age, which is how start-up time is measured; what was connected
/// at the last quit connects now, so that no keychain asks for its password before there is a window.
#[tauri::command]
#[specta::specta]
pub async fn ui_ready(app: AppHandle, host: State<'_, Host>, first_paint_ms: Option<u32>) -> Result<()> {
    tracing::info!(first_paint_ms, "the window is ready");
    if std::env::var_os("HITCHPOST_EXIT_WHEN_READY").is_some() {
        app.exit(0);
    }
    let core = host.core()?;
    core.attend_asks();
    core.restore_sessions().await
}
