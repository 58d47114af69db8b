//! What a probe or a test of a server found.

use serde::Serialize;

use super::ServerView;
use crate::failure::Failure;

/// The result of a probe or a test: what was found, step by step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ProbeReport {
    /// The address that was tried, secrets masked; the command in one line.
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
    /// What was found out, such as `TLS 1.3, issued by Acme Root, until 3 Nov 2027`.
    pub facts: Vec<String>,
}

/// The steps in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The address parses and is allowed; the program is found.
    Address,
    /// The host was found and accepted a connection; the program was started.
    Network,
    /// The certificate is good. Skipped for http and for programs.
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
    /// Went wrong: the report's `failure` says how. Without a `failure` the server wants a sign-in, and `auth` says which.
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
    /// A 401 of a server that says how to sign in.
    #[serde(rename = "oauth")]
    OAuth {
        /// Whether Hitchpost can register itself.
        registration: OAuthNeed,
        /// The authorization server.
        issuer: Option<String>,
        /// Every authorization server it offers.
        issuers: Vec<String>,
        /// The host of the page that will open.
        host: Option<String>,
        /// What the server asks for.
        scopes: Vec<String>,
    },
    /// 403: it knows who asks and says no.
    Forbidden,
}

/// Who has to register an app at the authorization server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum OAuthNeed {
    /// Hitchpost does that by itself.
    Automatic,
    /// The person: a client ID is needed.
    OwnApp,
}
