//! The server half, seen from a socket: what goes over the wire in each era.
#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

mod calls;
mod door;
mod legacy;
mod modern;
mod probe_tools;
mod sample;
mod speaker;
