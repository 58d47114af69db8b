//! Links that came before the window did.

use hitchpost_core::app::Result;
use tauri::State;

use crate::deep_link::{LinkView, Links};

/// What waited for the window. Later links come as events.
#[tauri::command]
#[specta::specta]
pub async fn take_links(links: State<'_, Links>) -> Result<Vec<LinkView>> {
    Ok(links.take())
}
