//! The application without a window, from outside: real database, real keychain, real sockets.
//! Needs a Secret Service on the session bus (on Linux); fails without one.

#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

mod calls;
mod closing;
mod connections;
mod echoes;
mod gated;
#[cfg(target_os = "linux")] // signals, and a keychain that lists what it holds
mod killed;
mod oauth;
mod parrot;
mod probes;
mod process;
mod processes;
mod renewals;
mod secrets;
mod sessions;
mod signed_in;
mod tokens;
mod world;
