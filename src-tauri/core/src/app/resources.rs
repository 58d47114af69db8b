//! Resources: listed, read and followed.

use std::sync::Arc;

use super::calls::Run;
use super::{App, Result};
use crate::call::{
    self, CallEvent, CallReport, ExpandedTemplate, NamedText, Order, ReadRequest, ResourceListView,
};
use crate::connection::ConnectionId;
use crate::event::AppEvent;
use crate::failure::Failure;
use crate::session::Live;

impl App {
    /// What a connected server offers to read, as it was listed in this session; asks anew when `fresh`.
    pub async fn resources(&self, id: ConnectionId, fresh: bool) -> Result<ResourceListView> {
        let live = self.connected(id).await?;
        let kept = live.offers.readable(live.client.server()).filter(|_| !fresh);
        let listed = match kept {
            Some(kept) => kept,
            None => {
                let listed = live.offers.list_readable(&live.client, &live.endpoint).await;
                self.offered(id, &live, &listed);
                if fresh {
                    self.inner.emit(AppEvent::ResourcesChanged { id });
                }
                listed
            }
        };
        Ok(call::resource_view(id, &live, &listed?))
    }

    /// Lists what can be read for a command that shows it: connects when needed.
    pub async fn list_resources(&self, id: ConnectionId) -> Result<ResourceListView> {
        self.any_session(id).await?;
        self.resources(id, true).await
    }

    /// Reads a resource, connecting first when needed. `Err` means that nothing was asked.
    pub async fn read_resource(
        &self,
        request: ReadRequest,
        on_event: impl Fn(CallEvent) + Send + Sync + 'static,
    ) -> Result<CallReport> {
        let ReadRequest { call_id, connection_id, uri, timeout_s } = request;
        let order = Order::Resource { uri };
        self.run(Run { call_id, connection_id, timeout_s, order }, on_event).await
    }

    /// Fills in the variables of a template (RFC 6570).
    pub fn expand_template(&self, template: &str, variables: &[NamedText]) -> Result<ExpandedTemplate> {
        call::expand(template, variables)
    }

    /// Follows a resource, or stops following it.
    pub async fn subscribe_resource(&self, id: ConnectionId, uri: &str, on: bool) -> Result<()> {
        let live = self.connected(id).await?;
        let done = match on {
            true => live.client.subscribe(uri).await,
            false => live.client.unsubscribe(uri).await,
        };
        if let Err(error) = done {
            let failure = live.endpoint.context().failure(error);
            self.note_failure(id, &live, &failure);
            return Err(failure);
        }
        live.offers.follow(uri, on);
        self.inner.emit(AppEvent::ResourcesChanged { id });
        Ok(())
    }

    /// The session of a connection that is connected.
    pub(super) async fn connected(&self, id: ConnectionId) -> Result<Arc<Live>> {
        let connection = self.row(id).await?;
        self.inner.sessions.live(id).ok_or(Failure::NotConnected { name: connection.name })
    }

    /// Notes what came of listing.
    pub(super) fn offered<T>(&self, id: ConnectionId, live: &Arc<Live>, listed: &Result<T>) {
        if let Err(failure) = listed {
            self.note_failure(id, live, failure);
        }
        self.inner.sessions.announce(id);
    }
}
