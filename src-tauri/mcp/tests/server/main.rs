//! The server half, seen from a socket: what goes over the wire in each era.

mod sample;
mod speaker;
