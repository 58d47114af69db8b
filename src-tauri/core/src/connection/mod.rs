//! A connection: a saved way to reach a server, and the rules that make one valid.

mod account;
mod approval;
mod asks;
mod check;
mod command;
mod header;
mod health;
mod invisible;
mod issue;
mod linked;
mod network;
mod oauth;
mod report;
mod request;
mod server_url;
mod slug;
mod view;

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use account::{AccountView, CredentialId};
pub(crate) use approval::Approval;
pub use approval::ApprovalView;
pub(crate) use asks::{Asks, Root};
pub use asks::{AsksRequest, AsksView, RootRequest, RootView};
pub(crate) use check::{Draft, Known, SecretChange, check, check_metadata_url, free_name};
pub(crate) use command::{CommandLine, EnvRow};
pub use command::{CommandRequest, CommandView, EnvRequest, EnvView};
pub use health::HealthReport;
pub(crate) use hitchpost_net::{Reach, reach};
pub use invisible::is_invisible;
pub(crate) use invisible::tidy_name;
pub use issue::{Checked, Field, FieldIssue, Issue, Severity};
pub use linked::{LinkedAddress, names_secret};
pub use network::{NetworkRequest, NetworkView, ProxyRequest, ProxyView, TransportChoice};
pub(crate) use network::{NetworkSettings, ProxySettings};
pub use oauth::{
    ClientAuthentication, ExtraParameter, Grant, OAuthRequest, OAuthView, PkceChoice, RedirectMode,
    Registration, ResourceRequest,
};
pub(crate) use oauth::{DEEP_LINK, OAuthSettings, OWN_APP_PORT, loopback_uri};
pub use report::{AuthNeed, OAuthNeed, ProbeReport, ProbeStep, StepKind, StepOutcome};
pub use request::{
    AuthRequest, ConnectionRequest, HeaderRequest, HeaderValueRequest, SecretInput, TargetRequest,
};
pub(crate) use server_url::{ServerUrl, Unresolved, parse_url, suggested_name};
pub(crate) use slug::slug;
pub use view::{
    AuthView, ConnectionView, Era, HeaderValueView, HeaderView, Removed, ServerView, TargetView, Transport,
};

use crate::credential::{SavedSecret, Slot};
use crate::session::SessionStatus;

/// Milliseconds since the Unix epoch. Fits a JavaScript number exactly.
pub type Millis = i64;

/// Identifies a connection for good. Keychain entries and history hang on it, never on a name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct ConnectionId(pub Uuid);

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConnectionId({})", self.0)
    }
}

/// Which protocol era to speak: ask the server, or pin it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum EraChoice {
    /// Probe with `server/discover`, fall back to `initialize`.
    #[default]
    Auto,
    /// 2026-07-28 and later: stateless requests.
    Modern,
    /// 2025-11-25 and earlier: `initialize` and a session.
    Legacy,
}

/// The name and slug of the built-in sample connection.
pub(crate) const SAMPLE: (&str, &str) = ("Sample server", "sample");

/// The revision of a connection that was just added.
pub(crate) const FIRST_REVISION: i64 = 1;

/// A connection as it is saved. It names its secrets and never holds one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Connection {
    pub id: ConnectionId,
    pub name: String,
    pub slug: String,
    pub target: Target,
    pub auth: Auth,
    /// The account in use; it is decided apart from the rest.
    pub credential: Option<CredentialId>,
    pub era: EraChoice,
    pub transport: TransportChoice,
    pub network: NetworkSettings,
    pub asks: Asks,
    /// The command the person has approved last; it is decided apart from the rest.
    pub approved: Option<Approval>,
    pub connect_timeout_s: u32,
    pub request_timeout_s: u32,
    pub allow_plain_http: bool,
    pub enabled: bool,
    /// Counts up with every change; a session that connected under an older one says so.
    pub revision: i64,
    pub created_at: Millis,
    pub last_used_at: Option<Millis>,
}

/// Where a connection leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Target {
    Sample,
    Url { url: ServerUrl },
    Command { command: CommandLine },
}

/// What was found out about a connection for showing it.
pub(crate) struct Surroundings<'a> {
    pub saved: &'a [SavedSecret],
    pub accounts: &'a [AccountView],
    pub history_entries: u32,
    pub status: SessionStatus,
    /// What has to be approved for its command to run; of commands only.
    pub approval: Option<&'a Approval>,
}

/// How a connection proves who we are; the secrets themselves are in the keychain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(clippy::enum_variant_names, reason = "OAuth is the name of a protocol")]
pub(crate) enum Auth {
    None,
    Token {
        header: String,
        prefix: String,
    },
    Headers {
        rows: Vec<HeaderRow>,
    },
    #[serde(rename = "oauth")]
    OAuth {
        settings: Box<OAuthSettings>,
    },
}

/// One custom header; a row without a value has it in the keychain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HeaderRow {
    pub name: String,
    pub plain: Option<String>,
}

/// Where a connection leads, as it is shown: the address without its keys, or the command in one line. Empty for the
/// sample server.
pub(crate) fn shown(target: &Target) -> String {
    match target {
        Target::Sample => String::new(),
        Target::Url { url } => url.shown().to_owned(),
        Target::Command { command } => command.line(),
    }
}

impl Connection {
    /// The built-in sample server, ready to be saved.
    pub fn sample(now: Millis) -> Self {
        Self {
            id: ConnectionId(Uuid::new_v4()),
            name: SAMPLE.0.to_owned(),
            slug: SAMPLE.1.to_owned(),
            target: Target::Sample,
            auth: Auth::None,
            credential: None,
            era: EraChoice::Auto,
            transport: TransportChoice::Auto,
            network: NetworkSettings::default(),
            asks: Asks::default(),
            approved: None,
            connect_timeout_s: 15,
            request_timeout_s: 60,
            allow_plain_http: false,
            enabled: true,
            revision: FIRST_REVISION,
            created_at: now,
            last_used_at: None,
        }
    }

    /// What a host may see of it.
    pub fn view(&self, around: Surroundings<'_>) -> ConnectionView {
        let Surroundings { saved, accounts, history_entries, status, approval } = around;
        ConnectionView {
            id: self.id,
            name: self.name.clone(),
            slug: self.slug.clone(),
            target: self.target_view(saved, approval),
            auth: self.auth_view(saved, accounts),
            era: self.era,
            asks: self.asks.view(),
            connect_timeout_s: self.connect_timeout_s,
            request_timeout_s: self.request_timeout_s,
            allow_plain_http: self.allow_plain_http,
            created_at: self.created_at,
            last_used_at: self.last_used_at,
            history_entries,
            status,
        }
    }

    fn target_view(&self, saved: &[SavedSecret], approval: Option<&Approval>) -> TargetView {
        match &self.target {
            Target::Sample => TargetView::Sample,
            Target::Url { url } => TargetView::Url {
                url: url.shown().to_owned(),
                hidden_query: url.hidden().to_vec(),
                transport: self.transport,
                network: self.network.view(saved_at(saved, &Slot::ProxyPassword)),
            },
            Target::Command { command } => TargetView::Command {
                command: CommandView {
                    program: command.program.clone(),
                    args: command.args.clone(),
                    env: command
                        .env
                        .iter()
                        .map(|row| EnvView {
                            name: row.name.clone(),
                            value: value_view(row.plain.as_ref(), saved, &Slot::Env(row.name.clone())),
                        })
                        .collect(),
                    directory: command.directory.clone(),
                    per_call: command.per_call,
                    approved: approval.is_some_and(|now| now.is_covered_by(self.approved.as_ref())),
                    resolved: approval.and_then(|now| now.resolved.clone()),
                    line: command.line(),
                },
            },
        }
    }

    fn auth_view(&self, saved: &[SavedSecret], accounts: &[AccountView]) -> AuthView {
        match &self.auth {
            Auth::None => AuthView::None,
            Auth::Token { header, prefix } => AuthView::Token {
                header: header.clone(),
                prefix: prefix.clone(),
                saved_at: saved_at(saved, &Slot::Token),
            },
            Auth::Headers { rows } => AuthView::Headers {
                rows: rows
                    .iter()
                    .map(|row| HeaderView {
                        name: row.name.clone(),
                        value: value_view(row.plain.as_ref(), saved, &Slot::header(&row.name)),
                    })
                    .collect(),
            },
            Auth::OAuth { settings } => AuthView::OAuth {
                settings: Box::new(settings.view(
                    saved_at(saved, &Slot::ClientSecret),
                    saved_at(saved, &Slot::PrivateKey),
                    accounts,
                )),
            },
        }
    }
}

fn saved_at(saved: &[SavedSecret], slot: &Slot) -> Option<Millis> {
    saved.iter().find(|secret| secret.slot == *slot).map(|secret| secret.saved_at)
}

fn value_view(plain: Option<&String>, saved: &[SavedSecret], slot: &Slot) -> HeaderValueView {
    match plain {
        Some(value) => HeaderValueView::Plain { value: value.clone() },
        None => HeaderValueView::Secret { saved_at: saved_at(saved, slot) },
    }
}
