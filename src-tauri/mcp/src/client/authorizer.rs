//! Who supplies `Authorization` where it changes while a client lives, as OAuth's access tokens do.

use futures_util::future::BoxFuture;
use http::HeaderValue;

/// Supplies `Authorization` for every request of a client, whatever its kind.
///
/// Waiting for it counts towards a request's deadline, and ends with the request. Its values are marked sensitive,
/// masked in taps and struck out of errors; they never leave the server's origin.
pub trait Authorizer: Send + Sync {
    /// The header's value for the next request; none sends none. Asked before each, so it should remember.
    fn authorization(&self) -> BoxFuture<'_, Result<Option<HeaderValue>, AuthorizerError>>;

    /// The server refused a request: 401, or 403 with a challenge that says `insufficient_scope`. `Ok(true)` sends
    /// it again with a new [`Authorizer::authorization`], three times in all; `Ok(false)` leaves the refusal as the
    /// answer.
    fn refused<'a>(&'a self, refusal: &'a Refusal) -> BoxFuture<'a, Result<bool, AuthorizerError>>;
}

/// A server's refusal.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// Every `WWW-Authenticate` header as sent.
    pub www_authenticate: Vec<String>,
    /// What was refused; none when nothing was sent.
    pub sent: Option<HeaderValue>,
    /// How often the request has been sent.
    pub attempt: u32,
}

/// There is nothing to send. The authorizer keeps the reason; a request ends with [`crate::Error::NotAuthorized`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the authorizer gave up")]
pub struct AuthorizerError;
