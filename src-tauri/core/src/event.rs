//! What the core tells its hosts as it happens.

use serde::Serialize;

use crate::connection::ConnectionId;
use crate::failure::Failure;
use crate::session::SessionStatus;

/// Something changed. Hosts ask again for what they show; an event carries no more than they need for that.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// A connection's resources or templates may be others.
    ResourcesChanged {
        /// Whose.
        id: ConnectionId,
    },
    /// A connection's prompts may be others.
    PromptsChanged {
        /// Whose.
        id: ConnectionId,
    },
    /// A resource that somebody follows has changed.
    ResourceUpdated {
        /// Whose.
        id: ConnectionId,
        /// Which.
        uri: String,
    },
    /// A server asks something, or a question is settled.
    AsksChanged,
    /// More has travelled. Told to those who watch, a few times a second at most.
    WireGrew {
        /// The number of the newest line of the log.
        last: u32,
    },
    /// A sign-in succeeded.
    SignedIn {
        /// Of which connection.
        id: ConnectionId,
        /// The account's label; empty where there is but one and nobody named it.
        account: String,
    },
    /// A sign-in failed; also where the connection goes on with its earlier one, and its status does not say so.
    SignInFailed {
        /// Of which connection.
        id: ConnectionId,
        /// Why.
        failure: Failure,
    },
    /// The browser, or another program, brought an answer nobody waits for.
    SignInDropped,
    /// Settings changed, here or by another process.
    SettingsChanged,
    /// The listener fell behind and missed some: anything may have changed.
    Missed,
}
