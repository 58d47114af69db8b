//! Messages over HTTP: a POST each, answered by a body or by an event stream, be it its own or the session's. In
//! [`stdio`], messages over the pipes of a program.

mod answer;
mod authorized;
mod body;
mod deadline;
mod endpoint;
mod fault;
mod headers;
mod http;
mod sse;
pub(crate) mod stdio;
mod taps;

pub(crate) use answer::{Answer, Events};
pub(crate) use body::title_of;
pub(crate) use deadline::{Deadline, Elapsed};
pub(crate) use headers::Headers;
pub(crate) use http::{Http, Outgoing};
pub(crate) use sse::Event;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use sse::{EventStream, StreamFault};
pub(crate) use taps::Taps;
