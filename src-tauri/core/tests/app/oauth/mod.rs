//! Signing in, from the click to the account and out again.

mod accounts;
mod browser;
mod elsewhere;
mod newcomer;
mod probing;
mod returning;
mod secrecy;
mod settings;
mod signing_in;
