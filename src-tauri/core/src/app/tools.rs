//! The tools of a connection: live while it is connected, as last seen otherwise.

use std::sync::Arc;

use hitchpost_mcp::{Freshness, RawJson, Tool};

use super::opening::Listing;
use super::pins::{judge, standings_of_kept};
use super::{App, Result};
use crate::call::{Catalog, ToolDetail, ToolListView, detail, kept_view};
use crate::connection::ConnectionId;
use crate::event::AppEvent;
use crate::failure::{Failure, SignInProblem};
use crate::session::Live;
use crate::store;

impl App {
    /// The list as it is known: this session's, else the last good one. A connected session that never listed, does.
    pub async fn tools(&self, id: ConnectionId) -> Result<ToolListView> {
        let connection = self.row(id).await?;
        if let Some(live) = self.inner.sessions.live(id) {
            if let Some(catalog) = live.catalog() {
                self.judge(id, &catalog).await?;
                return Ok(catalog.view(id));
            }
            match self.list(id, &live).await {
                Ok(list) => return Ok(list),
                // Its status tells why; the last good list is still better than none.
                Err(failure) => tracing::info!(connection_id = %id, %failure, "tools not listed"),
            }
        }
        let work = move |db: &mut rusqlite::Connection| {
            let kept = store::tools::get(db, id)?;
            Ok((kept, standings_of_kept(db, id)?))
        };
        let (kept, standings) = self.inner.vault.store.run("read from", work).await?;
        let (head, definitions) = kept.ok_or(Failure::NotConnected { name: connection.name })?;
        Ok(kept_view(id, head, definitions, &standings))
    }

    /// Asks the server anew.
    pub async fn refresh_tools(&self, id: ConnectionId) -> Result<ToolListView> {
        let connection = self.row(id).await?;
        let live = self.inner.sessions.live(id).ok_or(Failure::NotConnected { name: connection.name })?;
        let listed = self.list(id, &live).await;
        if let Err(failure) = &listed {
            self.note_failure(id, &live, failure);
        }
        listed
    }

    /// One tool in full, live or as last seen.
    pub async fn tool(&self, id: ConnectionId, name: &str) -> Result<ToolDetail> {
        self.row(id).await?;
        if let Some(catalog) = self.inner.sessions.live(id).and_then(|live| live.catalog()) {
            return catalog.tool(name).map(detail).ok_or_else(|| no_tool(name));
        }
        let wanted = name.to_owned();
        let work = move |db: &mut rusqlite::Connection| store::tools::definition(db, id, &wanted);
        let definition = self.inner.vault.store.run("read from", work).await?;
        let definition =
            definition.and_then(|text| RawJson::parse(text).ok()).ok_or_else(|| no_tool(name))?;
        Tool::read(&definition).map(|tool| detail(&tool)).map_err(|_| no_tool(name))
    }

    /// Lists the tools for a command that shows them: connects when needed, and leaves the session as it is.
    pub async fn list_tools(&self, id: ConnectionId) -> Result<ToolListView> {
        let live = self.any_session(id).await?;
        self.list(id, &live).await
    }

    /// The session of a connection, for a command that needs one: connects when there is none.
    pub(super) async fn any_session(&self, id: ConnectionId) -> Result<Arc<Live>> {
        let connection = self.row(id).await?;
        super::connections::require_enabled(&connection)?;
        match self.session(&connection, Listing::WhenAsked).await {
            Some(live) => Ok(live),
            None => Err(self.inner.sessions.failure(id).unwrap_or(Failure::Cancelled)),
        }
    }

    async fn list(&self, id: ConnectionId, live: &Arc<Live>) -> Result<ToolListView> {
        let listed = match live.list(Freshness::Fresh).await {
            Ok(catalog) => {
                self.keep_list(id, &catalog).await;
                self.inner.emit(AppEvent::ToolsChanged { id });
                Ok(catalog.view(id))
            }
            Err(failure) => Err(failure),
        };
        self.inner.sessions.announce(id);
        listed
    }

    /// Keeps a list for when the connection is not connected, and compares it with what was accepted. Not vital: a
    /// failure is logged.
    pub(super) async fn keep_list(&self, id: ConnectionId, catalog: &Catalog) {
        let same = catalog.clone();
        let work = move |db: &mut rusqlite::Connection| {
            store::tools::put(db, id, &same.head(), same.definitions())?;
            judge(db, id, &same)
        };
        if let Err(failure) = self.inner.vault.store.run("save to", work).await {
            tracing::warn!(%failure, "the tool list was not kept");
        }
        if catalog.changes() > 0 {
            self.inner.sessions.announce(id);
        }
    }

    /// A session that is gone, or whose credential is refused, stops being connected.
    pub(super) fn note_failure(&self, id: ConnectionId, live: &Arc<Live>, failure: &Failure) {
        let is_lost = match failure {
            Failure::Dns { .. }
            | Failure::Refused { .. }
            | Failure::Tls { .. }
            | Failure::Proxy { .. }
            | Failure::Unauthorized { .. }
            | Failure::SignIn { problem: SignInProblem::Expired | SignInProblem::NeverSignedIn, .. } => true,
            // Only this request, unless the client itself gave up.
            _ => live.client.closed().is_some(),
        };
        if is_lost {
            self.lost(id, live, failure);
        }
    }
}

fn no_tool(name: &str) -> Failure {
    Failure::NotFound { what: "tool".to_owned(), name: name.to_owned() }
}
