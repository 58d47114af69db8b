//! Streamable HTTP: one POST per message, answered by a body or by an event stream.

mod authorized;
mod body;
mod deadline;
mod fault;
mod http;
mod sse;

pub(crate) use body::title_of;
pub(crate) use deadline::Deadline;
pub(crate) use http::{Answer, Events, Headers, Http, Outgoing, Taps};
