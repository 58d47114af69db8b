//! Signing in: from the person's click over the browser to an account.

mod accounts;
mod attempts;
mod kept;
mod loopback;
mod page;
mod view;
mod wishes;

pub(crate) use accounts::{Accounts, free_label};
pub(crate) use attempts::{Attempt, Attempts, Waiting};
pub(crate) use loopback::{Loopback, Port};
pub use view::{RegisteredAs, SignInId, SignInPhase, SignInRequest, SignInStarted, SignInView};
pub(crate) use wishes::{WayBack, ways_back, wishes};
