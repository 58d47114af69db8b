//! How to reach a server and who we say we are.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hitchpost_net::Network;
use http::{HeaderName, HeaderValue};
use secrecy::SecretString;
use url::Url;

use crate::client::{Authorizer, ServerRequestHandler, Verdict};
use crate::tap::Tap;

/// Everything [`crate::Client::connect`] needs.
#[derive(Clone)]
pub struct ClientConfig {
    /// Where the server is.
    pub destination: Destination,
    /// What to try with an address.
    pub transport: TransportChoice,
    /// Sent with every request, and only to this origin. Mark secrets with [`HeaderValue::set_sensitive`];
    /// those with a secret's name ([`crate::is_secret_name`]) count as marked.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Supplies `Authorization` where it changes; then one among [`Self::headers`] is not sent.
    pub authorizer: Option<Arc<dyn Authorizer>>,
    /// Which era to speak.
    pub era: EraChoice,
    /// What an earlier connection found out. Ignored when stale or when an era is pinned.
    pub verdict: Option<Verdict>,
    /// How to get out; nothing of it concerns a program.
    pub network: Network,
    /// TCP and TLS together.
    pub connect_timeout: Duration,
    /// One request from sending to answer. Progress reports start it anew, up to [`Limits::request_cap`].
    pub request_timeout: Duration,
    /// Who we say we are.
    pub implementation: Implementation,
    /// What we accept from a server.
    pub limits: Limits,
    /// Sees all traffic.
    pub tap: Tap,
    /// Answers what servers ask; without one no such capability is declared.
    pub handler: Option<Arc<dyn ServerRequestHandler>>,
    /// Whether modern servers are asked to tell what changes, for as long as the session lasts. Legacy ones are always.
    pub listen: bool,
}

impl ClientConfig {
    /// Ten seconds to connect, sixty for a request, automatic era, nobody listening.
    pub fn new(url: Url) -> ClientConfig {
        ClientConfig::to(Destination::Url(url))
    }

    /// The same for a program.
    pub fn command(command: Command) -> ClientConfig {
        ClientConfig::to(Destination::Command(command))
    }

    fn to(destination: Destination) -> ClientConfig {
        ClientConfig {
            destination,
            transport: TransportChoice::Auto,
            headers: Vec::new(),
            authorizer: None,
            era: EraChoice::Auto,
            verdict: None,
            network: Network::default(),
            connect_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(60),
            implementation: Implementation::default(),
            limits: Limits::default(),
            tap: Tap::default(),
            handler: None,
            listen: false,
        }
    }
}

/// Where a server is.
#[derive(Clone, Debug)]
pub enum Destination {
    /// At an MCP endpoint, `http` or `https`.
    Url(Url),
    /// In a program of this machine.
    Command(Command),
}

/// A program to run, which speaks MCP over its standard input and output. It is started as it is written here: no
/// shell reads it, and nothing of our own environment is inherited.
#[derive(Clone)]
pub struct Command {
    /// Absolute, found already.
    pub program: PathBuf,
    /// Its arguments, one by one.
    pub args: Vec<OsString>,
    /// Its whole environment.
    pub env: Vec<(OsString, OsString)>,
    /// Where it runs; ours when absent.
    pub directory: Option<PathBuf>,
    /// Struck out of errors and of what it writes to its standard error.
    pub secrets: Vec<SecretString>,
    /// A process for every request instead of one for the session.
    pub per_call: bool,
}

impl Command {
    /// A program without arguments or environment.
    pub fn new(program: impl Into<PathBuf>) -> Command {
        Command {
            program: program.into(),
            args: Vec::new(),
            env: Vec::new(),
            directory: None,
            secrets: Vec::new(),
            per_call: false,
        }
    }
}

/// Arguments and environment may hold what nobody should read in a log.
impl fmt::Debug for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Command")
            .field("program", &self.program)
            .field("args", &self.args.len())
            .field("env", &self.env.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .field("directory", &self.directory)
            .field("per_call", &self.per_call)
            .finish_non_exhaustive()
    }
}

/// What may be tried with an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TransportChoice {
    /// Streamable HTTP, and the older transport where that is refused.
    #[default]
    Auto,
    /// Streamable HTTP or nothing.
    StreamableHttp,
    /// HTTP+SSE (2024-11-05) at once.
    HttpSse,
}

/// Which era to speak with a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EraChoice {
    /// Find out.
    #[default]
    Auto,
    /// 2026-07-28 or nothing.
    Modern,
    /// `initialize` at once; no `server/discover` in the server's log.
    Legacy,
}

/// `clientInfo`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Implementation {
    /// For machines.
    pub name: String,
    /// For people.
    pub title: Option<String>,
    /// Ours.
    pub version: String,
}

impl Default for Implementation {
    fn default() -> Implementation {
        Implementation {
            name: "hitchpost".into(),
            title: Some("Hitchpost".into()),
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }
}

/// What we accept from a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one JSON body or one stream event.
    pub frame: usize,
    /// Bytes read of a body that comes with an error status.
    pub error_body: usize,
    /// Time to the response's headers, tool calls excepted: they have their own deadline.
    pub response_headers: Duration,
    /// Time for `server/discover` and for the `endpoint` event while the era is being found out.
    pub probe: Duration,
    /// Time for the authorizer to supply what it has, or to answer a refusal, where a request's deadline is later.
    pub authorization: Duration,
    /// The longest a request may be extended by progress reports.
    pub request_cap: Duration,
    /// Pages of one list.
    pub list_pages: usize,
    /// Items of one list.
    pub list_items: usize,
    /// Bytes of one list, all pages together.
    pub list_bytes: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            frame: 64 << 20,
            error_body: 64 << 10,
            response_headers: Duration::from_secs(30),
            probe: Duration::from_secs(10),
            authorization: Duration::from_secs(60),
            request_cap: Duration::from_secs(600),
            list_pages: 1_000,
            list_items: 20_000,
            list_bytes: 64 << 20,
        }
    }
}
