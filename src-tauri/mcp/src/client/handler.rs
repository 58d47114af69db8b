//! What servers say and ask on their own.

use std::future::Future;
use std::pin::Pin;

use crate::wire::{JsonRpcError, RawJson};

/// Something a server said unasked.
#[derive(Clone, Debug, PartialEq)]
pub enum ServerNotification {
    /// The tool list changed; cached lists are dropped already.
    ToolsChanged,
    /// A log message.
    Log {
        /// `debug` … `emergency`; empty when missing.
        level: String,
        /// Who logs.
        logger: Option<String>,
        /// What: any JSON.
        data: RawJson,
    },
    /// Anything else, as received.
    Other {
        /// The method.
        method: String,
        /// Its params.
        params: Option<RawJson>,
    },
}

/// Something a server asks us to do: `elicitation/create` and the like.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerRequest {
    /// The method.
    pub method: String,
    /// Its params as received; `{}` when missing.
    pub params: RawJson,
}

/// Answers what servers ask.
pub trait ServerRequestHandler: Send + Sync {
    /// The client capabilities it stands for, such as `{"elicitation":{"form":{}}}`. Sent as it is.
    fn capabilities(&self) -> RawJson;

    /// Answers one request. Dropped when the session ends, and in the modern era also when the call is given up.
    fn handle(
        &self,
        request: ServerRequest,
    ) -> Pin<Box<dyn Future<Output = Result<RawJson, JsonRpcError>> + Send + '_>>;
}
