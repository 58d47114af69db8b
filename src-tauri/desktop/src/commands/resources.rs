//! Resources and prompts.

use hitchpost_core::app::Result;
use hitchpost_core::call::{
    CallEvent, CallReport, CompletionRequest, CompletionView, ExpandedTemplate, LogLevel, NamedText,
    PromptListView, PromptRequest, ReadRequest, ResourceListView,
};
use hitchpost_core::connection::ConnectionId;
use tauri::State;
use tauri::ipc::Channel;

use super::calls::forwarding;
use crate::host::Host;

#[tauri::command]
#[specta::specta]
pub async fn resources(host: State<'_, Host>, id: ConnectionId, fresh: bool) -> Result<ResourceListView> {
    host.core()?.resources(id, fresh).await
}

#[tauri::command]
#[specta::specta]
pub async fn prompts(host: State<'_, Host>, id: ConnectionId, fresh: bool) -> Result<PromptListView> {
    host.core()?.prompts(id, fresh).await
}

#[tauri::command]
#[specta::specta]
pub async fn read_resource(
    host: State<'_, Host>,
    request: ReadRequest,
    on_event: Channel<CallEvent>,
) -> Result<CallReport> {
    host.core()?.read_resource(request, forwarding(on_event)).await
}

#[tauri::command]
#[specta::specta]
pub async fn get_prompt(
    host: State<'_, Host>,
    request: PromptRequest,
    on_event: Channel<CallEvent>,
) -> Result<CallReport> {
    host.core()?.get_prompt(request, forwarding(on_event)).await
}

#[tauri::command]
#[specta::specta]
pub async fn expand_template(
    host: State<'_, Host>,
    template: String,
    variables: Vec<NamedText>,
) -> Result<ExpandedTemplate> {
    host.core()?.expand_template(&template, &variables)
}

#[tauri::command]
#[specta::specta]
pub async fn complete(
    host: State<'_, Host>,
    id: ConnectionId,
    request: CompletionRequest,
) -> Result<CompletionView> {
    host.core()?.complete(id, request).await
}

#[tauri::command]
#[specta::specta]
pub async fn subscribe_resource(
    host: State<'_, Host>,
    id: ConnectionId,
    uri: String,
    on: bool,
) -> Result<()> {
    host.core()?.subscribe_resource(id, &uri, on).await
}

#[tauri::command]
#[specta::specta]
pub async fn set_log_level(host: State<'_, Host>, id: ConnectionId, level: LogLevel) -> Result<()> {
    host.core()?.set_log_level(id, level).await
}
