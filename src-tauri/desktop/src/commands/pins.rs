//! Accepting what servers change about their tools.

use hitchpost_core::app::Result;
use hitchpost_core::call::ToolListView;
use hitchpost_core::connection::ConnectionId;
use hitchpost_core::pin::{AcceptedTool, ToolChange};
use tauri::State;

use crate::host::Host;

#[tauri::command]
#[specta::specta]
pub async fn tool_changes(host: State<'_, Host>, id: ConnectionId) -> Result<Vec<ToolChange>> {
    host.core()?.tool_changes(id).await
}

#[tauri::command]
#[specta::specta]
pub async fn accept_tools(
    host: State<'_, Host>,
    id: ConnectionId,
    tools: Vec<AcceptedTool>,
) -> Result<ToolListView> {
    host.core()?.accept_tools(id, tools).await
}
