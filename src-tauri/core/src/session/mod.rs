//! Live sessions: one per connection, its state private, its status public.

mod authorizer;
mod dial;
mod endpoint;
mod launch;
mod live;
mod login_shell;
mod network;
mod offers;
mod registry;
mod standing;
mod status;

pub(crate) use authorizer::Authorizer;
pub(crate) use dial::{Dialled, Party, Timing, challenges_of, dial};
pub(crate) use endpoint::{Endpoint, Place};
pub(crate) use launch::Launcher;
pub(crate) use live::{Live, server_view};
pub(crate) use network::load_network;
pub(crate) use offers::{Offers, Readable};
pub(crate) use registry::{Begin, Sessions, Ticket};
pub(crate) use standing::{Footing, Standing};
pub use status::SessionStatus;
