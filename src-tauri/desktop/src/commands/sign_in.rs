//! Signing in. The address of the page goes to the browser or the clipboard, never to the window.

use hitchpost_core::App;
use hitchpost_core::app::Result;
use hitchpost_core::connection::{ConnectionId, ConnectionView};
use hitchpost_core::failure::Failure;
use hitchpost_core::sign_in::{SignInId, SignInRequest, SignInView};
use tauri::{AppHandle, State};
use tauri_plugin_clipboard_manager::ClipboardExt;

use super::browser;
use crate::deep_link;
use crate::host::Host;

/// Prepares a sign-in and opens its page in the browser. Without a browser (`browser`) it waits all the same: the
/// page's address can be copied.
#[tauri::command]
#[specta::specta]
pub async fn authorize(
    app: AppHandle,
    host: State<'_, Host>,
    id: ConnectionId,
    new_account: bool,
    scopes: Vec<String>,
) -> Result<SignInView> {
    let core = host.core()?;
    let deep_links = browser::blocking(move || Ok(deep_link::is_registered(&app))).await?;
    let started = core.start_sign_in(id, SignInRequest { new_account, scopes, deep_links }).await?;
    open_page(core, started.sign_in.id).await?;
    Ok(started.sign_in)
}

/// Opens the page of a waiting sign-in once more.
#[tauri::command]
#[specta::specta]
pub async fn open_sign_in_again(host: State<'_, Host>, sign_in: SignInId) -> Result<()> {
    open_page(host.core()?, sign_in).await
}

/// Copies the address of a sign-in's page, for another browser or another computer.
#[tauri::command]
#[specta::specta]
pub async fn copy_sign_in_link(app: AppHandle, host: State<'_, Host>, sign_in: SignInId) -> Result<()> {
    let page = host.core()?.sign_in_url(sign_in).await?;
    app.clipboard().write_text(page.as_str()).map_err(|error| Failure::Internal { reason: error.to_string() })
}

#[tauri::command]
#[specta::specta]
pub async fn extend_sign_in(host: State<'_, Host>, sign_in: SignInId) -> Result<SignInView> {
    host.core()?.extend_sign_in(sign_in).await
}

#[tauri::command]
#[specta::specta]
pub async fn cancel_sign_in(host: State<'_, Host>, sign_in: SignInId) -> Result<()> {
    host.core()?.cancel_sign_in(sign_in).await
}

/// Completes the sign-in an address belongs to that a person ended up on and pasted.
#[tauri::command]
#[specta::specta]
pub async fn complete_sign_in(host: State<'_, Host>, callback: String) -> Result<ConnectionView> {
    host.core()?.complete_sign_in(&callback).await
}

async fn open_page(core: &App, sign_in: SignInId) -> Result<()> {
    browser::open(core.sign_in_url(sign_in).await?).await
}
