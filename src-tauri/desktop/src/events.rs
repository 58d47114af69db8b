//! Tells the window what changes in the core.

use serde::Serialize;
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::broadcast::error::RecvError;

use crate::host::Host;

/// A core event on its way to the window.
#[derive(Clone, Debug, Serialize, specta::Type, Event)]
#[serde(transparent)]
#[tauri_specta(event_name = "app-event")]
pub struct CoreEvent(pub hitchpost_core::event::AppEvent);

/// Forwards every core event to the window for as long as the core lives.
pub fn forward(app: &AppHandle, host: &Host) {
    let Ok(core) = host.core() else { return };
    let mut events = core.events();
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            let event = match events.recv().await {
                Ok(event) => event,
                Err(RecvError::Lagged(_)) => hitchpost_core::event::AppEvent::Missed,
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = CoreEvent(event).emit(&app) {
                tracing::warn!(%error, "the window did not take an event");
            }
        }
    });
}
