//! What proves us to a server: which secrets there are, how they get into the keychain and out of it, and how the
//! tokens of an account stay fresh.

mod account;
mod adopting;
mod asking;
mod bounds;
mod broker;
mod granting;
mod locks;
mod parting;
mod refreshing;
mod removing;
mod saving;
mod slot;

use std::collections::BTreeMap;
use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

pub(crate) use account::{AccessToken, Credential, Tokens};
pub(crate) use asking::Identity;
pub(crate) use bounds::Bounds;
pub(crate) use broker::Broker;
pub(crate) use granting::{Account, Grantee};
pub(crate) use hitchpost_mcp::Redactor;
pub(crate) use locks::Locks;
pub(crate) use removing::has_leftovers;
pub(crate) use saving::{ABANDONED_AFTER, Vault};
pub(crate) use slot::Slot;

use crate::connection::{ConnectionId, CredentialId, Millis};
use crate::sign_in::SignInId;

/// Names one saved secret for good. A replaced secret is a new item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ItemId(pub Uuid);

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Identifies a client identity at an authorization server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ClientId(pub Uuid);

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whose a keychain item is; the slot tells what kind of owner it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner(Uuid);

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<ConnectionId> for Owner {
    fn from(id: ConnectionId) -> Self {
        Self(id.0)
    }
}

impl From<CredentialId> for Owner {
    fn from(id: CredentialId) -> Self {
        Self(id.0)
    }
}

impl From<ClientId> for Owner {
    fn from(id: ClientId) -> Self {
        Self(id.0)
    }
}

impl From<SignInId> for Owner {
    fn from(id: SignInId) -> Self {
        Self(id.0)
    }
}

/// One keychain item: its identity and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    pub id: ItemId,
    pub slot: Slot,
}

impl Item {
    fn new(slot: Slot) -> Self {
        Self { id: ItemId(Uuid::new_v4()), slot }
    }

    /// Its name in the keychain, within our service. Does not change with the connection's name.
    pub fn account(&self) -> String {
        format!("{}/{}", self.id, self.slot)
    }
}

/// A secret that was saved: everything but the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SavedSecret {
    pub item: ItemId,
    pub slot: Slot,
    pub saved_at: Millis,
}

impl SavedSecret {
    fn item(&self) -> Item {
        Item { id: self.item, slot: self.slot.clone() }
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
