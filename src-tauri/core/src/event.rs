//! What the core tells its hosts as it happens.

use serde::Serialize;

use crate::connection::ConnectionId;
use crate::session::SessionStatus;

/// Something changed. Hosts ask again for what they show; an event carries no more than they need for that.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(clippy::large_enum_variant, reason = "a handful at a time, sent and dropped")]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum AppEvent {
    /// A connection was added, configured, removed or brought back, here or by another process.
    ConnectionsChanged,
    /// A connection's live state.
    StatusChanged {
        /// Whose.
        id: ConnectionId,
        /// The new one.
        status: SessionStatus,
    },
    /// A connection's tools were listed anew.
    ToolsChanged {
        /// Whose.
        id: ConnectionId,
    },
    /// Settings changed, here or by another process.
    SettingsChanged,
    /// The listener fell behind and missed some: anything may have changed.
    Missed,
}
