//! New tokens for an old grant.

use secrecy::SecretString;

use crate::client::Client;
use crate::error::Error;
use crate::grant::{GrantContext, Granted};
use crate::http::Http;
use crate::token::TokenEndpoint;

/// Renews tokens at the endpoint they are pinned to, and nowhere else: nothing is discovered here.
/// [`Error::is_definitive`] tells a refusal for good from a failure that passes.
pub async fn refresh(
    http: &Http,
    context: &GrantContext,
    client: &Client,
    refresh_token: &SecretString,
) -> Result<Granted, Error> {
    TokenEndpoint::new(http, context, client)?.renew(refresh_token).await
}
