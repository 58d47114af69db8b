//! Responses whose bodies have not been read, and what their heads say.

use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};

use crate::error::Error;
use crate::transport::body::{challenges, content_type, status_error};
use crate::transport::sse::EventStream;

/// A response whose body has not been read.
pub(crate) struct Answer {
    pub(super) response: reqwest::Response,
    pub(super) exchange: u64,
}

/// A response read event by event.
pub(crate) struct Events {
    pub(super) stream: EventStream,
    pub(crate) exchange: u64,
}

impl Answer {
    pub(crate) fn status(&self) -> StatusCode {
        self.response.status()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&HeaderValue> {
        self.response.headers().get(name)
    }

    pub(super) fn challenges(&self) -> Vec<String> {
        challenges(self.response.headers())
    }

    pub(crate) fn content_type(&self) -> Option<String> {
        content_type(self.response.headers())
    }

    /// `essence` in lower case, such as `application/json`.
    pub(crate) fn is(&self, essence: &str) -> bool {
        self.header(CONTENT_TYPE.as_str())
            .and_then(|value| value.as_bytes().split(|byte| *byte == b';').next())
            .is_some_and(|value| value.trim_ascii().eq_ignore_ascii_case(essence.as_bytes()))
    }

    /// The error for its status, with the beginning of its body as evidence.
    pub(crate) fn into_error(self, body: &[u8]) -> Error {
        status_error(self.status().as_u16(), self.response.headers(), body)
    }
}
