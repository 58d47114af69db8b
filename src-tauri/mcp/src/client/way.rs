//! How what we say travels to a legacy server.

use http::HeaderMap;
use tokio_util::sync::CancellationToken;
use url::Url;

/// Where the messages of one session go, and until when.
pub(crate) struct Way {
    /// Headers of every request in it.
    pub headers: HeaderMap,
    /// Where to, when not to the address the person typed.
    pub post: Option<Url>,
    /// Cancelled when the session is over, for whatever reason.
    pub gone: CancellationToken,
}
