//! Who may ask for tokens, and how they prove who they are.

use std::collections::HashMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use url::Url;

use super::Quirk;
use super::grants::named;
use super::log::Request;

/// An app with a secret, known from the start. Its redirect addresses: `http://127.0.0.1/callback` on any port, and
/// anything of the scheme `hitchpost`.
pub const OWN_APP: &str = "own-app";
/// The secret of [`OWN_APP`].
pub const OWN_SECRET: &str = "own-secret-0123456789";
/// The same without a secret.
pub const PUBLIC_APP: &str = "public-app";

#[derive(Clone)]
pub(super) struct Client {
    pub id: String,
    pub secret: Option<String>,
    /// For its management (RFC 7592); known apps have none.
    pub registration_token: Option<String>,
    redirect_uris: Vec<String>,
}

#[derive(Default)]
pub(super) struct Clients {
    registered: HashMap<String, Client>,
}

impl Clients {
    /// A client by its identifier; an https address is one when documents are allowed.
    pub(super) fn get(&self, id: &str, metadata_documents: bool) -> Option<Client> {
        let known = |secret: Option<&str>, redirect_uris: &[&str]| Client {
            id: id.to_owned(),
            secret: secret.map(str::to_owned),
            registration_token: None,
            redirect_uris: redirect_uris.iter().map(ToString::to_string).collect(),
        };
        match id {
            OWN_APP => Some(known(Some(OWN_SECRET), &["http://127.0.0.1/callback", "hitchpost:"])),
            PUBLIC_APP => Some(known(None, &["http://127.0.0.1/callback", "hitchpost:"])),
            id if metadata_documents && id.starts_with("https://") => {
                Some(known(None, &["http://127.0.0.1/callback"]))
            }
            id => self.registered.get(id).cloned(),
        }
    }

    pub(super) fn register(&mut self, redirect_uris: Vec<String>, with_secret: bool) -> Client {
        let client = Client {
            id: named("client"),
            secret: with_secret.then(|| named("client-secret")),
            registration_token: Some(named("registration")),
            redirect_uris,
        };
        self.registered.insert(client.id.clone(), client.clone());
        client
    }

    pub(super) fn remove(&mut self, id: &str) {
        self.registered.remove(id);
    }

    pub(super) fn forget_registered(&mut self) {
        self.registered.clear();
    }

    pub(super) fn registered(&self) -> usize {
        self.registered.len()
    }
}

impl Client {
    /// Exactly, or on another port of this computer (RFC 8252 §7.3).
    pub(super) fn may_return_to(&self, redirect_uri: &str) -> bool {
        let portless = |text: &str| {
            let mut url = Url::parse(text).ok()?;
            let is_local = matches!(url.host_str(), Some("127.0.0.1" | "[::1]"));
            (is_local && url.set_port(None).is_ok()).then_some(url)
        };
        self.redirect_uris.iter().any(|known| {
            known == redirect_uri
                || (known.ends_with(':') && redirect_uri.starts_with(known))
                || portless(known).is_some_and(|known| portless(redirect_uri) == Some(known))
        })
    }

    /// Whether the request proves to come from this client, in a way the server's quirk allows. Assertions are
    /// looked at, not verified.
    pub(super) fn is_proven_by(&self, request: &Request, quirk: Quirk, token_endpoint: &str) -> bool {
        let basic = basic(request);
        let posted = request.param("client_secret");
        match &self.secret {
            None => {
                let may_be_empty = quirk == Quirk::RevokeSecret;
                basic.is_none() && posted.is_none_or(|secret| may_be_empty && secret.is_empty())
            }
            Some(_) if request.param("client_assertion").is_some() => {
                is_asserted(request, &self.id, token_endpoint)
            }
            Some(secret) => {
                let by_basic = basic.is_some_and(|(id, given)| id == self.id && given == *secret);
                let by_post = posted == Some(secret);
                match quirk {
                    Quirk::PostOnly => by_post && !by_basic,
                    Quirk::BasicOnly => by_basic && !by_post,
                    _ => by_basic != by_post,
                }
            }
        }
    }
}

/// Who a request says it comes from, proven or not.
pub(super) fn claimed_id(request: &Request) -> Option<String> {
    let asserted = || claims(request)?.get("sub")?.as_str().map(str::to_owned);
    basic(request)
        .map(|(id, _)| id)
        .or_else(|| request.param("client_id").map(str::to_owned))
        .or_else(asserted)
}

/// Name and password of a Basic header, form-decoded as RFC 6749 §2.3.1 has it.
fn basic(request: &Request) -> Option<(String, String)> {
    let encoded = request.authorization.as_deref()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decoded = |text: &str| {
        let pair = format!("x={text}");
        let value = url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned());
        value.unwrap_or_default()
    };
    Some((decoded(id), decoded(secret)))
}

fn is_asserted(request: &Request, id: &str, token_endpoint: &str) -> bool {
    const KIND: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let Some(claims) = claims(request) else { return false };
    let issuer = token_endpoint.trim_end_matches("/token");
    let is_audience = |aud: &Value| [token_endpoint, issuer].iter().any(|known| aud == &json!(known));
    let has_audience = match &claims["aud"] {
        Value::Array(several) => several.iter().any(is_audience),
        one => is_audience(one),
    };
    let is_complete = claims["jti"].is_string() && claims["exp"].is_u64();
    request.param("client_assertion_type") == Some(KIND)
        && claims["iss"] == json!(id)
        && claims["sub"] == json!(id)
        && has_audience
        && is_complete
}

fn claims(request: &Request) -> Option<Value> {
    let payload = request.param("client_assertion")?.split('.').nth(1)?;
    let text = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?;
    serde_json::from_slice(&text).ok()
}
