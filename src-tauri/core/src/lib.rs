//! Everything Hitchpost does without a window.

pub mod app;
pub mod ask;
pub mod call;
pub mod config;
pub mod connection;
mod credential;
pub mod event;
pub mod failure;
mod keychain;
mod logging;
mod paths;
pub mod pin;
pub mod secret;
pub mod session;
pub mod settings;
pub mod sign_in;
mod store;
pub mod wire;

pub use app::App;
pub use config::AppConfig;
pub use logging::init_logging;
