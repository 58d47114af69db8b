//! The log of everything that travels, of all connections, in memory: cleaned of secrets before it is kept.
//!
//! A tap shares what travels with a queue and returns; a thread of the log's own does the rest. When more comes than
//! the queue takes, the log has a gap and says how large it is: no request ever waits for its log.

mod draft;
mod entry;
mod export;
mod file;
mod filter;
mod log;
mod message;
mod queue;
mod reading;
mod recorder;
mod ring;
mod session;

pub use entry::{LogKind, WireDetail, WireEntry, WirePage, WireQuery};
pub(crate) use log::WireLog;
