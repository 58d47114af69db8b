//! Where requests go and what they carry: a connection with its secrets filled in.

use std::sync::Arc;

use hitchpost_mcp::{Command, HeaderName, HeaderValue, is_secret_name};
use hitchpost_net::Network;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::Authorizer;
use crate::app::Result;
use crate::connection::{Auth, Connection, CredentialId, Target, TransportChoice, Unresolved};
use crate::credential::{Broker, Redactor, Secrets, Slot, masked};
use crate::failure::{At, Context, Failure};

/// Where a session leads.
pub(crate) enum Place {
    Url {
        url: Url,
        transport: TransportChoice,
        network: Box<Network>,
    },
    Program {
        /// As it was typed.
        typed: String,
        command: Box<Command>,
    },
}

/// Everything that is sent, for as long as a session lives. Not printable: it holds secrets.
pub(crate) struct Endpoint {
    pub place: Place,
    /// Secret values are marked sensitive.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// What is sent, masked, such as `Authorization: Bearer ••1f3a`.
    pub credential: Option<String>,
    pub redactor: Redactor,
    /// Supplies the access token, where there is an account.
    pub authorizer: Option<Arc<Authorizer>>,
}

impl Endpoint {
    /// On the network, with the secrets filled in. `sample` is the address of the running sample server.
    pub fn new(
        connection: &Connection,
        network: Network,
        secrets: &Secrets,
        sample: Option<Url>,
    ) -> Result<Self> {
        let (target, auth) = (&connection.target, &connection.auth);
        let url = match target {
            Target::Sample | Target::Command { .. } => sample
                .ok_or_else(|| Failure::Internal { reason: "the sample server is not running".to_owned() })?,
            Target::Url { url } => url
                .resolve(|name| secrets.expose(&Slot::Query(name.to_owned())))
                .map_err(|fault| match fault {
                    Unresolved::Missing(name) => missing(&Slot::Query(name)),
                    Unresolved::Unparsable(error) => {
                        Failure::Internal { reason: format!("a saved address is damaged: {error}") }
                    }
                })?,
        };
        let values = values(auth, secrets)?;
        let redactor = redactor(&url, &values, secrets);
        let headers =
            values.iter().map(|(name, value, secret)| header(name, value, *secret)).collect::<Result<_>>()?;
        let place = Place::Url { url, transport: connection.transport, network: Box::new(network) };
        Ok(Self { place, headers, credential: credential(target, auth, secrets), redactor, authorizer: None })
    }

    /// A program on this computer.
    pub fn program(typed: String, command: Command, secrets: &Secrets) -> Self {
        let redactor = Redactor::by_line(secrets.iter().map(|(_, secret)| secret));
        let place = Place::Program { typed, command: Box::new(command) };
        Self { place, headers: Vec::new(), credential: None, redactor, authorizer: None }
    }

    /// An address to which nothing secret is sent.
    pub fn open(url: Url, transport: TransportChoice, network: Network) -> Self {
        let place = Place::Url { url, transport, network: Box::new(network) };
        Self { place, headers: Vec::new(), credential: None, redactor: Redactor::default(), authorizer: None }
    }

    /// The address, of those on the network.
    pub fn url(&self) -> Option<&Url> {
        match &self.place {
            Place::Url { url, .. } => Some(url),
            Place::Program { .. } => None,
        }
    }

    /// The way there, of those on the network.
    pub fn network(&self) -> Network {
        match &self.place {
            Place::Url { network, .. } => (**network).clone(),
            Place::Program { .. } => Network::default(),
        }
    }

    /// Whether the server's certificate is not checked.
    pub fn is_insecure(&self) -> bool {
        matches!(&self.place, Place::Url { url, network, .. }
            if url.scheme() == "https" && network.accept_invalid_certificate)
    }

    /// The same, with an account's access token.
    pub fn signed_in(self, broker: Broker, account: CredentialId) -> Self {
        let authorizer = Authorizer::new(broker, account, self.redactor.clone());
        Self { authorizer: Some(Arc::new(authorizer)), ..self }
    }

    /// The same, with an access token that is tried once and kept nowhere.
    pub fn with_token(mut self, token: &SecretString) -> Result<Self> {
        self.redactor.learn(token.expose_secret());
        self.headers.push(header("Authorization", &format!("Bearer {}", token.expose_secret()), true)?);
        Ok(self)
    }

    /// The account whose token is sent.
    pub fn account(&self) -> Option<CredentialId> {
        self.authorizer.as_deref().map(Authorizer::account)
    }

    /// What a failure on the way there is told about.
    pub fn context(&self) -> Context<'_> {
        Context {
            place: match &self.place {
                Place::Url { url, .. } => At::Url(url),
                Place::Program { typed, .. } => At::Program(typed),
            },
            credential: self.credential.as_deref(),
            redactor: &self.redactor,
            authorizer: self.authorizer.as_deref(),
        }
    }
}

/// Knows what is in the keychain, and what was entered in the open under a secret's name.
fn redactor(url: &Url, headers: &[(String, String, bool)], secrets: &Secrets) -> Redactor {
    let saved = secrets.iter().map(|(_, secret)| secret);
    let sent = headers.iter().filter(|(_, _, secret)| *secret).map(|(_, value, _)| value.as_str());
    let pairs = url.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let in_url = pairs.filter(|(name, _)| is_secret_name(name)).map(|(_, value)| value);
    Redactor::new(saved.chain(sent).chain(in_url))
}

fn missing(slot: &Slot) -> Failure {
    Failure::SecretMissing { what: slot.label().to_owned() }
}

/// Name, value and whether the value is secret.
fn values(auth: &Auth, secrets: &Secrets) -> Result<Vec<(String, String, bool)>> {
    match auth {
        // An access token changes while the session lives.
        Auth::None | Auth::OAuth { .. } => Ok(Vec::new()),
        Auth::Token { header, prefix } => {
            let token = secrets.expose(&Slot::Token).ok_or_else(|| missing(&Slot::Token))?;
            let value = if prefix.is_empty() { token.to_owned() } else { format!("{prefix} {token}") };
            Ok(vec![(header.clone(), value, true)])
        }
        Auth::Headers { rows } => rows
            .iter()
            .map(|row| match &row.plain {
                Some(value) => Ok((row.name.clone(), value.clone(), is_secret_name(&row.name))),
                None => {
                    let slot = Slot::header(&row.name);
                    let value = secrets.expose(&slot).ok_or_else(|| missing(&slot))?;
                    Ok((row.name.clone(), value.to_owned(), true))
                }
            })
            .collect(),
    }
}

fn header(name: &str, value: &str, secret: bool) -> Result<(HeaderName, HeaderValue)> {
    let damaged = || Failure::Internal { reason: format!("the saved header {name} can't be sent") };
    // Checked to be Latin-1 when it was entered.
    let bytes: Vec<u8> =
        value.chars().map(u8::try_from).collect::<std::result::Result<_, _>>().map_err(|_| damaged())?;
    let mut value = HeaderValue::from_bytes(&bytes).map_err(|_| damaged())?;
    value.set_sensitive(secret);
    Ok((name.parse().map_err(|_| damaged())?, value))
}

fn credential(target: &Target, auth: &Auth, secrets: &Secrets) -> Option<String> {
    let mut shown = Vec::new();
    if let Target::Url { url } = target {
        for name in url.hidden() {
            let secret = secrets.expose(&Slot::Query(name.clone()))?;
            shown.push(format!("?{name}={}", masked(secret)));
        }
    }
    match auth {
        Auth::None | Auth::OAuth { .. } => {}
        Auth::Token { header, prefix } => {
            let space = if prefix.is_empty() { "" } else { " " };
            shown.push(format!("{header}: {prefix}{space}{}", masked(secrets.expose(&Slot::Token)?)));
        }
        Auth::Headers { rows } => {
            for row in rows.iter().filter(|row| row.plain.is_none()) {
                shown.push(format!("{}: {}", row.name, masked(secrets.expose(&Slot::header(&row.name))?)));
            }
        }
    }
    (!shown.is_empty()).then(|| shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connection::HeaderRow;

    #[test]
    fn what_was_entered_in_the_open_under_a_secrets_name_is_redacted() {
        let row =
            |name: &str, value: &str| HeaderRow { name: name.to_owned(), plain: Some(value.to_owned()) };
        let rows = vec![
            row("Authorization", "Bearer in-the-open"),
            row("X-Session-Id", "sess-4711"),
            row("X-Tenant", "acme-tenant"),
        ];
        let sample = Url::parse("http://127.0.0.1:1/mcp?client_key=query-value&page=second").unwrap();
        let connection = Connection { auth: Auth::Headers { rows }, ..Connection::sample(0) };
        let endpoint =
            Endpoint::new(&connection, Network::default(), &Secrets::default(), Some(sample)).unwrap();
        let cleaned = endpoint.redactor.clean("in-the-open sess-4711 acme-tenant query-value second");
        assert_eq!(cleaned, "•••• •••• acme-tenant •••• second");
        assert_eq!(endpoint.headers.iter().filter(|(_, value)| value.is_sensitive()).count(), 2);
    }
}
