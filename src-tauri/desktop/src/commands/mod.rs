//! What the window can ask for. Each command takes the state, calls the core and returns.

pub mod app;
pub mod calls;
pub mod connections;
