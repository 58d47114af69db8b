//! Everything Hitchpost does without a window.

pub mod app;
pub mod call;
pub mod connection;
pub mod event;
pub mod failure;
pub mod secret;
pub mod session;
pub mod settings;

pub use app::{App, AppConfig};
