//! A sign-in as hosts ask for it and see it. Nothing here carries a secret.

use std::fmt;

use hitchpost_oauth::ClientOrigin;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::connection::{ConnectionId, Millis};

/// Identifies one attempt to sign in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct SignInId(pub Uuid);

impl fmt::Display for SignInId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for SignInId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignInId({})", self.0)
    }
}

/// What a host wants of a sign-in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignInRequest {
    /// Keep the account there is, and add one beside it.
    pub new_account: bool,
    /// Further scopes that a server asked for.
    pub scopes: Vec<String>,
    /// This host receives `hitchpost://` links.
    pub deep_links: bool,
}

/// A sign-in that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SignInStarted {
    /// How far it is.
    pub sign_in: SignInView,
}

/// A sign-in under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SignInView {
    /// Which attempt.
    pub id: SignInId,
    /// Of which connection.
    pub connection_id: ConnectionId,
    /// How far it is.
    pub phase: SignInPhase,
    /// The host of the page that opens, once it is known.
    pub host: Option<String>,
    /// What is asked for.
    pub scopes: Vec<String>,
    /// Where the browser comes back to.
    pub redirect_uri: Option<String>,
    /// As whom Hitchpost introduces itself.
    pub registered: Option<RegisteredAs>,
    /// When it began.
    pub started_at: Millis,
    /// When it is given up.
    pub deadline: Millis,
}

/// How far a sign-in is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SignInPhase {
    /// Finding out where to sign in.
    Discovering,
    /// Introducing this app.
    Registering,
    /// The person is in the browser.
    Waiting,
    /// Getting the token.
    Exchanging,
}

/// As whom Hitchpost introduces itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum RegisteredAs {
    /// As the app the person registered.
    OwnApp,
    /// With its metadata document.
    MetadataDocument,
    /// As it registered itself.
    Dynamic,
}

impl From<ClientOrigin> for RegisteredAs {
    fn from(origin: ClientOrigin) -> Self {
        match origin {
            ClientOrigin::Own => Self::OwnApp,
            ClientOrigin::MetadataDocument => Self::MetadataDocument,
            ClientOrigin::Dynamic => Self::Dynamic,
        }
    }
}
