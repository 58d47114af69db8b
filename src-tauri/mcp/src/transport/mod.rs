//! Messages over HTTP: a POST each, answered by a body or by an event stream, be it its own or the session's.

mod answer;
mod authorized;
mod body;
mod deadline;
mod endpoint;
mod fault;
mod headers;
mod http;
mod sse;
mod taps;

pub(crate) use answer::{Answer, Events};
pub(crate) use body::title_of;
pub(crate) use deadline::Deadline;
pub(crate) use headers::Headers;
pub(crate) use http::{Http, Outgoing};
pub(crate) use sse::Event;
pub(crate) use taps::Taps;
