//! The Model Context Protocol over raw JSON: what arrives is kept as it arrived.
//!
//! Every message is a slice of the frame it came in; typed views read what they need and leave the rest alone, so
//! that a malformed tool costs that tool and an unknown field costs nothing. Two eras are spoken: *modern*
//! (2026-07-28, stateless requests) and *legacy* (2024-11-05 to 2025-11-25, handshake and session).
//!
//! This crate knows nothing of saved connections, keychains or screens.

pub mod client;
mod error;
mod escapes;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
mod redact;
mod redactor;
pub mod sample;
mod secret_name;
pub mod server;
mod tap;
mod transport;
pub mod wire;

pub use client::{
    Authorizer, AuthorizerError, Client, ClientConfig, Command, Complete, Completion, Destination, Era,
    EraChoice, Extras, Freshness, GetPrompt, Implementation, Limits, List, ListCut, LogLevel, Progress,
    ReadResource, Reference, Refusal, RejectedItem, Server, ServerNotification, ServerRequest,
    ServerRequestHandler, TaskChoice, TaskNews, ToolCall, ToolList, Transport, TransportChoice, Verdict,
};
pub use error::{Error, InputEnd, SpawnFault, TimeoutPhase, TlsFault};
pub use hitchpost_net::{Identity, Network, NetworkFault, Proxy};
pub use redactor::Redactor;
pub use secret_name::is_secret_name;
pub use tap::{Direction, Tap, TapEvent, TapHeaders, TapKind};
pub use wire::{
    Annotations, ContentBlock, JsonRpcError, Prompt, PromptArgument, PromptMessage, PromptResult, RawJson,
    Resource, ResourceContents, ResourceTemplate, TaskSupport, Tool, ToolResult,
};

pub use futures_util::future::BoxFuture;
pub use http::{HeaderName, HeaderValue};
pub use tokio_util::sync::CancellationToken;
pub use url::Url;
