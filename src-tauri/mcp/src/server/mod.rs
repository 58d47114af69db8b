//! The server half: tools, resources and prompts over Streamable HTTP, in both eras, on one path.
//!
//! A [`McpServer`] answers protocol revision 2026-07-28 request by request and everything older
//! through `initialize` and sessions. What it offers comes from the parts of an [`Offer`], which
//! see raw JSON only and may ask their caller back. [`Listening`] puts one or more servers on a loopback port.
//!
//! Only loopback callers are served: every request is checked for its `Host` and `Origin`. Streams are not
//! resumable: what is lost with one is asked for again.

mod answer;
mod asking;
mod call;
mod caller;
mod changes;
mod codes;
mod door;
mod entry;
mod legacy;
mod listening;
pub(crate) mod mirror;
mod modern;
mod offer;
mod outcome;
mod sessions;
mod state;
mod streams;

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio_util::sync::CancellationToken;

pub use asking::{Asker, Elicited, Question};
pub use caller::{Call, Level, Log, Progress, ProgressUpdate};
pub use changes::{Change, Changes};
pub use codes::{
    missing_capability, unfit_arguments, unknown_cursor, unknown_prompt, unknown_resource, unknown_tool,
};
pub use door::Door;
pub use listening::Listening;
pub use offer::{Completion, Offer, Page, Prompts, Resources, Tools};
pub use outcome::Outcome;

use sessions::Sessions;
use state::Seal;

/// The newest revision this server speaks.
pub const MODERN_VERSION: &str = "2026-07-28";
/// The revisions served through `initialize`, newest first.
pub const LEGACY_VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// Who the server says it is.
#[derive(Clone, Debug, Serialize)]
pub struct Identity {
    /// Stable name for programs.
    pub name: String,
    /// Name for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The server's own version.
    pub version: String,
    /// What a model should know before using it.
    #[serde(skip)]
    pub instructions: Option<String>,
}

/// Which eras are served.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Eras {
    /// 2026-07-28 and everything older.
    #[default]
    Both,
    /// 2026-07-28 only: `initialize` is an unknown method, `DELETE` is not allowed.
    ModernOnly,
    /// Older revisions only: a 2026-07-28 request is a request without a session.
    LegacyOnly,
}

/// What one server may spend on its callers.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest request body, in bytes.
    pub body: usize,
    /// How long a caller may take to send its body.
    pub body_time: Duration,
    /// Legacy sessions kept at once; the one idle longest gives way to a new one.
    pub sessions: usize,
    /// How long an unused legacy session lives.
    pub session_idle: Duration,
    /// A call that has neither reported progress nor finished by then is answered with an open
    /// event stream, so that the caller receives headers and knows that it is being served.
    pub open_stream_after: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 4 * 1024 * 1024,
            body_time: Duration::from_secs(30),
            sessions: 256,
            session_idle: Duration::from_secs(3600),
            open_stream_after: Duration::from_secs(1),
        }
    }
}

/// One MCP server: an identity, what it offers, and the legacy sessions open on it. Cheap to clone.
#[derive(Clone)]
pub struct McpServer {
    shared: Arc<Shared>,
}

/// What the request handlers read.
struct Shared {
    identity: Identity,
    /// `identity` as JSON, for the `_meta` of every modern result.
    identity_json: String,
    offer: Offer,
    eras: Eras,
    limits: Limits,
    sessions: Sessions,
    seal: Seal,
    stop: CancellationToken,
}

impl McpServer {
    /// A server of both eras with default limits.
    pub fn new(identity: Identity, offer: impl Into<Offer>) -> Self {
        Self::with(identity, offer, Eras::default(), Limits::default())
    }

    /// A server of the given eras and limits.
    pub fn with(identity: Identity, offer: impl Into<Offer>, eras: Eras, limits: Limits) -> Self {
        let identity_json = outcome::json_text(&identity);
        let sessions = Sessions::new(limits.sessions, limits.session_idle);
        let (offer, seal, stop) = (offer.into(), Seal::new(), CancellationToken::new());
        let shared = Shared { identity, identity_json, offer, eras, limits, sessions, seal, stop };
        Self { shared: Arc::new(shared) }
    }

    /// Cancels every running call and forgets all sessions.
    pub fn stop(&self) {
        self.shared.stop.cancel();
        self.shared.sessions.clear();
    }

    /// How many legacy sessions are open.
    pub fn session_count(&self) -> usize {
        self.shared.sessions.count()
    }
}
