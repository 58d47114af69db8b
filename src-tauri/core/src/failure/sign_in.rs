//! What can go wrong on the way to an account.

use serde::Serialize;

/// Why there is no sign-in. Texts of servers are quoted, never interpreted; secrets are in none of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum SignInProblem {
    /// Nobody has signed in yet.
    #[error("sign in to use it")]
    NeverSignedIn,
    /// The sign-in ended and could not be renewed.
    #[error("the sign-in ended")]
    Expired,
    /// The address or the client is another one now; the account is not used there.
    #[error("the settings changed since the sign-in")]
    SettingsChanged,
    /// No metadata anywhere: the server does not do OAuth, or does not say so.
    #[error("the server says nothing about how to sign in")]
    Unsupported {
        /// The addresses that were asked.
        tried: Vec<String>,
    },
    /// Metadata that cannot be used.
    #[error("{url} can't be used: {reason}")]
    Malformed {
        /// Where it is.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// The metadata speaks for somebody else.
    #[error("the sign-in service calls itself {found}, not {expected}")]
    IssuerMismatch {
        /// Who was asked.
        expected: String,
        /// Who answered.
        found: String,
    },
    /// The person accepts one sign-in service, and the server names others.
    #[error("the server doesn't offer {wanted}, but {}", offered.join(", "))]
    IssuerNotOffered {
        /// The one that was typed, or signed in with before.
        wanted: String,
        /// What there is.
        offered: Vec<String>,
    },
    /// The metadata is about another server.
    #[error("the server's metadata is about {found}, not {expected}")]
    ResourceMismatch {
        /// Our server.
        expected: String,
        /// The one it is about.
        found: String,
    },
    /// An address that is not used for sign-ins.
    #[error("the {what} {url} can't be used: {reason}")]
    EndpointRefused {
        /// For example `token endpoint`.
        what: String,
        /// The address.
        url: String,
        /// Why not.
        reason: EndpointFault,
    },
    /// The server does not say that it supports PKCE with S256.
    #[error("the sign-in service doesn't say that it supports PKCE")]
    PkceUnsupported {
        /// What it says instead.
        advertised: Option<Vec<String>>,
    },
    /// Apps have to be registered by hand.
    #[error("the sign-in service doesn't register apps by itself: a client ID is needed")]
    RegistrationUnavailable {
        /// What to register for that app.
        redirect_uri: String,
    },
    /// The server did not register us.
    #[error("the sign-in service didn't accept this app: {error}")]
    RegistrationRefused {
        /// Its code.
        error: String,
        /// Its words.
        description: Option<String>,
        /// What we wanted to register.
        redirect_uri: String,
    },
    /// The person's app does not know our address.
    #[error("the redirect address {redirect_uri} isn't registered for this app")]
    RedirectNotRegistered {
        /// What to register.
        redirect_uri: String,
    },
    /// The person said no.
    #[error("the sign-in was declined in the browser")]
    Declined {
        /// The server's words.
        description: Option<String>,
    },
    /// The browser came back with another error.
    #[error("the sign-in failed: {error}")]
    AuthorizationFailed {
        /// The server's code.
        error: String,
        /// Its words.
        description: Option<String>,
    },
    /// What was pasted or received holds no answer.
    #[error("that is not the address a sign-in ends on")]
    CallbackUnreadable,
    /// An answer nobody waits for.
    #[error("no sign-in is waiting for that")]
    StateUnknown,
    /// The answer came from another server than the one that was asked. What it says is not shown.
    #[error("the answer didn't come from {expected}")]
    ResponseIssuerMismatch {
        /// Who was asked.
        expected: String,
        /// Who answered, if it said so.
        found: Option<String>,
    },
    /// The server does not know our client any more.
    #[error("the sign-in service doesn't know this app")]
    ClientUnknown {
        /// Its words.
        description: Option<String>,
    },
    /// No token.
    #[error("the sign-in service gave no token: {error}")]
    TokenRefused {
        /// Its code.
        error: String,
        /// Its words.
        description: Option<String>,
    },
    /// Something that is not a token.
    #[error("the sign-in service sent something that is no token: {reason}")]
    TokenMalformed {
        /// What is wrong.
        reason: String,
    },
    /// The private key cannot sign.
    #[error("the private key can't be used: {reason}")]
    KeyUnusable {
        /// Why.
        reason: String,
    },
    /// The person did not come back.
    #[error("the sign-in wasn't finished in time")]
    TimedOut,
    /// Another program has the fixed port.
    #[error("port {port} is taken")]
    PortInUse {
        /// Which.
        port: u16,
    },
    /// The network.
    #[error("the sign-in service can't be reached: {reason}")]
    Network {
        /// What happened.
        reason: String,
    },
    /// The account may not do this.
    #[error("it also needs {}", needed.join(" "))]
    ScopeMissing {
        /// What the server wants.
        needed: Vec<String>,
        /// What the account has.
        granted: Vec<String>,
    },
    /// The connection does not say enough to sign in.
    #[error("the connection's sign-in settings are not complete")]
    SettingsIncomplete,
}

/// Why an address is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum EndpointFault {
    /// Neither http nor https.
    #[error("it is no web address")]
    Scheme,
    /// http to another computer.
    #[error("it is not encrypted")]
    Insecure,
    /// `user:password@`.
    #[error("it contains a name or password")]
    Userinfo,
    /// An address the server may not send us to.
    #[error("it leads to an address that is not allowed")]
    Address,
    /// Not an address.
    #[error("it is not an address")]
    Unparsable,
    /// It redirects where it must not.
    #[error("it redirects elsewhere")]
    Redirect,
}
