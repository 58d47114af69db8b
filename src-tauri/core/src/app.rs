//! `App`: everything a host may ask for, in one place.

use std::path::Path;

use tokio::sync::broadcast;

use crate::call::{
    CallEvent, CallId, CallReport, CallRequest, SavedFile, TextPage, ToolDetail, ToolListView,
};
use crate::config::AppConfig;
use crate::connection::{Checked, ConnectionId, ConnectionRequest, ConnectionView, ProbeReport, Removed};
use crate::event::AppEvent;
use crate::failure::Failure;
use crate::settings::Settings;

/// The result of everything a host asks for.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Names a probe or test from its start, so that it can be cancelled. Chosen by the host.
pub type OperationId = String;

/// The application without a window. Cheap to clone; every clone is the same application.
#[derive(Clone)]
pub struct App {}

#[allow(clippy::todo, unused_variables, missing_docs)]
impl App {
    pub async fn open(config: AppConfig) -> Result<App> {
        todo!()
    }
    pub fn data_dir(&self) -> &Path {
        todo!()
    }
    pub fn events(&self) -> broadcast::Receiver<AppEvent> {
        todo!()
    }
    pub async fn settings(&self) -> Result<Settings> {
        todo!()
    }
    pub async fn save_settings(&self, settings: Settings) -> Result<()> {
        todo!()
    }
    pub async fn connections(&self) -> Result<Vec<ConnectionView>> {
        todo!()
    }
    pub async fn connection(&self, id: ConnectionId) -> Result<ConnectionView> {
        todo!()
    }
    /// By slug or name, for the command line.
    pub async fn find_connection(&self, slug_or_name: &str) -> Result<ConnectionView> {
        todo!()
    }
    pub async fn check_connection(
        &self,
        id: Option<ConnectionId>,
        request: ConnectionRequest,
    ) -> Result<Checked> {
        todo!()
    }
    /// Sends no secret.
    pub async fn probe(&self, operation: OperationId, url: String) -> Result<ProbeReport> {
        todo!()
    }
    pub async fn test_connection(
        &self,
        operation: OperationId,
        id: Option<ConnectionId>,
        request: ConnectionRequest,
    ) -> Result<ProbeReport> {
        todo!()
    }
    pub fn cancel(&self, operation: &str) {
        todo!()
    }
    pub async fn add_connection(&self, request: ConnectionRequest) -> Result<ConnectionView> {
        todo!()
    }
    pub async fn add_sample(&self) -> Result<ConnectionView> {
        todo!()
    }
    pub async fn configure_connection(
        &self,
        id: ConnectionId,
        request: ConnectionRequest,
    ) -> Result<ConnectionView> {
        todo!()
    }
    pub async fn remove_connection(&self, id: ConnectionId) -> Result<Removed> {
        todo!()
    }
    pub async fn undo_remove(&self, id: ConnectionId) -> Result<ConnectionView> {
        todo!()
    }
    pub async fn set_enabled(&self, id: ConnectionId, enabled: bool) -> Result<ConnectionView> {
        todo!()
    }
    /// Returns once connected or failed; the failure is in the view's status.
    pub async fn connect(&self, id: ConnectionId) -> Result<ConnectionView> {
        todo!()
    }
    pub async fn disconnect(&self, id: ConnectionId) -> Result<ConnectionView> {
        todo!()
    }
    pub async fn reconnect(&self, id: ConnectionId) -> Result<ConnectionView> {
        todo!()
    }
    /// Connects what was connected when the application last quit, four at a time.
    pub async fn restore_sessions(&self) -> Result<()> {
        todo!()
    }
    pub async fn tools(&self, id: ConnectionId) -> Result<ToolListView> {
        todo!()
    }
    pub async fn refresh_tools(&self, id: ConnectionId) -> Result<ToolListView> {
        todo!()
    }
    pub async fn tool(&self, id: ConnectionId, name: &str) -> Result<ToolDetail> {
        todo!()
    }
    pub async fn call_tool(
        &self,
        request: CallRequest,
        on_event: impl Fn(CallEvent) + Send + Sync + 'static,
    ) -> Result<CallReport> {
        todo!()
    }
    pub fn cancel_call(&self, call: &CallId) {
        todo!()
    }
    pub async fn result_text(&self, call: &CallId, part: u32, offset: u32, length: u32) -> Result<TextPage> {
        todo!()
    }
    pub async fn save_result(&self, call: &CallId, part: u32) -> Result<SavedFile> {
        todo!()
    }
    /// Closes sessions (DELETE where there is one) and purges what was removed.
    pub async fn close(&self) {
        todo!()
    }
}
