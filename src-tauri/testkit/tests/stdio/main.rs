//! The client and programs that speak MCP over their pipes, well and badly.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

mod conversation;
mod ends;
mod era;
mod faults;
mod killed;
mod per_call;
mod questions;
mod survives;
mod world;
