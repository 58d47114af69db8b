//! Resources and prompts are listed, read and followed here.

use super::{App, Result};
use crate::call::{CallEvent, CallReport, ExpandedTemplate, NamedText, ReadRequest, ResourceListView};
use crate::connection::ConnectionId;
use crate::failure::Failure;

impl App {
    /// What a connected server offers to read; asks anew when `fresh`.
    pub async fn resources(&self, _id: ConnectionId, _fresh: bool) -> Result<ResourceListView> {
        Err(Failure::Internal { reason: "not built yet".to_owned() })
    }

    /// Reads a resource, connecting first when needed. `Err` means that nothing was asked.
    pub async fn read_resource(
        &self,
        _request: ReadRequest,
        _on_event: impl Fn(CallEvent) + Send + Sync + 'static,
    ) -> Result<CallReport> {
        Err(Failure::Internal { reason: "not built yet".to_owned() })
    }

    /// Fills in the variables of a template (RFC 6570).
    pub fn expand_template(&self, _template: &str, _variables: &[NamedText]) -> Result<ExpandedTemplate> {
        Err(Failure::Internal { reason: "not built yet".to_owned() })
    }

    /// Follows a resource, or stops following it.
    pub async fn subscribe_resource(&self, _id: ConnectionId, _uri: &str, _on: bool) -> Result<()> {
        Err(Failure::Internal { reason: "not built yet".to_owned() })
    }
}
