//! The server half: tools offered over Streamable HTTP, in both eras, on one path.
//!
//! A [`McpServer`] answers protocol revision 2026-07-28 request by request and everything older
//! through `initialize` and sessions. What it offers comes from a [`Tools`] implementation, which
//! sees raw JSON only. [`Listening`] puts one or more servers on a loopback port.
//!
//! Only loopback callers are served: every request is checked for its `Host` and `Origin`.
//! There are no resources or prompts, no server-to-client requests and no resumable streams here;
//! a `GET` is answered with 405, as the specification allows.

mod answer;
mod call;
mod codes;
mod door;
mod entry;
mod legacy;
mod listening;
mod mirror;
mod modern;
mod outcome;
mod sessions;
mod tools;

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio_util::sync::CancellationToken;

pub use codes::{missing_capability, unknown_cursor, unknown_tool};
pub use door::Door;
pub use listening::Listening;
pub use outcome::Outcome;
pub use tools::{Call, Progress, ProgressUpdate, ToolPage, Tools};

use sessions::Sessions;

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
    /// What a model should know before using the tools.
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

/// One MCP server: an identity, its tools, and the legacy sessions open on it. Cheap to clone.
#[derive(Clone)]
pub struct McpServer {
    shared: Arc<Shared>,
}

/// What the request handlers read.
struct Shared {
    identity: Identity,
    /// `identity` as JSON, for the `_meta` of every modern result.
    identity_json: String,
    /// `None` for a server without the tools capability.
    tools: Option<Arc<dyn Tools>>,
    eras: Eras,
    limits: Limits,
    sessions: Sessions,
    stop: CancellationToken,
}

impl McpServer {
    /// A server of both eras with default limits; without `tools` it declares no tools capability.
    pub fn new(identity: Identity, tools: Option<Arc<dyn Tools>>) -> Self {
        Self::with(identity, tools, Eras::default(), Limits::default())
    }

    /// A server of the given eras and limits.
    pub fn with(identity: Identity, tools: Option<Arc<dyn Tools>>, eras: Eras, limits: Limits) -> Self {
        let identity_json = outcome::json_text(&identity);
        let sessions = Sessions::new(limits.sessions, limits.session_idle);
        let stop = CancellationToken::new();
        let shared = Shared { identity, identity_json, tools, eras, limits, sessions, stop };
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
