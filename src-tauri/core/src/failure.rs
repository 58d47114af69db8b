//! What can go wrong, as data: a closed set of codes with their evidence. Hosts choose the words.

mod from_mcp;
mod from_oauth;
mod sign_in;

pub(crate) use from_mcp::{At, Context};
use serde::Serialize;
pub use sign_in::{EndpointFault, SignInProblem};

use crate::connection::FieldIssue;

/// Why something could not be done. The window chooses words and buttons by `code`;
/// `Display` gives the command line and the log one plain English sentence.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "code", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Failure {
    // ---- the way to the server
    /// The host name does not resolve.
    #[error("can't find {host}: no such host")]
    Dns {
        /// The host.
        host: String,
    },
    /// Nothing listens there.
    #[error("nothing is listening on {address}")]
    Refused {
        /// Host and port.
        address: String,
    },
    /// The network gave up otherwise: unreachable, reset, closed early.
    #[error("the connection to {address} failed: {reason}")]
    Network {
        /// Host and port.
        address: String,
        /// The system's words.
        reason: String,
    },
    /// No answer in time.
    #[error("no answer from {address} in {seconds} s")]
    Timeout {
        /// Host and port.
        address: String,
        /// How long we waited.
        seconds: u32,
        /// What we waited for.
        phase: TimeoutPhase,
    },
    /// The certificate cannot be trusted.
    #[error("the certificate of {host} can't be trusted: {reason}")]
    Tls {
        /// The host.
        host: String,
        /// What is wrong with it.
        fault: TlsFault,
        /// The verifier's words.
        reason: String,
    },
    /// The proxy failed or wants a password.
    #[error("the proxy refused the connection: {reason}")]
    Proxy {
        /// What it said.
        reason: String,
    },
    /// An address no connection may use.
    #[error("{host} is an address Hitchpost never connects to")]
    AddressForbidden {
        /// The host.
        host: String,
    },

    // ---- what answered is not what we need
    /// 404, 405, 406, 410 …: no MCP endpoint at this path.
    #[error("nothing at {path}: the server replied {status}")]
    NoEndpoint {
        /// The path.
        path: String,
        /// The HTTP status.
        status: u16,
    },
    /// Something answered that is not MCP.
    #[error("{url} is not an MCP endpoint: it sent {content_type}")]
    NotMcp {
        /// The address.
        url: String,
        /// What was sent, for example `text/html`.
        content_type: String,
        /// The page's title, when it is a web page.
        title: Option<String>,
    },
    /// The server wants messages sent to another origin; credentials must not go there.
    #[error("the server wants messages sent to another address, {endpoint}")]
    ForeignEndpoint {
        /// Where to.
        endpoint: String,
    },
    /// The server redirects elsewhere; credentials must not follow.
    #[error("the server redirects to {location}")]
    Redirected {
        /// Where to.
        location: String,
    },
    /// No revision in common.
    #[error("the server speaks only {}", offered.join(", "))]
    Version {
        /// What it offers.
        offered: Vec<String>,
    },
    /// The server broke the protocol.
    #[error("the server sent something that is not valid MCP: {reason}")]
    Malformed {
        /// What and where.
        reason: String,
        /// The beginning of what it sent.
        excerpt: Option<String>,
    },
    /// Larger than we accept.
    #[error("the server sent more than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: u32,
    },

    // ---- who we are
    /// 401.
    #[error("{}", if credential.is_some() { "the server rejected the credential" } else { "the server asks for a sign-in" })]
    Unauthorized {
        /// What was sent, such as `Authorization: Bearer ••1f3a`; absent when nothing was.
        credential: Option<String>,
        /// The server points to OAuth metadata.
        oauth: bool,
        /// The `WWW-Authenticate` header, shortened.
        challenge: Option<String>,
    },
    /// 403.
    #[error("the server refused access (403)")]
    Forbidden {
        /// What was sent, masked.
        credential: Option<String>,
        /// What the server said, shortened.
        reason: Option<String>,
    },
    /// Token or header mode, and the keychain has no such secret.
    #[error("the saved secret for {what} is missing")]
    SecretMissing {
        /// `token`, a header's name, or a query parameter's name.
        what: String,
    },
    /// OAuth: there is no sign-in, or it is not enough.
    #[error("{problem}")]
    SignIn {
        /// The sign-in service, where one is concerned.
        host: Option<String>,
        /// What is the matter.
        problem: SignInProblem,
    },

    // ---- the server has trouble
    /// 429.
    #[error("the server is busy (429)")]
    RateLimited {
        /// Seconds it asks us to wait.
        retry_after_s: Option<u32>,
    },
    /// 5xx.
    #[error("the server had a problem ({status})")]
    ServerError {
        /// The HTTP status.
        status: u16,
        /// The beginning of the body.
        excerpt: Option<String>,
    },
    /// Another HTTP status we have no words for.
    #[error("the server answered {status}")]
    HttpStatus {
        /// The HTTP status.
        status: u16,
        /// The beginning of the body.
        excerpt: Option<String>,
    },
    /// A JSON-RPC error.
    #[error("the server answered {method} with error {rpc_code}: {rpc_message}")]
    Rpc {
        /// The method.
        method: String,
        /// JSON-RPC error code.
        rpc_code: i32,
        /// The server's words.
        rpc_message: String,
        /// `error.data` as JSON text, shortened.
        data: Option<String>,
    },
    /// The server wants input and did not get it.
    #[error("the server asks for input ({what}), {}", match why {
        InputEnd::NotOffered => "which this connection does not offer",
        InputEnd::Declined => "which was declined",
        InputEnd::TooManyRounds => "and asks again and again",
    })]
    InputRequired {
        /// The method it asks with.
        what: String,
        /// Why it did not get it.
        why: InputEnd,
    },

    // ---- a program on this computer
    /// The program could not be started.
    #[error("{program} can't be started: {fault}")]
    Spawn {
        /// As it was typed.
        program: String,
        /// Why not.
        fault: SpawnFault,
        /// Where it was looked for, when it was not found.
        looked_in: Vec<String>,
    },
    /// The program ended.
    #[error("{program} ended{}", match (status, signal) {
        (Some(status), _) => format!(" with status {status}"),
        (None, Some(signal)) => format!(" by signal {signal}"),
        (None, None) => String::new(),
    })]
    Exited {
        /// As it was typed.
        program: String,
        /// Its exit status.
        status: Option<i32>,
        /// The signal that ended it.
        signal: Option<i32>,
        /// The last it wrote to its standard error.
        stderr: String,
    },
    /// The command has not been approved as it is now; nothing ran.
    #[error("the command of “{name}” has not been approved")]
    NeedsApproval {
        /// The connection.
        name: String,
    },
    /// The tool's definition is new or has changed, and has not been accepted.
    #[error("the tool “{tool}” is held until its definition is accepted")]
    ToolHeld {
        /// The tool.
        tool: String,
    },

    // ---- on this computer
    /// A file the connection needs cannot be used.
    #[error("{path} can't be used: {reason}")]
    FileUnusable {
        /// Which.
        path: String,
        /// Why.
        reason: String,
    },
    /// Fields that do not pass; nothing was saved.
    #[error("some fields need attention")]
    Invalid {
        /// Which and why.
        issues: Vec<FieldIssue>,
    },
    /// The arguments are not a JSON object, or the values of a form are not what it asks for.
    #[error("what was entered can't be sent: {reason} (line {line}, column {column})")]
    InvalidArguments {
        /// Why.
        reason: String,
        /// One-based.
        line: u32,
        /// One-based.
        column: u32,
    },
    /// No such connection, tool, result or operation.
    #[error("there is no {what} “{name}”")]
    NotFound {
        /// `connection`, `tool`, `result`.
        what: String,
        /// What was asked for.
        name: String,
    },
    /// Not possible in the present state.
    #[error("“{name}” is not connected")]
    NotConnected {
        /// The connection.
        name: String,
    },
    /// Switched off by the person.
    #[error("“{name}” is disabled")]
    Disabled {
        /// The connection.
        name: String,
    },
    /// Stopped by the person.
    #[error("cancelled")]
    Cancelled,
    /// The OS keychain is absent, locked or refused.
    #[error("the keychain can't be used: {reason}")]
    Keychain {
        /// What is the matter.
        fault: KeychainFault,
        /// The platform's words.
        reason: String,
    },
    /// The database or a file could not be read or written.
    #[error("could not {action} {path}: {reason}")]
    Storage {
        /// For example `save to`.
        action: String,
        /// Which file.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// No page was opened in the browser. Of hosts only: the core opens none.
    #[error("no page could be opened: {reason}")]
    Browser {
        /// Why not.
        reason: String,
    },
    /// A defect of ours.
    #[error("internal error: {reason}")]
    Internal {
        /// What was not expected.
        reason: String,
    },
}

/// What we were waiting for when time ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TimeoutPhase {
    /// A connection.
    Connect,
    /// An answer.
    Answer,
}

/// What is wrong with a certificate or a TLS handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum TlsFault {
    /// Issued by nobody this computer trusts.
    UnknownIssuer,
    /// Expired or not yet valid.
    Expired,
    /// For another name.
    WrongName,
    /// The other side does not speak TLS.
    NotTls,
    /// It wants a client certificate, or does not take the one it got.
    ClientCertificate,
    /// Something else.
    Other,
}

/// Why a program could not be started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum SpawnFault {
    /// No such program.
    #[error("there is no such program")]
    NotFound,
    /// It may not be run.
    #[error("it may not be run")]
    NotExecutable,
    /// A directory.
    #[error("it is a directory")]
    IsDirectory,
    /// Its working directory is not there.
    #[error("its directory is not there")]
    NoDirectory,
    /// Something else.
    #[error("{reason}")]
    Other {
        /// The system's words.
        reason: String,
    },
}

/// Why a server that wanted input did not get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum InputEnd {
    /// The connection does not let it ask that.
    NotOffered,
    /// The person declined.
    Declined,
    /// It asked too often.
    TooManyRounds,
}

/// What is the matter with the keychain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum KeychainFault {
    /// No Secret Service on this computer or session.
    Absent,
    /// Locked, or the prompt was dismissed.
    Locked,
    /// No answer within 60 s.
    Unresponsive,
    /// Something else.
    Other,
}
