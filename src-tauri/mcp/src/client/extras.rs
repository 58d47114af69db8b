//! What may come with any call, whatever it calls.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::client::ServerNotification;
use crate::tap::Tap;
use crate::wire::RawJson;

/// How long a call may take, who may stop it, and who hears what on the way.
#[derive(Clone, Default)]
pub struct Extras {
    /// Instead of [`crate::ClientConfig::request_timeout`].
    pub timeout: Option<Duration>,
    /// Stops the call and tells the server.
    pub cancel: CancellationToken,
    /// Hears progress. Without one the server is not asked to report any.
    pub progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
    /// Hears log messages that arrive with this call's answer; they reach the session's listeners as well.
    pub log: Option<Arc<dyn Fn(ServerNotification) + Send + Sync>>,
    /// Sees this call's traffic, in addition to the session's tap.
    pub tap: Option<Tap>,
    /// Names the call to whoever answers the server's questions ([`crate::ServerRequest::tags`]).
    pub tag: Option<Arc<str>>,
}

/// How far a call has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// A number, as sent.
    pub progress: RawJson,
    /// The end, when known: a number, as sent.
    pub total: Option<RawJson>,
    /// The server's words.
    pub message: Option<String>,
}
