//! Signing in: from the person's click over the browser to an account.

mod view;

pub use view::{RegisteredAs, SignInId, SignInPhase, SignInRequest, SignInStarted, SignInView};
