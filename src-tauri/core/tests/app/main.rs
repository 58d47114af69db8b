//! The application without a window, from outside: real database, real keychain, real sockets.
//! Needs a Secret Service on the session bus (on Linux); fails without one.

#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

mod approval;
mod asks;
mod calls;
mod closing;
mod command;
mod connections;
mod doctor;
mod echoes;
mod gated;
mod health;
mod hostile;
#[cfg(target_os = "linux")] // signals, and a keychain that lists what it holds
mod killed;
mod network;
mod oauth;
mod parrot;
mod pins;
mod probes;
mod process;
mod processes;
mod prompts;
mod renewals;
mod resources;
mod secrets;
mod sessions;
mod signed_in;
mod talk;
mod tasks;
mod tokens;
mod wire;
mod world;
