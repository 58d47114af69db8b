//! The application without a window, from outside: real database, real keychain, real sockets.
//! Needs a Secret Service on the session bus (on Linux); fails without one.

mod calls;
mod connections;
mod probes;
mod processes;
mod secrets;
mod sessions;
mod world;
