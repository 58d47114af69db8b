//! Tokens for an application rather than a person (RFC 6749 §4.4): nobody opens a browser, nothing is refreshed.

use crate::client::{Client, ClientAuthentication};
use crate::error::Error;
use crate::flow::{Found, Ground, Wishes};
use crate::grant::{GrantContext, Granted};
use crate::http::Http;
use crate::registration::Applicant;
use crate::signing_key::SigningKey;
use crate::token::TokenEndpoint;

/// Finds where the application fetches its tokens and what they are for. Only an app of the person's own will do.
pub async fn prepare_client_credentials(
    http: &Http,
    wishes: &Wishes,
    ground: &Ground,
) -> Result<(GrantContext, Client), Error> {
    let found = Found::by(http, wishes, ground, false).await?;
    let applicant = Applicant { http, wishes, known: &[], server: &found.server, redirect_uri: "" };
    let client = applicant.own().ok_or_else(|| applicant.unavailable())?;
    let client = Client { redirect_uris: Vec::new(), ..client };
    // `offline_access` means nothing here.
    let context = found.context(wishes, ground, &client, &[]);
    Ok((context, client))
}

/// Fetches a token; again when it expires. `key` signs in place of a secret.
pub async fn client_credentials(
    http: &Http,
    context: &GrantContext,
    client: &Client,
    key: Option<&SigningKey>,
) -> Result<Granted, Error> {
    if context.authentication == ClientAuthentication::PrivateKeyJwt && key.is_some() {
        let client = Client { key: key.cloned(), ..client.clone() };
        return TokenEndpoint::new(http, context, &client)?.mint().await;
    }
    TokenEndpoint::new(http, context, client)?.mint().await
}
