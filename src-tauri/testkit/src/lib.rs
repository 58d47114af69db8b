//! For tests only: MCP servers that behave well, badly and hostilely, on real sockets.
//!
//! [`fixture::Fixture`] is one HTTP server with a path per [`fixture::Mode`]; the binary
//! `fixture-server` is the same thing as a process. [`authorization`] is an authorization server and what it
//! protects. [`stdio`] is a program that speaks MCP over its pipes. [`load`] times calls for the benchmarks.

pub mod authorization;
pub mod fixture;
pub mod load;
pub mod proxy;
pub mod stdio;
