//! The client half against real sockets: well-behaved, odd and hostile servers.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // all of this crate is tests

mod asks;
mod authorizer;
mod calls;
mod choice;
mod elsewhere;
mod era;
mod heads;
mod http_sse;
mod http_sse_hostile;
mod http_sse_sessions;
mod input;
mod legacy_session;
mod listening;
mod lists;
mod network;
mod old_server;
mod options;
mod prompts;
mod proxy;
mod resources;
mod script;
mod tap;
mod tasks;
mod tls;
mod tokens;
