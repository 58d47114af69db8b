//! Everything Hitchpost does without a window.

pub mod app;
pub mod call;
pub mod config;
pub mod connection;
pub mod event;
pub mod failure;
mod logging;
pub mod secret;
pub mod session;
pub mod settings;

pub use app::App;
pub use config::AppConfig;
pub use logging::init_logging;
