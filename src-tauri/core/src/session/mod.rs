//! Live sessions: one per connection, its state private, its status public.

mod authorizer;
mod dial;
mod endpoint;
mod live;
mod registry;
mod standing;
mod status;

pub(crate) use authorizer::Authorizer;
pub(crate) use dial::{Dialled, Timing, challenges_of, dial};
pub(crate) use endpoint::Endpoint;
pub(crate) use live::{Live, server_view};
pub(crate) use registry::{Begin, Sessions, Ticket};
pub(crate) use standing::{Footing, Standing};
pub use status::SessionStatus;
