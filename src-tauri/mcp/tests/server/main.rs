//! The server half, seen from a socket: what goes over the wire in each era.
#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

mod asking;
mod calls;
mod changes;
mod door;
mod legacy;
mod modern;
mod offered;
mod probe_tools;
mod sample;
mod speaker;
