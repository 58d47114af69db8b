//! A connection: a saved way to reach a server, and the rules that make one valid.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::failure::Failure;
use crate::secret::SecretText;
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
    /// A Streamable HTTP endpoint.
    Url {
        /// The address with secret query values shown as `••••`.
        url: String,
        /// Names of the query parameters whose values are in the keychain.
        hidden_query: Vec<String>,
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

/// A header's value as shown.
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

/// What a person enters to add or configure a connection. Secrets travel in, never out.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConnectionRequest {
    /// The address as typed. `••••` in a query value keeps the saved one.
    pub url: String,
    /// Blank takes the server's title, or the host.
    pub name: String,
    /// How to prove who we are.
    pub auth: AuthRequest,
    /// Era pinned by the person, or automatic.
    #[serde(default)]
    pub era: EraChoice,
    /// Seconds, 1–600.
    pub connect_timeout_s: u32,
    /// Seconds, 1–600.
    pub request_timeout_s: u32,
    /// Consent to send a secret over unencrypted http.
    #[serde(default)]
    pub allow_plain_http: bool,
}

/// Authentication as entered.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum AuthRequest {
    /// Send nothing.
    None,
    /// One token on one header.
    Token {
        /// The header's name.
        header: String,
        /// May be empty.
        prefix: String,
        /// The token.
        token: SecretInput,
    },
    /// Any number of headers.
    Headers {
        /// In order.
        rows: Vec<HeaderRequest>,
    },
}

/// One custom header as entered.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeaderRequest {
    /// The header's name.
    pub name: String,
    /// Its value.
    pub value: HeaderValueRequest,
}

/// A header's value as entered.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum HeaderValueRequest {
    /// Kept in the database.
    Plain {
        /// The value itself.
        value: String,
    },
    /// Kept in the keychain.
    Secret {
        /// The secret.
        value: SecretInput,
    },
}

/// What to do with a secret field: “blank keeps, a value replaces, Forget removes”.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum SecretInput {
    /// Leave the saved secret as it is.
    Keep,
    /// Save this one.
    Set {
        /// The secret.
        value: SecretText,
    },
    /// Remove the saved secret.
    Forget,
}

/// The verdict on a request before it is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// The address as it will be saved, once it parses. Secret query values are masked.
    pub url: Option<String>,
    /// The name as it will be saved.
    pub name: String,
    /// The slug that follows from the name.
    pub slug: String,
    /// Everything to say about the fields, in form order.
    pub issues: Vec<FieldIssue>,
}

/// One remark on one field of a [`ConnectionRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct FieldIssue {
    /// Which field.
    pub field: Field,
    /// Whether it stops saving.
    pub severity: Severity,
    /// What it is; the window has the words.
    pub issue: Issue,
}

/// A field of the connection form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Field {
    /// Server URL.
    Url,
    /// Name.
    Name,
    /// Token.
    Token,
    /// Header that carries the token.
    TokenHeader,
    /// Prefix before the token.
    TokenPrefix,
    /// Name of a custom header.
    HeaderName {
        /// Zero-based row.
        row: u32,
    },
    /// Value of a custom header.
    HeaderValue {
        /// Zero-based row.
        row: u32,
    },
    /// Connect timeout.
    ConnectTimeout,
    /// Request timeout.
    RequestTimeout,
}

/// How much an issue matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Cannot be saved like this.
    Error,
    /// Can be saved; the person should know.
    Warning,
    /// Something was tidied up or recognised.
    Notice,
}

/// What is remarkable about a field. Data only; words belong to the host that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Issue {
    /// Nothing entered.
    UrlEmpty,
    /// Does not parse as an address.
    UrlUnparsable,
    /// A scheme other than http and https.
    UrlScheme {
        /// The scheme found.
        scheme: String,
    },
    /// A secret would travel unencrypted to a host that is not this computer. Error until consented.
    UrlPlainHttpSecret {
        /// That host.
        host: String,
    },
    /// `user:password@` in the address.
    UrlUserinfo,
    /// A fragment was cut off; servers never see it.
    UrlFragmentRemoved {
        /// What was cut, with the `#`.
        fragment: String,
    },
    /// Query parameters that look like keys; their values go to the keychain.
    UrlKeyInQuery {
        /// Their names.
        names: Vec<String>,
    },
    /// A project page (GitHub, npm, PyPI …), not an endpoint.
    UrlProjectPage {
        /// The host.
        host: String,
    },
    /// Another connection already has this address.
    UrlDuplicate {
        /// That connection.
        connection_id: ConnectionId,
        /// Its name.
        name: String,
    },
    /// An address no connection may use, such as a cloud metadata service.
    UrlAddressForbidden {
        /// The host.
        host: String,
    },
    /// Another connection already has this name.
    NameTaken {
        /// The name.
        name: String,
        /// A free one.
        suggestion: String,
    },
    /// Longer than 64 characters.
    NameTooLong {
        /// Its length in characters.
        length: u32,
    },
    /// Another connection's name gives the same slug.
    SlugTaken {
        /// The slug.
        slug: String,
        /// The name entered.
        name: String,
        /// The other connection's name.
        other: String,
    },
    /// The slug belongs to a built-in.
    SlugReserved {
        /// The slug.
        slug: String,
    },
    /// Token mode without a token.
    TokenEmpty,
    /// The token began with its prefix, which is added anyway.
    TokenPrefixRemoved {
        /// That prefix.
        prefix: String,
    },
    /// Line breaks were removed from the token.
    TokenLineBreaksJoined,
    /// The token looks like JSON or an `.env` line.
    TokenLooksStructured,
    /// No header name.
    HeaderNameEmpty,
    /// Not a legal header name.
    HeaderNameInvalid {
        /// The name entered.
        name: String,
    },
    /// Listed more than once.
    HeaderDuplicate {
        /// The name.
        name: String,
    },
    /// The protocol sets this header itself.
    HeaderOwned {
        /// The name.
        name: String,
    },
    /// No value.
    HeaderValueEmpty,
    /// The value contains CR or LF.
    HeaderValueLineBreak,
    /// The value contains a character that headers cannot carry.
    HeaderValueInvalid,
    /// A number outside its range.
    NumberRange {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
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

/// The result of a probe or a test: what was found, step by step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ProbeReport {
    /// The address that was tried, secrets masked.
    pub url: String,
    /// Every step in order, reached or not.
    pub steps: Vec<ProbeStep>,
    /// Total time in milliseconds.
    pub elapsed_ms: u32,
    /// What authentication the server asks for.
    pub auth: AuthNeed,
    /// What answered, when a handshake succeeded.
    pub server: Option<ServerView>,
    /// A name to suggest: the server's title, else its name, else the host.
    pub suggested_name: Option<String>,
    /// Number of tools, when they could be listed.
    pub tools: Option<u32>,
    /// What went wrong, when something did. Wanting a sign-in is not a failure of a probe.
    pub failure: Option<Failure>,
}

/// One step of the way to a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ProbeStep {
    /// Which.
    pub kind: StepKind,
    /// How it went.
    pub outcome: StepOutcome,
    /// Milliseconds it took, when reached.
    pub ms: Option<u32>,
}

/// The steps in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The address parses and is allowed.
    Address,
    /// The host was found and accepted a connection.
    Network,
    /// The certificate is good. Skipped for http.
    Tls,
    /// The server speaks MCP.
    Handshake,
    /// The server lets us in.
    Authorization,
    /// Its tools could be listed.
    Capabilities,
}

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum StepOutcome {
    /// Good.
    Passed,
    /// Does not apply, such as TLS for http.
    Skipped,
    /// Went wrong; the report's failure says how.
    Failed,
    /// An earlier step failed.
    NotReached,
}

/// What authentication a server asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum AuthNeed {
    /// Not known: the server was not reached.
    Unknown,
    /// None.
    None,
    /// A bare 401: a token, most likely.
    Token,
    /// A 401 that points to OAuth metadata.
    OAuth,
    /// 403: it knows who asks and says no.
    Forbidden,
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
    /// Instructions for agents.
    pub instructions: Option<String>,
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
