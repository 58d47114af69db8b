//! Tools, calls and their results.

use hitchpost_core::app::Result;
use hitchpost_core::call::{
    CallEvent, CallId, CallReport, CallRequest, SavedFile, TextPage, ToolDetail, ToolListView,
};
use hitchpost_core::connection::ConnectionId;
use tauri::State;
use tauri::ipc::Channel;

use crate::host::Host;

#[tauri::command]
#[specta::specta]
pub async fn tools(host: State<'_, Host>, id: ConnectionId) -> Result<ToolListView> {
    host.core()?.tools(id).await
}

#[tauri::command]
#[specta::specta]
pub async fn refresh_tools(host: State<'_, Host>, id: ConnectionId) -> Result<ToolListView> {
    host.core()?.refresh_tools(id).await
}

#[tauri::command]
#[specta::specta]
pub async fn tool(host: State<'_, Host>, id: ConnectionId, name: String) -> Result<ToolDetail> {
    host.core()?.tool(id, &name).await
}

#[tauri::command]
#[specta::specta]
pub async fn call_tool(
    host: State<'_, Host>,
    request: CallRequest,
    on_event: Channel<CallEvent>,
) -> Result<CallReport> {
    host.core()?.call_tool(request, forwarding(on_event)).await
}

/// Passes a call's news on to the window.
pub(super) fn forwarding(to: Channel<CallEvent>) -> impl Fn(CallEvent) + Send + Sync + 'static {
    move |event| {
        if let Err(error) = to.send(event) {
            tracing::debug!(%error, "the window no longer listens to this call");
        }
    }
}

#[tauri::command]
#[specta::specta]
pub async fn cancel_call(host: State<'_, Host>, call_id: CallId) -> Result<()> {
    host.core()?.cancel_call(&call_id);
    Ok(())
}

#[tauri::command]
#[specta::specta]
pub async fn result_text(
    host: State<'_, Host>,
    call_id: CallId,
    part: u32,
    offset: u32,
    length: u32,
) -> Result<TextPage> {
    host.core()?.result_text(&call_id, part, offset, length).await
}

#[tauri::command]
#[specta::specta]
pub async fn save_result(host: State<'_, Host>, call_id: CallId, part: u32) -> Result<SavedFile> {
    host.core()?.save_result(&call_id, part).await
}
