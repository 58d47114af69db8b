//! From what the protocol layer found to what a person can do something about. The only place that translates.

use hitchpost_mcp::{
    Error, InputEnd as McpEnd, SpawnFault as McpSpawn, TimeoutPhase as McpPhase, TlsFault as McpTls,
};
use url::Url;

use super::{Failure, InputEnd, SpawnFault, TimeoutPhase, TlsFault};
use crate::credential::Redactor;
use crate::session::Authorizer;

/// As much of a body as is quoted.
const EXCERPT: usize = 500;
/// As much of a `WWW-Authenticate` header as is quoted.
const CHALLENGE: usize = 1_024;

/// Where a session leads.
#[derive(Clone, Copy)]
pub(crate) enum At<'a> {
    Url(&'a Url),
    /// The program as it was typed.
    Program(&'a str),
}

/// What a failure is told about: where we sent what.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub place: At<'a>,
    /// The masked credential, when one was sent.
    pub credential: Option<&'a str>,
    /// Cleans what is quoted from the server.
    pub redactor: &'a Redactor,
    /// Knows what an account sends and lacks.
    pub authorizer: Option<&'a Authorizer>,
}

impl Context<'_> {
    /// Translates an error of the protocol layer.
    pub fn failure(self, error: Error) -> Failure {
        match error {
            Error::Dns { host } => Failure::Dns { host },
            Error::Refused { address } => Failure::Refused { address },
            Error::Network { address, reason } => Failure::Network { address, reason: self.clean(&reason) },
            Error::Timeout { address, phase, after } => Failure::Timeout {
                address,
                // A fraction of a second still is a second to a person.
                seconds: after.as_secs_f64().ceil() as u32,
                phase: match phase {
                    McpPhase::Connect => TimeoutPhase::Connect,
                    McpPhase::Headers | McpPhase::Answer => TimeoutPhase::Answer,
                },
            },
            Error::Tls { host, fault, reason } => {
                Failure::Tls { host, fault: tls(fault), reason: self.clean(&reason) }
            }
            Error::Proxy { reason } => Failure::Proxy { reason: self.clean(&reason) },
            Error::AddressForbidden { host } => Failure::AddressForbidden { host },
            Error::Status { status, www_authenticate, retry_after, body_excerpt, .. } => {
                let retry = retry_after.map(|wait| u32::try_from(wait.as_secs()).unwrap_or(u32::MAX));
                self.status(status, &www_authenticate, retry, &body_excerpt)
            }
            Error::NotAuthorized { status, www_authenticate } => {
                let failure = self.authorizer.and_then(Authorizer::failure);
                failure.unwrap_or_else(|| self.status(status.unwrap_or(401), &www_authenticate, None, ""))
            }
            Error::NotMcp { url, content_type, title } => Failure::NotMcp {
                url: self.clean(&url),
                content_type: content_type
                    .map_or_else(|| "no content type".to_owned(), |content_type| self.clean(&content_type)),
                title: title.map(|title| self.clean(&title)),
            },
            Error::ForeignEndpoint { endpoint } => {
                Failure::ForeignEndpoint { endpoint: self.clean(&endpoint) }
            }
            Error::Redirected { location } => Failure::Redirected { location: self.clean(&location) },
            Error::Version { offered } => {
                Failure::Version { offered: offered.iter().map(|version| self.clean(version)).collect() }
            }
            Error::Malformed { reason, excerpt } => Failure::Malformed {
                reason: self.clean(&reason),
                excerpt: excerpt.map(|excerpt| self.clean(&excerpt)),
            },
            Error::TooLarge { limit } => {
                Failure::TooLarge { limit_bytes: u32::try_from(limit).unwrap_or(u32::MAX) }
            }
            Error::Rpc { status: 401, .. } => self.status(401, &[], None, ""),
            Error::Rpc { status: 403, message, .. } => self.status(403, &[], None, &message),
            Error::Rpc { status: 429, .. } => Failure::RateLimited { retry_after_s: None },
            Error::Rpc { method, code, message, data, .. } => Failure::Rpc {
                method,
                rpc_code: i32::try_from(code).unwrap_or(if code < 0 { i32::MIN } else { i32::MAX }),
                rpc_message: self.clean(&message),
                data: data.map(|data| self.clean(data.as_str())),
            },
            Error::Spawn { program, fault } => {
                let program = self.program(program);
                Failure::Spawn { program, fault: spawn(fault), looked_in: Vec::new() }
            }
            Error::Exited { program, status, signal, stderr } => {
                let program = self.program(program);
                Failure::Exited { program, status, signal, stderr: self.redactor.clean(&stderr).into_owned() }
            }
            Error::InputRequired { what, why } => Failure::InputRequired {
                what: self.clean(&what),
                why: match why {
                    McpEnd::NotOffered => InputEnd::NotOffered,
                    McpEnd::Declined => InputEnd::Declined,
                    McpEnd::TooManyRounds => InputEnd::TooManyRounds,
                },
            },
            Error::InvalidArguments { reason } => {
                Failure::InvalidArguments { reason: self.clean(&reason), line: 1, column: 1 }
            }
            Error::Cancelled => Failure::Cancelled,
            Error::Closed { reason } => Failure::Network {
                address: self.address(),
                reason: format!("the session is closed: {}", self.clean(&reason)),
            },
        }
    }

    fn status(self, status: u16, challenges: &[String], retry_after_s: Option<u32>, body: &str) -> Failure {
        let missing = self.authorizer.filter(|_| status == 403);
        if let Some(failure) = missing.and_then(|authorizer| authorizer.scope_missing(challenges)) {
            return failure;
        }
        let sent = self.authorizer.and_then(Authorizer::shown);
        let credential = sent.or_else(|| self.credential.map(str::to_owned));
        let excerpt = || (!body.trim().is_empty()).then(|| self.clean(body));
        match status {
            401 => Failure::Unauthorized {
                credential,
                oauth: challenges.iter().any(|challenge| challenge.contains("resource_metadata")),
                challenge: challenges
                    .first()
                    .map(|challenge| cut(&self.redactor.clean(challenge.as_str()), CHALLENGE)),
            },
            403 => Failure::Forbidden { credential, reason: excerpt() },
            404 | 405 | 406 | 410 | 415 => Failure::NoEndpoint { path: self.path(), status },
            407 => Failure::Proxy { reason: "it asks for a password (407)".to_owned() },
            429 => Failure::RateLimited { retry_after_s },
            500..=599 => Failure::ServerError { status, excerpt: excerpt() },
            _ => Failure::HttpStatus { status, excerpt: excerpt() },
        }
    }

    fn clean(self, text: &str) -> String {
        cut(&self.redactor.clean(text), EXCERPT)
    }

    fn address(self) -> String {
        let url = match self.place {
            At::Url(url) => url,
            At::Program(typed) => return typed.to_owned(),
        };
        let host = url.host_str().unwrap_or_default();
        match url.port_or_known_default() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    fn path(self) -> String {
        match self.place {
            At::Url(url) => url.path().to_owned(),
            At::Program(typed) => typed.to_owned(),
        }
    }

    /// As the person knows it, where it is ours.
    fn program(self, told: String) -> String {
        match self.place {
            At::Url(_) => told,
            At::Program(typed) => typed.to_owned(),
        }
    }
}

fn spawn(fault: McpSpawn) -> SpawnFault {
    match fault {
        McpSpawn::NotFound => SpawnFault::NotFound,
        McpSpawn::NotExecutable => SpawnFault::NotExecutable,
        McpSpawn::IsDirectory => SpawnFault::IsDirectory,
        McpSpawn::NoDirectory => SpawnFault::NoDirectory,
        McpSpawn::Other(reason) => SpawnFault::Other { reason },
    }
}

fn tls(fault: McpTls) -> TlsFault {
    match fault {
        McpTls::UnknownIssuer => TlsFault::UnknownIssuer,
        McpTls::Expired => TlsFault::Expired,
        McpTls::WrongName => TlsFault::WrongName,
        McpTls::NotTls => TlsFault::NotTls,
        McpTls::ClientCertificate => TlsFault::ClientCertificate,
        McpTls::Other => TlsFault::Other,
    }
}

fn cut(text: &str, bytes: usize) -> String {
    let end = text.floor_char_boundary(bytes);
    if end == text.len() { text.to_owned() } else { format!("{}…", &text[..end]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_failure_quotes_is_cleaned() {
        let url = Url::parse("https://mcp.example.com/").unwrap();
        let redactor = Redactor::new(["canary/12345"]);
        let context =
            Context { place: At::Url(&url), credential: None, redactor: &redactor, authorizer: None };
        let said = || r"the canary\/12345".to_owned();
        for error in [
            Error::NotMcp { url: said(), content_type: Some(said()), title: Some(said()) },
            Error::Version { offered: vec![said()] },
            Error::InputRequired { what: said(), why: hitchpost_mcp::InputEnd::NotOffered },
            Error::Redirected { location: said() },
            Error::Malformed { reason: said(), excerpt: Some(said()) },
            Error::Proxy { reason: said() },
            Error::Closed { reason: said() },
        ] {
            let shown = format!("{:?}", context.failure(error));
            assert!(shown.contains("••••") && !shown.contains("12345"), "{shown}");
        }
    }
}
