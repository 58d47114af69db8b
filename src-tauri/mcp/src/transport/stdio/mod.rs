//! Messages over the standard input and output of a program: one line each.
//!
//! A program is started with its argv and its environment as they are given, in a process group of its own, and ends
//! with everything it started: when the session is closed, when the client is dropped, when a handshake fails.
//! The group is killed as a whole every time, also when its leader has left in good order, for what tools such as
//! `npx` start often stays behind. The [`guardian`] sees to it when this process is killed and can do nothing more.

#[cfg(unix)]
mod guardian;
mod launch;
mod lines;
mod process;
mod stderr;
mod tree;
mod writer;

pub(crate) use lines::{Line, Lines};
pub(crate) use process::{Ending, Process};
