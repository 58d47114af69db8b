//! Remarks on a request: which field, how serious, and what it is. Hosts have the words.

use serde::Serialize;

use super::ConnectionId;

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
    /// Authorization URL.
    AuthorizationUrl,
    /// Token URL.
    TokenUrl,
    /// Client ID.
    ClientId,
    /// Client secret.
    ClientSecret,
    /// Private key.
    PrivateKey,
    /// Scopes.
    Scopes,
    /// PKCE.
    Pkce,
    /// Resource.
    Resource,
    /// Name of a parameter of one's own.
    ExtraParameterName {
        /// Zero-based row.
        row: u32,
    },
    /// Value of a parameter of one's own.
    ExtraParameterValue {
        /// Zero-based row.
        row: u32,
    },
    /// Fixed port of the loopback address.
    LoopbackPort,
    /// Issuer.
    Issuer,
    /// The app's client ID metadata document, among the settings.
    ClientMetadataUrl,
    /// Program of a command.
    Program,
    /// Argument of a command.
    Arg {
        /// Zero-based row.
        row: u32,
    },
    /// Name of an environment variable.
    EnvName {
        /// Zero-based row.
        row: u32,
    },
    /// Value of an environment variable.
    EnvValue {
        /// Zero-based row.
        row: u32,
    },
    /// Working directory.
    Directory,
    /// Address of the proxy.
    ProxyUrl,
    /// Password for the proxy.
    ProxyPassword,
    /// File with certificates of authorities.
    AuthorityPath,
    /// File with a client certificate.
    CertificatePath,
    /// File with that certificate's private key.
    KeyPath,
    /// A folder the server is told of.
    Root {
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
    /// Query parameters that are to keep a saved value, and have none.
    UrlKeyMissing {
        /// Their names.
        names: Vec<String>,
    },
    /// A saved secret is kept and would go to another origin than before.
    UrlSecretMoves {
        /// Where to: the host, with its port when that is not the usual one.
        host: String,
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
    /// The header usually carries a secret, so its value goes to the keychain although it was not marked.
    HeaderKeptSecret {
        /// The header's name.
        name: String,
    },
    /// No value.
    HeaderValueEmpty,
    /// The value contains CR or LF.
    HeaderValueLineBreak,
    /// The value contains a character that headers cannot carry.
    HeaderValueInvalid,
    /// Not an http or https address.
    EndpointInvalid,
    /// http to another computer.
    EndpointInsecure {
        /// Which.
        host: String,
    },
    /// An address no connection may use.
    EndpointForbidden {
        /// The host.
        host: String,
    },
    /// The authorization URL without the token URL.
    TokenUrlMissing,
    /// The token URL without the authorization URL.
    AuthorizationUrlMissing,
    /// Not the identifier of an authorization server.
    IssuerInvalid,
    /// Needed for what was chosen.
    ClientIdMissing,
    /// Needed for what was chosen.
    ClientSecretMissing,
    /// Needed for what was chosen.
    PrivateKeyMissing,
    /// Not a private key in PEM that can sign.
    PrivateKeyInvalid,
    /// Scopes are separated by spaces.
    ScopeCommasReplaced,
    /// A scope with a character it cannot have.
    ScopeInvalid {
        /// Which.
        scope: String,
    },
    /// The account keeps its scopes until the person signs in again.
    ScopesNeedReconnect,
    /// The protocol sets this parameter itself.
    ParameterReserved {
        /// Its name.
        name: String,
    },
    /// A value without a name.
    ParameterNameEmpty,
    /// Listed more than once.
    ParameterDuplicate {
        /// Its name.
        name: String,
    },
    /// Not an absolute URI without a fragment.
    ResourceInvalid,
    /// Without PKCE a stolen code can be redeemed. An error where nothing else protects it.
    PkceOffUnsafe,
    /// No program.
    ProgramMissing,
    /// A whole command line stands where the program belongs.
    ProgramLooksLikeLine {
        /// Its words: the program, then its arguments.
        words: Vec<String>,
    },
    /// No such program, as of now.
    ProgramNotFound {
        /// Where it was looked for.
        looked_in: Vec<String>,
    },
    /// Not a name a variable can have.
    EnvNameInvalid {
        /// The name entered.
        name: String,
    },
    /// Listed more than once.
    EnvNameDuplicate {
        /// The name.
        name: String,
    },
    /// The name usually means a secret, so its value goes to the keychain although it was not marked.
    EnvKeptSecret {
        /// The name.
        name: String,
    },
    /// A variable that decides what runs instead of the program that is shown.
    EnvNameReserved,
    /// A secret variable without a value.
    EnvValueEmpty,
    /// A character that ends a text for the system.
    NulByte,
    /// No such directory, as of now.
    DirectoryMissing {
        /// Which.
        path: String,
    },
    /// Not an address of a proxy: http, https or socks5, with a host.
    ProxyInvalid,
    /// A file that cannot be read.
    FileUnreadable {
        /// Which.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// A file without a usable certificate.
    NotACertificate {
        /// Which.
        path: String,
        /// Why.
        reason: String,
    },
    /// A file without a usable private key.
    KeyUnusable {
        /// Which.
        path: String,
        /// Why.
        reason: String,
    },
    /// A client certificate without its key, or a key without its certificate.
    CertificateWithoutKey,
    /// The key does not belong to the certificate.
    KeyMismatch,
    /// Whoever answers at this host is believed to be it.
    InvalidCertificateAccepted {
        /// The host.
        host: String,
    },
    /// Not a folder's address or path.
    RootInvalid,
    /// A command proves itself with its variables.
    CommandHasNoAuth,
    /// A number outside its range.
    NumberRange {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
}
