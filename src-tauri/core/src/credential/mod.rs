//! What proves us to a server: which secrets a connection has, and how they get into the keychain and out of it.

mod saving;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

pub(crate) use hitchpost_mcp::Redactor;
pub(crate) use saving::{ABANDONED_AFTER, Vault};

use crate::connection::Millis;

/// Names one saved secret for good. A replaced secret is a new credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CredentialId(pub Uuid);

impl fmt::Display for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a secret is for, within its connection.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    Token,
    /// The header's name in lower case.
    Header(String),
    /// The query parameter's name; see `ServerUrl::hidden`.
    Query(String),
}

impl Slot {
    /// The slot of a header, whichever way its name is written.
    pub fn header(name: &str) -> Self {
        Self::Header(name.to_ascii_lowercase())
    }

    /// How a person would call it.
    pub fn label(&self) -> &str {
        match self {
            Self::Token => "token",
            Self::Header(name) | Self::Query(name) => name,
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token => f.write_str("token"),
            Self::Header(name) => write!(f, "header:{name}"),
            Self::Query(name) => write!(f, "query:{name}"),
        }
    }
}

impl FromStr for Slot {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "token" => Ok(Self::Token),
            Some(("header", name)) => Ok(Self::Header(name.to_owned())),
            Some(("query", name)) => Ok(Self::Query(name.to_owned())),
            _ => Err(format!("unknown kind of secret `{text}`")),
        }
    }
}

/// One keychain item: its identity and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub credential: CredentialId,
    pub slot: Slot,
}

impl Item {
    fn new(slot: Slot) -> Self {
        Self { credential: CredentialId(Uuid::new_v4()), slot }
    }

    /// Its name in the keychain, within our service. Does not change with the connection's name.
    pub fn account(&self) -> String {
        format!("{}/{}", self.credential, self.slot)
    }
}

/// A secret that was saved: everything but the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SavedSecret {
    pub credential: CredentialId,
    pub slot: Slot,
    pub saved_at: Millis,
}

impl SavedSecret {
    fn item(&self) -> Item {
        Item { credential: self.credential, slot: self.slot.clone() }
    }
}

/// The secrets of one connection, for as long as they are needed.
#[derive(Default)]
pub(crate) struct Secrets(BTreeMap<Slot, SecretString>);

impl Secrets {
    pub fn insert(&mut self, slot: Slot, secret: SecretString) {
        self.0.insert(slot, secret);
    }

    /// Hands a secret to the one place that sends it.
    pub fn expose(&self, slot: &Slot) -> Option<&str> {
        self.0.get(slot).map(ExposeSecret::expose_secret)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Slot, &str)> {
        self.0.iter().map(|(slot, secret)| (slot, secret.expose_secret()))
    }
}

/// As much of a secret as may be shown: its end, when enough stays hidden.
pub(crate) fn masked(secret: &str) -> String {
    let length = secret.chars().count();
    let shown: String = if length > 12 { secret.chars().skip(length - 4).collect() } else { String::new() };
    format!("••{shown}")
}
