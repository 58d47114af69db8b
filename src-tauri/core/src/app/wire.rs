//! The log of what travels.

use super::{App, Result};
use crate::call::SavedFile;
use crate::connection::ConnectionId;
use crate::failure::Failure;
use crate::wire::{WireDetail, WirePage, WireQuery};

impl App {
    /// A part of the log: of what a filter finds, the newest. What has travelled before this question is in it.
    pub async fn wire(&self, query: WireQuery) -> Result<WirePage> {
        self.inner.wire.page(query).await
    }

    /// One line in full, with its other half.
    pub async fn wire_entry(&self, seq: u32) -> Result<WireDetail> {
        let gone = || Failure::NotFound { what: "line of the log".to_owned(), name: seq.to_string() };
        self.inner.wire.detail(seq).ok_or_else(gone)
    }

    /// Whether anybody looks: only then events tell that the log grew.
    pub fn watch_wire(&self, on: bool) {
        self.inner.wire.watch(on);
    }

    /// Forgets what travelled through one connection, or through all.
    pub async fn clear_wire(&self, connection: Option<ConnectionId>) -> Result<()> {
        self.inner.wire.clear(connection).await;
        Ok(())
    }

    /// Writes what a filter finds to a new file in the downloads folder, one JSON object a line, whatever its limit.
    pub async fn export_wire(&self, query: WireQuery) -> Result<SavedFile> {
        self.inner.wire.export(query, self.inner.config.downloads_dir.clone()).await
    }
}
