//! Why a server could not be reached or a request could not be completed, with the evidence.

use std::time::Duration;

pub use hitchpost_net::TlsFault;

use crate::wire::RawJson;

/// Why something could not be completed. Texts never contain a secret: values of sensitive headers are masked in
/// everything quoted from a server.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
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
    /// Unreachable, reset, or closed early.
    #[error("the connection to {address} failed: {reason}")]
    Network {
        /// Host and port.
        address: String,
        /// The system's words.
        reason: String,
    },
    /// No answer in time.
    #[error("no answer from {address} in {} s", after.as_secs_f32())]
    Timeout {
        /// Host and port.
        address: String,
        /// What we waited for.
        phase: TimeoutPhase,
        /// How long.
        after: Duration,
    },
    /// The certificate cannot be trusted, or the handshake failed.
    #[error("the certificate of {host} can't be trusted: {reason}")]
    Tls {
        /// The host.
        host: String,
        /// What is wrong.
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
    /// A link-local, metadata, multicast or reserved address. Nothing was sent.
    #[error("{host} is an address no connection may use")]
    AddressForbidden {
        /// The host.
        host: String,
    },
    /// An HTTP status without a JSON-RPC message.
    #[error("the server answered {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// `Content-Type` as sent.
        content_type: Option<String>,
        /// Every `WWW-Authenticate` header, each cut at 8 KiB.
        www_authenticate: Vec<String>,
        /// `Retry-After`, when given in seconds or as a date to come; at most 10 minutes.
        retry_after: Option<Duration>,
        /// The beginning of the body.
        body_excerpt: String,
    },
    /// The [`crate::Authorizer`] has nothing to send, or no answer to a refusal. It knows the reason.
    #[error("not authorized")]
    NotAuthorized {
        /// The HTTP status it gave up at; absent when nothing was sent.
        status: Option<u16>,
        /// Every `WWW-Authenticate` header that came with it, each cut at 8 KiB.
        www_authenticate: Vec<String>,
    },
    /// A success, but not from an MCP endpoint.
    #[error("{url} is not an MCP endpoint: it sent {}", content_type.as_deref().unwrap_or("no content type"))]
    NotMcp {
        /// The address, secrets masked.
        url: String,
        /// `Content-Type` as sent.
        content_type: Option<String>,
        /// The page's title, when it is a web page.
        title: Option<String>,
    },
    /// A server of the HTTP+SSE transport wants messages sent to another origin. Nothing was sent there.
    #[error("the server wants messages sent to {endpoint}")]
    ForeignEndpoint {
        /// Where to, secrets masked.
        endpoint: String,
    },
    /// A redirect that is not followed: another origin, another status than 307 and 308, or too many.
    #[error("the server redirects to {location}")]
    Redirected {
        /// Where to, secrets masked.
        location: String,
    },
    /// No protocol revision in common.
    #[error("no protocol revision in common; the server speaks {}", offered.join(", "))]
    Version {
        /// What the server offers.
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
    /// More than we accept.
    #[error("the server sent more than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// A JSON-RPC error.
    #[error("the server answered {method} with error {code}: {message}")]
    Rpc {
        /// The method we called.
        method: String,
        /// JSON-RPC error code.
        code: i64,
        /// The server's words.
        message: String,
        /// `error.data`.
        data: Option<RawJson>,
        /// The HTTP status it came with.
        status: u16,
    },
    /// The program could not be started. Nothing ran.
    #[error("can't start {program}: {fault}")]
    Spawn {
        /// The program, as it was to be started.
        program: String,
        /// Why.
        fault: SpawnFault,
    },
    /// The program ended, or closed its output, while it was needed.
    #[error("{program} {}", ending(*.status, *.signal))]
    Exited {
        /// The program.
        program: String,
        /// Its exit status, when it ended by itself.
        status: Option<i32>,
        /// The signal that ended it.
        signal: Option<i32>,
        /// The last lines of its standard error.
        stderr: String,
    },
    /// The server wants input that it does not get.
    #[error("the server asks for input ({what}), and {why}")]
    InputRequired {
        /// The method it asks with, such as `elicitation/create`.
        what: String,
        /// Why it gets none.
        why: InputEnd,
    },
    /// The arguments are not a JSON object, or cannot be carried in the headers the tool demands.
    #[error("the arguments can't be sent: {reason}")]
    InvalidArguments {
        /// Why.
        reason: String,
    },
    /// Stopped by the caller.
    #[error("cancelled")]
    Cancelled,
    /// The client was closed.
    #[error("the session is closed: {reason}")]
    Closed {
        /// Why.
        reason: String,
    },
}

/// Why a program could not be started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpawnFault {
    /// There is no such file.
    #[error("no such program")]
    NotFound,
    /// The file may not be executed, or is not in a format that can be.
    #[error("it is not executable")]
    NotExecutable,
    /// It is a directory.
    #[error("it is a directory")]
    IsDirectory,
    /// The directory to run it in does not exist.
    #[error("there is no such directory to run it in")]
    NoDirectory,
    /// The system's words.
    #[error("{0}")]
    Other(String),
}

/// Why a server that asks for input gets none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputEnd {
    /// Nobody is there to answer this kind of question.
    #[error("nobody is there to answer")]
    NotOffered,
    /// It was declined.
    #[error("that was declined")]
    Declined,
    /// It asked more often than anybody should have to answer.
    #[error("it asks in circles")]
    TooManyRounds,
}

/// How a process ended, in words.
fn ending(status: Option<i32>, signal: Option<i32>) -> String {
    match (status, signal) {
        (_, Some(signal)) => format!("was ended by signal {signal}"),
        (Some(status), None) => format!("ended with status {status}"),
        (None, None) => "hung up".into(),
    }
}

/// What we were waiting for when time ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeoutPhase {
    /// A connection, including TLS.
    Connect,
    /// The response's status and headers.
    Headers,
    /// The answer as a whole.
    Answer,
}

/// As much of what a server sent as an error carries on its way. What leaves this crate is cut far shorter, after
/// secrets were struck out of it: half a secret at a cut would not be recognised.
pub(crate) const EVIDENCE: usize = 64 << 10;

/// The beginning of what a server sent, for an error's evidence.
pub(crate) fn excerpt(text: &str) -> String {
    text[..text.floor_char_boundary(EVIDENCE)].to_owned()
}

/// The same of bytes.
pub(crate) fn excerpt_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(EVIDENCE)]).into_owned()
}
