//! What servers say and ask on their own.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::wire::{JsonRpcError, RawJson};

/// Something a server said unasked. What is cached of a list that changed is dropped already; changes that follow each
/// other fast are told as one.
#[derive(Clone, Debug, PartialEq)]
pub enum ServerNotification {
    /// The tool list changed.
    ToolsChanged,
    /// The list of resources or of templates changed.
    ResourcesChanged,
    /// The prompt list changed.
    PromptsChanged,
    /// A resource has other contents now.
    ResourceUpdated {
        /// Its address.
        uri: String,
    },
    /// What a question with a web address asked for is done.
    ElicitationCompleted {
        /// The `elicitationId` it was asked under.
        id: String,
    },
    /// From now on the server does not tell what changes.
    SubscriptionLost {
        /// Why.
        reason: String,
    },
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
    /// [`crate::Extras::tag`] of the calls it may belong to. Legacy servers need not say which it is.
    pub tags: Vec<Arc<str>>,
}

/// Answers what servers ask.
pub trait ServerRequestHandler: Send + Sync {
    /// The client capabilities it stands for, such as `{"elicitation":{"form":{}}}`. Sent as it is, save that modern
    /// servers also learn that we know tasks.
    fn capabilities(&self) -> RawJson;

    /// Answers one request. Several may be asked at once. Dropped when the session ends, the calls it may belong to end,
    /// or the server takes it back.
    fn handle(
        &self,
        request: ServerRequest,
    ) -> Pin<Box<dyn Future<Output = Result<RawJson, JsonRpcError>> + Send + '_>>;
}
