//! Live sessions: one per connection, its state private, its status public.

mod dial;
mod endpoint;
mod live;
mod registry;
mod status;

pub(crate) use dial::{Dialled, Timing, dial};
pub(crate) use endpoint::Endpoint;
pub(crate) use live::{Live, server_view};
pub(crate) use registry::{Begin, Sessions, Ticket};
pub use status::SessionStatus;
