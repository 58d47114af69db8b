//! The application without a window, from outside: real database, real keychain, real sockets.
//! Needs a Secret Service on the session bus (on Linux); fails without one.

#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

mod calls;
mod connections;
mod echoes;
mod gated;
mod parrot;
mod probes;
mod processes;
mod secrets;
mod sessions;
mod world;
