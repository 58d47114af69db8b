//! How we become a client of an authorization server we have never seen, and stop being one.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use crate::checks;
use crate::client::{Client, ClientAuthentication, ClientOrigin, Management, Means};
use crate::error::Error;
use crate::flow::{Step, Wishes};
use crate::http::{Http, Outgoing};
use crate::metadata::AuthorizationServerMetadata;
use crate::redirect::fits;
use crate::reply::{fields, refusal};

/// Where a client identity comes from when the person has none of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RegistrationChoice {
    /// A metadata document where the server reads them, else dynamic registration.
    #[default]
    Automatic,
    /// The metadata document, whether or not the server says that it reads them.
    MetadataDocument,
    /// Dynamic registration.
    Dynamic,
}

/// Who asks to be a client of which server.
pub(crate) struct Applicant<'a> {
    pub http: &'a Http,
    pub wishes: &'a Wishes,
    /// Earlier registrations, of any server.
    pub known: &'a [Client],
    pub server: &'a AuthorizationServerMetadata,
    pub redirect_uri: &'a str,
}

impl Applicant<'_> {
    /// The person's own app, else our metadata document, else a registration: an earlier one that still serves, or new.
    pub(crate) async fn identify(&self, on_step: &impl Fn(Step)) -> Result<Client, Error> {
        if let Some(own) = self.own() {
            return Ok(own);
        }
        if let Some(document) = self.document() {
            return Ok(self.client(document, ClientOrigin::MetadataDocument, ClientAuthentication::None));
        }
        if self.wishes.registration == RegistrationChoice::MetadataDocument {
            return Err(self.unavailable());
        }
        if let Some(earlier) = self.earlier() {
            return Ok(earlier);
        }
        let endpoint = self.server.registration_endpoint.as_ref().ok_or_else(|| self.unavailable())?;
        on_step(Step::Registering);
        self.register(endpoint).await
    }

    /// An earlier registration that still serves, and as the person wants it.
    fn earlier(&self) -> Option<Client> {
        let (issuer, now) = (&self.server.issuer, now());
        let wished = self.wishes.client_authentication;
        let found = self.known.iter().find(|client| {
            client.origin == ClientOrigin::Dynamic
                && wished.is_none_or(|wished| wished == client.authentication)
                && client.serves(issuer, self.redirect_uri, now)
        });
        found.cloned()
    }

    /// The app the person registered themselves.
    pub(crate) fn own(&self) -> Option<Client> {
        let own = self.wishes.client.as_ref()?;
        let authentication = self.authentication(None, own.secret.is_some());
        let client = self.client(&own.id, ClientOrigin::Own, authentication);
        Some(Client { secret: own.secret.clone(), key: own.key.clone(), ..client })
    }

    pub(crate) fn unavailable(&self) -> Error {
        Error::RegistrationUnavailable { issuer: self.server.issuer.clone() }
    }

    /// Our metadata document, where it is to be used.
    fn document(&self) -> Option<&str> {
        let document = self.wishes.metadata_document.as_ref()?;
        let wanted = match self.wishes.registration {
            RegistrationChoice::Automatic => self.server.client_id_metadata_document_supported,
            RegistrationChoice::MetadataDocument => true,
            RegistrationChoice::Dynamic => false,
        };
        wanted.then(|| document.as_str())
    }

    fn client(&self, id: &str, origin: ClientOrigin, authentication: ClientAuthentication) -> Client {
        Client {
            issuer: self.server.issuer.clone(),
            id: id.to_owned(),
            secret: None,
            key: None,
            authentication,
            origin,
            redirect_uris: vec![self.redirect_uri.to_owned()],
            secret_expires_at: None,
            registration: None,
        }
    }

    fn authentication(&self, registered: Option<ClientAuthentication>, secret: bool) -> ClientAuthentication {
        ClientAuthentication::choose(Means {
            wished: self.wishes.client_authentication,
            registered,
            advertised: self.server.token_endpoint_auth_methods_supported.as_deref(),
            secret,
            key: self.wishes.client.as_ref().is_some_and(|own| own.key.is_some()),
        })
    }

    /// RFC 7591.
    async fn register(&self, endpoint: &Url) -> Result<Client, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let body = self.application().to_string().into();
        let reply = self.http.post("registration_endpoint", endpoint, headers, body).await?;
        if !reply.is_success() {
            let (error, description) = refusal(reply.status, &reply.body, &[]);
            return Err(Error::RegistrationRefused { error, description });
        }
        fields(&reply.body)
            .ok_or("it is not JSON")
            .and_then(|fields| self.registered(fields))
            .map_err(|reason| Error::Malformed { url: checks::shown(endpoint), reason: reason.to_owned() })
    }

    /// What we say of ourselves.
    fn application(&self) -> Value {
        let advertised = self.server.token_endpoint_auth_methods_supported.as_deref();
        let method =
            self.wishes.client_authentication.unwrap_or(ClientAuthentication::to_register(advertised));
        let mut grants = vec!["authorization_code"];
        let refreshes =
            |grants: &Vec<String>| grants.is_empty() || grants.iter().any(|grant| grant == "refresh_token");
        if self.server.grant_types_supported.as_ref().is_none_or(refreshes) {
            grants.push("refresh_token");
        }
        json!({
            "client_name": self.wishes.client_name,
            "application_type": "native",
            "redirect_uris": [self.redirect_uri],
            "grant_types": grants,
            "response_types": ["code"],
            "token_endpoint_auth_method": method.name(),
        })
    }

    fn registered(&self, fields: Map<String, Value>) -> Result<Client, &'static str> {
        let answer: Registered =
            serde_json::from_value(Value::Object(fields)).map_err(|_| "it is not a registration")?;
        let id = answer.client_id.filter(|id| !id.is_empty()).ok_or("there is no client_id")?;
        let redirect_uris = answer.redirect_uris.unwrap_or_else(|| vec![self.redirect_uri.to_owned()]);
        if !redirect_uris.iter().any(|known| fits(known, self.redirect_uri)) {
            return Err("it is for another redirect address");
        }
        let secret = answer.client_secret.filter(|secret| !secret.expose_secret().is_empty());
        let method = answer.token_endpoint_auth_method.as_deref().and_then(ClientAuthentication::named);
        let authentication = self.authentication(method, secret.is_some());
        let management = answer.registration_client_uri.zip(answer.registration_access_token);
        let registration = management.and_then(|(uri, access_token)| {
            let uri = checks::endpoint(self.http, "registration_client_uri", &uri).ok()?;
            Some(Management { uri, access_token })
        });
        let secret_expires_at = answer.client_secret_expires_at.as_ref().and_then(moment);
        if secret.is_some() && secret_expires_at.is_some_and(|expiry| expiry <= now()) {
            return Err("its secret has expired already");
        }
        let client = self.client(&id, ClientOrigin::Dynamic, authentication);
        Ok(Client { secret, redirect_uris, secret_expires_at, registration, ..client })
    }
}

/// The answer of RFC 7591 §3.2.1, as far as it matters later.
#[derive(Deserialize)]
struct Registered {
    client_id: Option<String>,
    client_secret: Option<SecretString>,
    client_secret_expires_at: Option<Value>,
    token_endpoint_auth_method: Option<String>,
    redirect_uris: Option<Vec<String>>,
    registration_client_uri: Option<String>,
    registration_access_token: Option<SecretString>,
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// Seconds since 1970 as a number or a text; zero means never.
fn moment(value: &Value) -> Option<u64> {
    let seconds = match value {
        Value::Number(number) => number.as_u64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (seconds > 0).then_some(seconds)
}

/// Removes a dynamic registration (RFC 7592). One that is gone already is removed.
pub async fn deregister(http: &Http, management: &Management) -> Result<(), Error> {
    let what = "registration_client_uri";
    let uri = checks::endpoint(http, what, management.uri.as_str())?;
    let mut token =
        HeaderValue::try_from(format!("Bearer {}", management.access_token.expose_secret())).map_err(
            |_| Error::Malformed { url: checks::shown(&uri), reason: "its token cannot be sent".into() },
        )?;
    token.set_sensitive(true);
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, token);
    let (method, within) = (Method::DELETE, http.timeout());
    let reply = http.send(Outgoing { what, method, url: &uri, headers, body: Bytes::new(), within }).await?;
    if reply.is_success() || matches!(reply.status, 401 | 404 | 410) {
        return Ok(());
    }
    let (error, description) = refusal(reply.status, &reply.body, &[management.access_token.expose_secret()]);
    Err(Error::RegistrationRefused { error, description })
}
