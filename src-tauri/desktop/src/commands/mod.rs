//! What the window can ask for. Each command takes the state, calls the core and returns.

pub mod accounts;
pub mod app;
pub mod asks;
mod browser;
pub mod calls;
pub mod connections;
pub mod links;
pub mod pins;
pub mod resources;
pub mod sign_in;
pub mod wire;
