//! What must survive a restart between the browser's opening and its return. All of it is one item in the keychain.

use hitchpost_oauth::{Client, Pending};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{SignInPhase, SignInView, Waiting};
use crate::store::WaitingSignIn;

/// A [`Waiting`] and the page to open, as they are written.
#[derive(Serialize)]
struct Written<'a> {
    url: &'a Url,
    server: &'a Url,
    pending: &'a str,
    client: &'a Client,
    client_secret: Option<&'a str>,
}

/// The same, as they are read.
#[derive(Deserialize)]
struct Read {
    url: Url,
    server: Url,
    pending: SecretString,
    client: Client,
    client_secret: Option<SecretString>,
}

impl Waiting {
    /// As one text for the keychain. A private key stays with its connection.
    pub fn to_secret(&self, url: &Url) -> serde_json::Result<SecretString> {
        let (pending, client_secret) = (self.pending.to_secret(), self.client.to_secret());
        let written = Written {
            url,
            server: &self.server,
            pending: pending.expose_secret(),
            client: &self.client,
            client_secret: client_secret.as_ref().map(ExposeSecret::expose_secret),
        };
        serde_json::to_string(&written).map(SecretString::from)
    }

    /// From that text; nothing when it is no such thing.
    pub fn from_secret(text: &SecretString) -> Option<(Self, Url)> {
        let Read { url, server, pending, client, client_secret } =
            serde_json::from_str(text.expose_secret()).ok()?;
        let pending = Pending::from_secret(&pending).ok()?;
        let client = match client_secret {
            Some(secret) => client.with_secret(&secret)?,
            None => client,
        };
        Some((Self { pending, client, server }, url))
    }
}

impl WaitingSignIn {
    /// What a host sees of an attempt that was taken up again.
    pub fn view(&self) -> SignInView {
        SignInView {
            id: self.id,
            connection_id: self.connection,
            phase: SignInPhase::Waiting,
            host: Some(self.host.clone()),
            scopes: self.scopes.clone(),
            redirect_uri: Some(self.redirect_uri.clone()),
            registered: self.registered,
            started_at: self.created_at,
            deadline: self.deadline,
        }
    }
}
