//! A connection as the window and the command line see it. Nothing here carries a secret.

use serde::Serialize;

use super::{
    AsksView, CommandView, ConnectionId, EraChoice, Millis, NetworkView, OAuthView, TransportChoice,
};
use crate::session::SessionStatus;

/// What the window and the command line see of a connection. Carries no secret.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// Stable identity.
    pub id: ConnectionId,
    /// 1–64 characters, unique.
    pub name: String,
    /// `a-z0-9-`, unique; agents see its tools as `mcp__<slug>__<tool>`.
    pub slug: String,
    /// Where it leads.
    pub target: TargetView,
    /// How it proves who we are, with the secrets left out.
    pub auth: AuthView,
    /// Era pinned by the person, or automatic.
    pub era: EraChoice,
    /// What the server may ask.
    pub asks: AsksView,
    /// Seconds to wait for a connection, 1–600.
    pub connect_timeout_s: u32,
    /// Seconds to wait for an answer, 1–600.
    pub request_timeout_s: u32,
    /// The person accepted sending a secret over unencrypted http to this host.
    pub allow_plain_http: bool,
    /// When it was added.
    pub created_at: Millis,
    /// When a tool was last called or the server last connected.
    pub last_used_at: Option<Millis>,
    /// Calls of its tools that are in the history; they outlive it.
    pub history_entries: u32,
    /// The live state.
    pub status: SessionStatus,
}

/// Where a connection leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum TargetView {
    /// The sample server inside Hitchpost.
    Sample,
    /// A server on the network.
    Url {
        /// The address with secret query values shown as `••••`.
        url: String,
        /// Names of the query parameters whose values are in the keychain.
        hidden_query: Vec<String>,
        /// What may be tried.
        transport: TransportChoice,
        /// The way there.
        network: NetworkView,
    },
    /// A program on this computer.
    Command {
        /// Which, and how it is started.
        command: CommandView,
    },
}

/// Authentication as shown: what is sent and when its secret was saved, never the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum AuthView {
    /// Nothing is sent.
    None,
    /// One token on one header.
    Token {
        /// For example `Authorization`.
        header: String,
        /// For example `Bearer`; empty when the token is the whole value.
        prefix: String,
        /// When the token was saved; absent when it is missing.
        saved_at: Option<Millis>,
    },
    /// Any number of headers.
    Headers {
        /// In the order they were entered.
        rows: Vec<HeaderView>,
    },
    /// OAuth 2.0.
    #[serde(rename = "oauth")]
    OAuth {
        /// How, and who is signed in.
        settings: Box<OAuthView>,
    },
}

/// One custom header as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct HeaderView {
    /// The header's name.
    pub name: String,
    /// Its value, unless that is a secret.
    pub value: HeaderValueView,
}

/// The value of a header or an environment variable as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum HeaderValueView {
    /// An ordinary value, kept in the database.
    Plain {
        /// The value itself.
        value: String,
    },
    /// A secret value, kept in the keychain.
    Secret {
        /// When it was saved; absent when it is missing.
        saved_at: Option<Millis>,
    },
}

/// A connection that was removed and can still be brought back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Removed {
    /// Which.
    pub id: ConnectionId,
    /// Its name.
    pub name: String,
    /// Until when `undo_remove` works.
    pub undo_until: Millis,
    /// History entries that stay.
    pub history_entries: u32,
}

/// The server at the other end, in its own words. Claims, not facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ServerView {
    /// Its name.
    pub name: String,
    /// Its title, if it has one.
    pub title: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// The revision spoken, such as `2026-07-28`.
    pub protocol: String,
    /// The era of that revision.
    pub era: Era,
    /// How messages travel.
    pub transport: Transport,
    /// Instructions for agents.
    pub instructions: Option<String>,
}

/// How messages travel to a server and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// A POST each, answered where it was sent.
    StreamableHttp,
    /// The older one: answers come on a stream of their own.
    HttpSse,
    /// A program's standard input and output.
    Stdio,
}

/// The two protocol eras.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Era {
    /// 2025-11-25 and earlier.
    Legacy,
    /// 2026-07-28 and later.
    Modern,
}
