//! Signing in against an authorization server on a real socket, behaving and misbehaving.
#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

mod consent;
mod leaving;
mod machines;
mod own_app;
mod refreshing;
mod registering;
mod secrecy;
mod tokens;
mod world;
