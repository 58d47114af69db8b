//! JSON-RPC 2.0 messages, one parse per frame.

use bytes::Bytes;

use crate::wire::{JsonFault, RawJson};

/// One frame: a message, or several where the revision allows batches.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// A single message.
    One(Message),
    /// An array of messages (2025-03-26 only). Elements that are no messages carry the reason.
    Batch(Vec<Result<Message, JsonFault>>),
}

/// One message. Parts are slices of the frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Wants an answer.
    Request {
        /// Echoed back as it is.
        id: RawJson,
        /// What to do.
        method: String,
        /// With what.
        params: Option<RawJson>,
    },
    /// Wants none.
    Notification {
        /// What happened.
        method: String,
        /// Details.
        params: Option<RawJson>,
    },
    /// An answer.
    Response {
        /// The id it carries, `None` when absent or null.
        id: Option<RawJson>,
        /// The result or the error.
        outcome: Result<RawJson, JsonRpcError>,
    },
}

/// An error object.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonRpcError {
    /// The code.
    pub code: i64,
    /// In words.
    pub message: String,
    /// Anything more.
    pub data: Option<RawJson>,
}

impl Frame {
    /// Reads a frame. Never panics on any bytes; faults name the byte.
    pub fn parse(bytes: &Bytes) -> Result<Frame, JsonFault> {
        let _ = bytes;
        todo!()
    }
}
