//! Signing in against an authorization server on a real socket, behaving and misbehaving.

mod consent;
mod leaving;
mod machines;
mod refreshing;
mod registering;
mod secrecy;
mod tokens;
mod world;
