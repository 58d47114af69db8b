//! Trust on first use: the first list of a connection's tools is accepted, and what its server changes afterwards
//! waits for a person. Agents are offered only what is accepted.

mod canonical;
mod change;
mod standing;

pub(crate) use canonical::Meaning;
pub use change::{AcceptedTool, ToolChange, ToolChangeKind, ToolStanding};
pub(crate) use standing::{Accepted, Present, Standings, changes, of_one};
