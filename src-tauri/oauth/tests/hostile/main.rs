//! Servers that misbehave on real sockets: each has one outcome, known by name.
#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

mod addresses;
mod discovery;
mod issuers;
mod quirks;
mod redirects;
mod world;
