//! Where requests go and what they carry: a connection with its secrets filled in.

use hitchpost_mcp::{HeaderName, HeaderValue, is_secret_name};
use url::Url;

use crate::app::Result;
use crate::connection::{Auth, Target, Unresolved};
use crate::credential::{Redactor, Secrets, Slot, masked};
use crate::failure::{Context, Failure};

/// Everything that is sent, for as long as a session lives. Not printable: it holds secrets.
pub(crate) struct Endpoint {
    pub url: Url,
    /// Secret values are marked sensitive.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// What is sent, masked, such as `Authorization: Bearer ••1f3a`.
    pub credential: Option<String>,
    pub redactor: Redactor,
}

impl Endpoint {
    /// Fills in the secrets. `sample` is the address of the running sample server.
    pub fn new(target: &Target, auth: &Auth, secrets: &Secrets, sample: Option<Url>) -> Result<Self> {
        let url = match target {
            Target::Sample => sample
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
        let mut headers = Vec::new();
        for (name, value, secret) in values(auth, secrets)? {
            headers.push(header(&name, &value, secret)?);
        }
        let redactor = Redactor::new(secrets);
        Ok(Self { url, headers, credential: credential(target, auth, secrets), redactor })
    }

    /// An address to which nothing secret is sent.
    pub fn open(url: Url) -> Self {
        Self { url, headers: Vec::new(), credential: None, redactor: Redactor::default() }
    }

    /// What a failure on the way there is told about.
    pub fn context(&self) -> Context<'_> {
        Context { url: &self.url, credential: self.credential.as_deref(), redactor: &self.redactor }
    }
}

fn missing(slot: &Slot) -> Failure {
    Failure::SecretMissing { what: slot.label().to_owned() }
}

/// Name, value and whether the value is secret.
fn values(auth: &Auth, secrets: &Secrets) -> Result<Vec<(String, String, bool)>> {
    match auth {
        Auth::None => Ok(Vec::new()),
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
        Auth::None => {}
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
