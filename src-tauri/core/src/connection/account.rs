//! An account: who a connection is signed in as.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Millis;

/// Identifies a sign-in for good, whatever its label and whichever connections use it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct CredentialId(pub Uuid);

impl fmt::Display for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for CredentialId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CredentialId({})", self.0)
    }
}

/// A signed-in account as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// Which.
    pub id: CredentialId,
    /// What the server calls it, or what the person does.
    pub label: String,
    /// Who issued its tokens.
    pub issuer: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When the access token ends; it is renewed before.
    pub expires_at: Option<Millis>,
    /// Whether that happens without the person.
    pub refreshable: bool,
    /// When the person signed in.
    pub signed_in_at: Millis,
    /// The sign-in ended and cannot be renewed.
    pub expired: bool,
    /// The connection asked about uses this account.
    pub in_use: bool,
    /// Names of other connections that may use it.
    pub shared_with: Vec<String>,
}
