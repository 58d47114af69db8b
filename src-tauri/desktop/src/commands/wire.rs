//! The log of what travels.

use hitchpost_core::app::Result;
use hitchpost_core::call::SavedFile;
use hitchpost_core::connection::ConnectionId;
use hitchpost_core::wire::{WireDetail, WirePage, WireQuery};
use tauri::State;

use crate::host::Host;

#[tauri::command]
#[specta::specta]
pub async fn wire(host: State<'_, Host>, query: WireQuery) -> Result<WirePage> {
    host.core()?.wire(query).await
}

#[tauri::command]
#[specta::specta]
pub async fn wire_entry(host: State<'_, Host>, seq: u32) -> Result<WireDetail> {
    host.core()?.wire_entry(seq).await
}

#[tauri::command]
#[specta::specta]
pub async fn watch_wire(host: State<'_, Host>, on: bool) -> Result<()> {
    host.core()?.watch_wire(on);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn clear_wire(host: State<'_, Host>, connection: Option<ConnectionId>) -> Result<()> {
    host.core()?.clear_wire(connection).await
}

#[tauri::command]
#[specta::specta]
pub async fn export_wire(host: State<'_, Host>, query: WireQuery) -> Result<SavedFile> {
    host.core()?.export_wire(query).await
}
