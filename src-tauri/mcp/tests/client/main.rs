//! The client half against real sockets: well-behaved, odd and hostile servers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // all of this crate is tests

mod authorizer;
mod calls;
mod elsewhere;
mod era;
mod http_sse;
mod http_sse_hostile;
mod http_sse_sessions;
mod input;
mod legacy_session;
mod lists;
mod network;
mod old_server;
mod proxy;
mod script;
mod tap;
mod tls;
mod tokens;
