//! Why a sign-in could not go on. Closed, with evidence, and without a secret in any text.

use hitchpost_net::{Reach, TlsFault};
use url::Url;

use crate::discovery::Tried;

/// Why something could not be completed. What a server wrote is quoted as it is: whoever shows it escapes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No metadata anywhere, and the default endpoints of 2025-03-26 do not answer either.
    #[error("{server} does not say how to sign in")]
    Unsupported {
        /// The MCP server.
        server: Url,
        /// Where we looked.
        tried: Vec<Tried>,
    },
    /// A server could not be reached.
    #[error("{0}")]
    Network(NetworkFault),
    /// A server answered something else than it should.
    #[error("{url} did not answer as it should: {reason}")]
    Malformed {
        /// Where, without its query.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Metadata speaks for another issuer than the one it was asked about.
    #[error("the metadata of {expected} is for {found}{}", slash_note(expected, found))]
    IssuerMismatch {
        /// The identifier we used.
        expected: String,
        /// The identifier in the document.
        found: String,
    },
    /// The server names other issuers than the one that was to be used.
    #[error("{wanted} is not among the sign-in services the server names: {}", offered.join(", "))]
    IssuerNotOffered {
        /// The one a person pinned, or the only one that may see the secret of their app.
        wanted: String,
        /// Those it names.
        offered: Vec<String>,
    },
    /// Resource metadata speaks for another server.
    #[error("the metadata of {expected} is for {found}")]
    ResourceMismatch {
        /// The address the person gave.
        expected: String,
        /// `resource` in the document.
        found: String,
    },
    /// An address a server named may not be used. Nothing was sent there.
    #[error("the {what} {url} is refused: {reason}")]
    EndpointRefused {
        /// What it was named as, such as `token_endpoint`.
        what: String,
        /// The address, cut and without its query.
        url: String,
        /// Why.
        reason: EndpointFault,
    },
    /// The authorization server does not offer PKCE with S256.
    #[error("{issuer} does not offer PKCE with S256")]
    PkceUnsupported {
        /// The issuer.
        issuer: String,
        /// The methods it names; absent when it names none.
        advertised: Option<Vec<String>>,
    },
    /// No client identity of our own and no way to get one.
    #[error("{issuer} registers no clients by itself")]
    RegistrationUnavailable {
        /// The issuer.
        issuer: String,
    },
    /// Dynamic registration was refused.
    #[error("the registration was refused: {error}{}", said(description))]
    RegistrationRefused {
        /// `error`, or the HTTP status.
        error: String,
        /// `error_description`.
        description: Option<String>,
    },
    /// There is neither a code nor an error in what came back.
    #[error("this is not the address the browser ended at")]
    CallbackUnreadable,
    /// The answer belongs to another attempt.
    #[error("the answer belongs to another sign-in")]
    StateMismatch,
    /// The answer comes from another authorization server than the one that was asked.
    #[error("the answer comes from {}, not from {expected}", found.as_deref().unwrap_or("nobody"))]
    ResponseIssuerMismatch {
        /// The issuer that was asked.
        expected: String,
        /// `iss` of the answer.
        found: Option<String>,
    },
    /// The person, or a rule, said no.
    #[error("access was declined{}", said(description))]
    Declined {
        /// `error_description`.
        description: Option<String>,
    },
    /// The authorization endpoint reported another error.
    #[error("the authorization failed: {error}{}", said(description))]
    AuthorizationFailed {
        /// `error`.
        error: String,
        /// `error_description`.
        description: Option<String>,
    },
    /// The redirect address is not registered for this client.
    #[error("the redirect address is not registered")]
    RedirectRefused,
    /// The token endpoint answered an error.
    #[error("no token: {error}{}", said(description))]
    Token {
        /// `error`, or the HTTP status in words.
        error: String,
        /// `error_description`.
        description: Option<String>,
        /// The HTTP status.
        status: u16,
    },
    /// The token endpoint answered something that is no token.
    #[error("the token endpoint's answer can't be used: {reason}")]
    TokenMalformed {
        /// What is wrong with it.
        reason: String,
    },
    /// The private key cannot sign.
    #[error("the private key can't be used: {reason}")]
    KeyUnusable {
        /// Why.
        reason: String,
    },
}

impl Error {
    /// Whether the authorization server has said for good that this grant is worth nothing any more.
    pub fn is_definitive(&self) -> bool {
        self.is_token_error(&["invalid_grant", "unauthorized_client"])
    }

    /// Whether it does not know the client, or not with this proof. That is for good where it registered the client
    /// itself; a person can correct the secret of an app of their own.
    pub fn is_client_refused(&self) -> bool {
        self.is_token_error(&["invalid_client"])
    }

    fn is_token_error(&self, codes: &[&str]) -> bool {
        matches!(self, Error::Token { error, .. } if codes.contains(&error.as_str()))
    }
}

/// A server that could not be reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{host}: {reason}")]
pub struct NetworkFault {
    /// The host, and its port where it matters.
    pub host: String,
    /// In words.
    pub reason: String,
    /// What kind of fault.
    pub kind: NetworkKind,
}

/// What went wrong below HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkKind {
    /// The name does not resolve.
    Dns,
    /// No answer in time.
    Timeout,
    /// The certificate cannot be trusted, or there is no TLS.
    Tls(TlsFault),
    /// Nothing listens there.
    Refused,
    /// The proxy's fault.
    Proxy,
    /// Anything else.
    Other,
}

/// Why an address a server named is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointFault {
    /// Neither http nor https.
    #[error("only http and https are used")]
    Scheme,
    /// Plain http.
    #[error("it is not https")]
    Insecure,
    /// A user name or a password stands in front of the host.
    #[error("it has a user name in it")]
    Userinfo,
    /// An address of a class that this server may not name.
    #[error("{}", reach_words(*.0))]
    Address(Reach),
    /// No address at all, too long, or with characters that do not belong in one.
    #[error("it is not an address")]
    Unparsable,
    /// It redirects, and what is sent there must not travel on.
    #[error("it redirects")]
    Redirect,
}

fn reach_words(reach: Reach) -> &'static str {
    match reach {
        Reach::Loopback => "it is on this computer",
        Reach::Private => "it is on a private network",
        Reach::Synthetic => "it is a synthetic address",
        Reach::Public => "it is a public address",
        Reach::Never => "it is an address no connection may use",
    }
}

fn said(description: &Option<String>) -> String {
    description.as_ref().map(|text| format!(" ({text})")).unwrap_or_default()
}

fn slash_note(expected: &str, found: &str) -> &'static str {
    let differ_by_slash = expected.trim_end_matches('/') == found.trim_end_matches('/') && expected != found;
    if differ_by_slash { " (they differ by a slash at the end)" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_that_makes_the_difference_is_pointed_out() {
        let mismatch = |found: &str| Error::IssuerMismatch {
            expected: "https://as.example".into(),
            found: found.into(),
        };
        assert!(mismatch("https://as.example/").to_string().contains("slash"));
        assert!(!mismatch("https://other.example/").to_string().contains("slash"));
    }

    #[test]
    fn a_refused_grant_is_lost_and_a_refused_client_may_be_mended() {
        let refused = |error: &str| Error::Token { error: error.into(), description: None, status: 400 };
        for (error, definitive, client) in [
            ("invalid_grant", true, false),
            ("unauthorized_client", true, false),
            ("invalid_client", false, true),
            ("temporarily_unavailable", false, false),
            ("server_error", false, false),
            ("invalid_request", false, false),
            ("429", false, false),
        ] {
            let error = refused(error);
            assert_eq!((error.is_definitive(), error.is_client_refused()), (definitive, client), "{error}");
        }
    }
}
