//! The header of a connection that is signed in, for hosts that send requests of their own.

use secrecy::ExposeSecret;

use super::connections::require_enabled;
use super::{App, Result};
use crate::connection::ConnectionId;
use crate::failure::{Failure, SignInProblem};
use crate::secret::SecretText;

/// What to put into an `Authorization` header.
#[derive(Clone, Debug)]
pub struct Authorization {
    /// With its scheme. For a request to the connection's server and for nothing else.
    pub value: SecretText,
    /// Tells it from those before and after it.
    pub generation: i64,
}

impl App {
    /// The `Authorization` header for a request to a connection's server that does not go through a session.
    /// `refused` is the generation of the one that the server has just answered 401: it gets another.
    /// Whoever asks, in whichever process, gets the same. An account that is no good for the connection as it is
    /// configured now is a failure: its token never goes to another server.
    pub async fn authorization(&self, id: ConnectionId, refused: Option<i64>) -> Result<Authorization> {
        let connection = self.row(id).await?;
        require_enabled(&connection)?;
        let never = || Failure::SignIn { host: None, problem: SignInProblem::NeverSignedIn };
        let account = self.good_account(&connection).await?.ok_or_else(never)?;
        let token = match refused {
            Some(generation) => self.inner.broker.renew(account, generation).await?,
            None => self.inner.broker.access(account).await?,
        };
        let value = SecretText::new(format!("Bearer {}", token.value.expose_secret()));
        Ok(Authorization { value, generation: token.generation })
    }
}
