//! Connections and their sessions.

use hitchpost_core::app::{OperationId, Result};
use hitchpost_core::connection::{
    Checked, ConnectionId, ConnectionRequest, ConnectionView, HealthReport, ProbeReport, Removed,
};
use tauri::State;

use crate::host::Host;

#[tauri::command]
#[specta::specta]
pub async fn connections(host: State<'_, Host>) -> Result<Vec<ConnectionView>> {
    host.core()?.connections().await
}

#[tauri::command]
#[specta::specta]
pub async fn check_connection(
    host: State<'_, Host>,
    id: Option<ConnectionId>,
    request: ConnectionRequest,
) -> Result<Checked> {
    host.core()?.check_connection(id, request).await
}

#[tauri::command]
#[specta::specta]
pub async fn probe(host: State<'_, Host>, operation: OperationId, url: String) -> Result<ProbeReport> {
    host.core()?.probe(operation, url).await
}

#[tauri::command]
#[specta::specta]
pub async fn test_connection(
    host: State<'_, Host>,
    operation: OperationId,
    id: Option<ConnectionId>,
    request: ConnectionRequest,
) -> Result<ProbeReport> {
    host.core()?.test_connection(operation, id, request).await
}

#[tauri::command]
#[specta::specta]
pub async fn cancel(host: State<'_, Host>, operation: OperationId) -> Result<()> {
    host.core()?.cancel(&operation);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn add_connection(host: State<'_, Host>, request: ConnectionRequest) -> Result<ConnectionView> {
    host.core()?.add_connection(request).await
}

#[tauri::command]
#[specta::specta]
pub async fn add_sample(host: State<'_, Host>) -> Result<ConnectionView> {
    host.core()?.add_sample().await
}

#[tauri::command]
#[specta::specta]
pub async fn configure_connection(
    host: State<'_, Host>,
    id: ConnectionId,
    request: ConnectionRequest,
) -> Result<ConnectionView> {
    host.core()?.configure_connection(id, request).await
}

#[tauri::command]
#[specta::specta]
pub async fn remove_connection(host: State<'_, Host>, id: ConnectionId) -> Result<Removed> {
    host.core()?.remove_connection(id).await
}

#[tauri::command]
#[specta::specta]
pub async fn undo_remove(host: State<'_, Host>, id: ConnectionId) -> Result<ConnectionView> {
    host.core()?.undo_remove(id).await
}

#[tauri::command]
#[specta::specta]
pub async fn set_enabled(host: State<'_, Host>, id: ConnectionId, enabled: bool) -> Result<ConnectionView> {
    host.core()?.set_enabled(id, enabled).await
}

#[tauri::command]
#[specta::specta]
pub async fn connect(host: State<'_, Host>, id: ConnectionId) -> Result<ConnectionView> {
    host.core()?.connect(id).await
}

#[tauri::command]
#[specta::specta]
pub async fn disconnect(host: State<'_, Host>, id: ConnectionId) -> Result<ConnectionView> {
    host.core()?.disconnect(id).await
}

#[tauri::command]
#[specta::specta]
pub async fn reconnect(host: State<'_, Host>, id: ConnectionId) -> Result<ConnectionView> {
    host.core()?.reconnect(id).await
}

#[tauri::command]
#[specta::specta]
pub async fn approve_command(
    host: State<'_, Host>,
    id: ConnectionId,
    digest: String,
) -> Result<ConnectionView> {
    host.core()?.approve_command(id, digest).await
}

#[tauri::command]
#[specta::specta]
pub async fn diagnose(
    host: State<'_, Host>,
    operation: OperationId,
    id: ConnectionId,
) -> Result<ProbeReport> {
    host.core()?.diagnose(operation, id).await
}

#[tauri::command]
#[specta::specta]
pub async fn health(host: State<'_, Host>, id: ConnectionId) -> Result<HealthReport> {
    host.core()?.health(id).await
}

#[tauri::command]
#[specta::specta]
pub async fn stderr(host: State<'_, Host>, id: ConnectionId) -> Result<String> {
    host.core()?.stderr(id).await
}
