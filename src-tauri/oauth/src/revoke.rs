//! Telling the authorization server that a token is not needed any more (RFC 7009).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use http::{HeaderMap, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded::{Serializer, byte_serialize};

use crate::client::{Client, ClientAuthentication};
use crate::error::Error;
use crate::grant::GrantContext;
use crate::http::Http;
use crate::reply::refusal;
use crate::token::JWT_BEARER;

/// What it is called where it is refused.
const WHAT: &str = "revocation_endpoint";

/// What kind of token is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenHint {
    /// An access token.
    AccessToken,
    /// A refresh token; servers drop its access tokens with it.
    RefreshToken,
}

impl TokenHint {
    fn name(self) -> &'static str {
        match self {
            TokenHint::AccessToken => "access_token",
            TokenHint::RefreshToken => "refresh_token",
        }
    }
}

/// Revokes `token` where its grant says; nothing happens where the server has no such endpoint.
pub async fn revoke(
    http: &Http,
    context: &GrantContext,
    client: &Client,
    token: &SecretString,
    hint: TokenHint,
) -> Result<(), Error> {
    let Some(endpoint) = &context.revocation_endpoint else { return Ok(()) };
    if client.issuer != context.issuer {
        let (expected, found) = (context.issuer.clone(), client.issuer.clone());
        return Err(Error::IssuerMismatch { expected, found });
    }
    let (headers, form) = request(context, client, token, hint)?;
    let mut reply = http.post(WHAT, endpoint, headers.clone(), form.clone().into()).await?;
    if reply.status == 400 && context.authentication == ClientAuthentication::None {
        // Some ask for a secret whoever it is, and are content with an empty one where there is none.
        let form = format!("{form}&client_secret=");
        reply = http.post(WHAT, endpoint, headers, form.into()).await?;
    }
    if reply.is_success() {
        return Ok(());
    }
    let secrets = [Some(token), client.secret.as_ref()];
    let secrets: Vec<&str> = secrets.into_iter().flatten().map(ExposeSecret::expose_secret).collect();
    let (error, description) = refusal(reply.status, &reply.body, &secrets);
    Err(Error::Token { error, description, status: reply.status })
}

/// The oauth2 crate's own request refuses http, which a server on this computer may use.
fn request(
    context: &GrantContext,
    client: &Client,
    token: &SecretString,
    hint: TokenHint,
) -> Result<(HeaderMap, String), Error> {
    let mut form = Serializer::new(String::new());
    form.append_pair("token", token.expose_secret()).append_pair("token_type_hint", hint.name());
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    prove(context, client, &mut headers, &mut form)?;
    Ok((headers, form.finish()))
}

/// Adds what proves who we are.
fn prove(
    context: &GrantContext,
    client: &Client,
    headers: &mut HeaderMap,
    form: &mut Serializer<'_, String>,
) -> Result<(), Error> {
    let id = &context.client_id;
    match (context.authentication, &client.secret) {
        (ClientAuthentication::Basic, Some(secret)) => {
            headers.insert(header::AUTHORIZATION, basic(id, secret)?);
        }
        (ClientAuthentication::Post, Some(secret)) => {
            form.append_pair("client_id", id).append_pair("client_secret", secret.expose_secret());
        }
        _ => {
            form.append_pair("client_id", id);
            if let Some(assertion) = client.assertion(context)? {
                form.append_pair("client_assertion_type", JWT_BEARER);
                form.append_pair("client_assertion", assertion.expose_secret());
            }
        }
    }
    Ok(())
}

/// RFC 6749 §2.3.1: both halves are form-encoded first.
fn basic(id: &str, secret: &SecretString) -> Result<HeaderValue, Error> {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(id), encode(secret.expose_secret()));
    let mut value = HeaderValue::try_from(format!("Basic {}", BASE64.encode(pair)))
        .map_err(|_| Error::TokenMalformed { reason: "the request cannot be built".into() })?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_of_basic_are_form_encoded() {
        let header = basic("a:b c", &"s%cret+é".into()).unwrap();
        let encoded = header.to_str().unwrap().strip_prefix("Basic ").unwrap();
        let pair = String::from_utf8(BASE64.decode(encoded).unwrap()).unwrap();
        assert_eq!(pair, "a%3Ab+c:s%25cret%2B%C3%A9");
        assert!(header.is_sensitive());
    }
}
