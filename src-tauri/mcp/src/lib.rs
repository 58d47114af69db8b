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
mod redact;
mod redactor;
pub mod sample;
mod secret_name;
pub mod server;
mod tap;
mod transport;
pub mod wire;

pub use client::{
    Authorizer, AuthorizerError, Client, ClientConfig, Command, Destination, Era, EraChoice, Freshness,
    Implementation, Limits, ListCut, Progress, Refusal, RejectedTool, Server, ServerNotification,
    ServerRequest, ServerRequestHandler, ToolCall, ToolList, Transport, TransportChoice, Verdict,
};
pub use error::{Error, InputEnd, SpawnFault, TimeoutPhase, TlsFault};
pub use redactor::Redactor;
pub use secret_name::is_secret_name;
pub use tap::{Direction, Tap, TapEvent, TapHeaders, TapKind};
pub use wire::{Annotations, ContentBlock, JsonRpcError, RawJson, Tool, ToolResult};

pub use futures_util::future::BoxFuture;
pub use http::{HeaderName, HeaderValue};
pub use tokio_util::sync::CancellationToken;
pub use url::Url;
