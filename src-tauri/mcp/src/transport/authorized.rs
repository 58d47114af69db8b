//! Requests whose `Authorization` is supplied while they are sent, and which are sent again when it was refused.

use std::future::Future;

use http::{HeaderValue, StatusCode};
use tokio::time::timeout;

use crate::client::{Authorizer, AuthorizerError, Refusal};
use crate::error::{Error, TimeoutPhase};
use crate::tap::Direction;
use crate::transport::answer::Answer;
use crate::transport::deadline::Elapsed;
use crate::transport::http::{Http, Outgoing};

/// How often one request is sent at most. The last refusal is the answer.
const SENDINGS: u32 = 3;

impl Http {
    /// Sends a request with what the authorizer supplies, anew while it has an answer to a refusal.
    pub(super) async fn send_authorized(
        &self,
        authorizer: &dyn Authorizer,
        outgoing: &Outgoing<'_>,
    ) -> Result<Answer, Error> {
        let mut attempt = 1;
        loop {
            let supplied = self.wait_for(authorizer.authorization(), outgoing).await?;
            let sent = supplied.map_err(|AuthorizerError| given_up(None))?.map(|value| self.secret(value));
            let mut answer = self.follow(outgoing, sent.as_ref()).await?;
            if attempt == SENDINGS || !is_refusal(&answer) {
                return Ok(answer);
            }
            let status = answer.status().as_u16();
            let refusal = Refusal { status, www_authenticate: answer.challenges(), sent, attempt };
            match self.wait_for(authorizer.refused(&refusal), outgoing).await? {
                Ok(true) => {}
                Ok(false) => return Ok(answer),
                Err(AuthorizerError) => return Err(given_up(Some(refusal))),
            }
            outgoing.taps.note(Direction::Received, || {
                format!("{status}: the authorization was refused; sending the request again")
            });
            // Read for the tap, and so that the connection can be used again; the refusal is dealt with either way.
            let _ = self.body(&mut answer, outgoing.taps, outgoing.deadline).await;
            attempt += 1;
        }
    }

    /// A stream's deadline is as good as none, and the authorizer must not keep it waiting for good.
    async fn wait_for<T>(&self, work: impl Future<Output = T>, outgoing: &Outgoing<'_>) -> Result<T, Error> {
        let longest = self.limits.authorization;
        let done = outgoing.deadline.guard(timeout(longest, work)).await;
        let done = done.and_then(|done| done.map_err(|_| Elapsed(longest)));
        done.map_err(|elapsed| self.timed_out(TimeoutPhase::Headers, &elapsed))
    }

    fn secret(&self, mut value: HeaderValue) -> HeaderValue {
        value.set_sensitive(true);
        self.secrets.learn(&value);
        value
    }
}

/// What exactly a 403 asks for is read by who knows the scheme: this word is all that tells it from others.
fn is_refusal(answer: &Answer) -> bool {
    match answer.status() {
        StatusCode::UNAUTHORIZED => true,
        StatusCode::FORBIDDEN => answer.challenges().iter().any(|said| said.contains("insufficient_scope")),
        _ => false,
    }
}

fn given_up(refusal: Option<Refusal>) -> Error {
    let (status, www_authenticate) =
        refusal.map_or((None, Vec::new()), |refusal| (Some(refusal.status), refusal.www_authenticate));
    Error::NotAuthorized { status, www_authenticate }
}
