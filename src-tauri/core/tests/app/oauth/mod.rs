//! Signing in, from the click to the account and out again.

mod accounts;
mod browser;
mod newcomer;
mod probing;
mod returning;
mod settings;
mod signing_in;
