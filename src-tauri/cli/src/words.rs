//! Words for what can go wrong: details and a next step, by code.

use hitchpost_core::connection::{FieldIssue, Issue, Severity};
use hitchpost_core::failure::{EndpointFault, Failure, KeychainFault, SignInProblem, SpawnFault, TlsFault};

/// Further lines under a failure's sentence.
pub fn details(failure: &Failure) -> Vec<String> {
    match failure {
        Failure::Invalid { issues } => issues.iter().map(issue).collect(),
        Failure::Unauthorized { credential: Some(credential), .. } => vec![format!("sent as {credential}")],
        Failure::Forbidden { reason: Some(reason), .. } => vec![reason.clone()],
        Failure::ServerError { excerpt: Some(excerpt), .. }
        | Failure::HttpStatus { excerpt: Some(excerpt), .. }
        | Failure::Malformed { excerpt: Some(excerpt), .. } => vec![excerpt.clone()],
        Failure::NotMcp { title: Some(title), .. } => vec![format!("a web page with the title “{title}”")],
        Failure::Rpc { data: Some(data), .. } => vec![data.clone()],
        Failure::SignIn { problem, .. } => evidence(problem),
        Failure::Spawn { looked_in, .. } if !looked_in.is_empty() => {
            vec![format!("looked in {}", looked_in.join(", "))]
        }
        Failure::Exited { stderr, .. } if !stderr.is_empty() => stderr.lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// What a sign-in service said, and what it has to be told.
fn evidence(problem: &SignInProblem) -> Vec<String> {
    match problem {
        SignInProblem::Unsupported { tried } => tried.iter().map(|url| format!("asked {url}")).collect(),
        SignInProblem::RegistrationUnavailable { redirect_uri } => {
            vec![format!("redirect address: {redirect_uri}")]
        }
        SignInProblem::RegistrationRefused { description: Some(words), .. }
        | SignInProblem::Declined { description: Some(words) }
        | SignInProblem::AuthorizationFailed { description: Some(words), .. }
        | SignInProblem::ClientUnknown { description: Some(words) }
        | SignInProblem::TokenRefused { description: Some(words), .. } => vec![words.clone()],
        _ => Vec::new(),
    }
}

/// What a person can do about it.
pub fn next_step(failure: &Failure) -> Option<&'static str> {
    Some(match failure {
        Failure::Dns { .. } => "check the host's name; a VPN may be needed",
        Failure::Refused { .. } => "start the server, or check the port",
        Failure::Network { .. } => "check the network, then try again",
        Failure::Timeout { .. } => "try again, or wait longer with --timeout",
        Failure::Tls { fault: TlsFault::NotTls, .. } => "the server does not speak TLS there; try http://",
        Failure::Tls { .. } => {
            "the server's certificate has to be renewed, or issued by somebody this computer trusts"
        }
        Failure::Proxy { .. } => "check HTTPS_PROXY and HTTP_PROXY",
        Failure::AddressForbidden { .. } => "cloud metadata and link-local addresses are never used",
        Failure::NoEndpoint { .. } => "look for an address that ends in /mcp",
        Failure::NotMcp { .. } => "that is a web page; look for an address that ends in /mcp",
        Failure::ForeignEndpoint { .. } => {
            "nothing was sent there: ask who runs the server for an address that answers itself"
        }
        Failure::Redirected { .. } => "if you trust that address, add it instead",
        Failure::Version { .. } => "add the connection with --era legacy",
        Failure::Unauthorized { oauth: true, .. } => "add the connection with --oauth",
        Failure::Unauthorized { credential: None, .. } => {
            "add the connection with --token or --secret-header"
        }
        Failure::Unauthorized { .. } => "the token may have expired; add the connection again with a new one",
        Failure::Forbidden { .. } => "ask for access, or use another credential",
        Failure::SignIn { problem, .. } => return after_sign_in(problem),
        Failure::SecretMissing { .. } => "configure the connection in the window, or add it again",
        Failure::RateLimited { .. } => "wait, then try again",
        Failure::ServerError { .. } => "try again later, or tell whoever runs the server",
        Failure::Rpc { rpc_code: -32602, .. } => {
            "check the tool's name and arguments with: hitchpost tools CONNECTION TOOL"
        }
        Failure::NotFound { what, .. } if what == "connection" => "see what there is with: hitchpost list",
        Failure::NotFound { what, .. } if what == "tool" => {
            "see what there is with: hitchpost tools CONNECTION"
        }
        Failure::Spawn { fault: SpawnFault::NotFound, .. } => "install it, or give its whole path",
        Failure::Spawn { fault: SpawnFault::NoDirectory, .. } => "make the directory, or add it with another",
        Failure::Exited { .. } => "what it wrote may tell why; it may want a variable or an argument",
        Failure::NeedsApproval { .. } => "look at what it runs with: hitchpost approve CONNECTION",
        Failure::ToolHeld { .. } => "look at what changed with: hitchpost tools CONNECTION --accept",
        Failure::FileUnusable { .. } => {
            "the file is read at every connect; put it back, or add the connection anew"
        }
        Failure::Disabled { .. } => "enable it in the window",
        Failure::Keychain { fault: KeychainFault::Absent, .. } => {
            "secrets are kept in the system's keychain only; start one, such as gnome-keyring or KWallet"
        }
        Failure::Keychain { fault: KeychainFault::Locked | KeychainFault::Unresponsive, .. } => {
            "unlock the keychain, then try again"
        }
        Failure::Storage { action, .. } if action == "open" => {
            "if the file is damaged, move it away: a new one is made, without what was saved"
        }
        Failure::Storage { .. } => "check that it can be written and that the disk has room",
        _ => return None,
    })
}

fn after_sign_in(problem: &SignInProblem) -> Option<&'static str> {
    Some(match problem {
        SignInProblem::NeverSignedIn
        | SignInProblem::Expired
        | SignInProblem::SettingsChanged
        | SignInProblem::Declined { .. }
        | SignInProblem::AuthorizationFailed { .. }
        | SignInProblem::ResponseIssuerMismatch { .. }
        | SignInProblem::TokenRefused { .. }
        | SignInProblem::TimedOut => "sign in with: hitchpost connect CONNECTION",
        SignInProblem::ClientUnknown { .. } => {
            "sign in again with: hitchpost connect CONNECTION --again; an app of yours may have a new ID"
        }
        SignInProblem::ScopeMissing { .. } => {
            "sign in for that too with: hitchpost connect CONNECTION --scope SCOPE"
        }
        SignInProblem::Unsupported { .. } => {
            "ask for the server's sign-in addresses, then use --authorization-url and --token-url"
        }
        SignInProblem::IssuerNotOffered { .. } => {
            "if you trust one of those, add the connection anew with --issuer, or without one"
        }
        SignInProblem::EndpointRefused { reason: EndpointFault::Address, .. } => {
            "if it is on your own private network, add the connection with --allow-private-addresses"
        }
        SignInProblem::RegistrationUnavailable { .. } | SignInProblem::RegistrationRefused { .. } => {
            "register an app at the sign-in service yourself, then add the connection with --client-id"
        }
        SignInProblem::RedirectNotRegistered { .. } => {
            "register exactly that address for the app, then try again"
        }
        SignInProblem::PkceUnsupported { .. } => {
            "if you trust the service, add the connection with --pkce allow-unadvertised"
        }
        SignInProblem::PortInUse { .. } => "end the other program, or choose another --callback-port",
        SignInProblem::CallbackUnreadable | SignInProblem::StateUnknown => {
            "copy the whole address of the page that this sign-in ended on"
        }
        SignInProblem::Network { .. } => "check the network, then try again",
        SignInProblem::KeyUnusable { .. } | SignInProblem::SettingsIncomplete => {
            "configure the connection in the window, or add it again"
        }
        _ => return None,
    })
}

/// One remark on one field, with how much it matters.
pub fn issue(issue: &FieldIssue) -> String {
    let text = remark(&issue.issue);
    match issue.severity {
        Severity::Error => text,
        Severity::Warning => format!("warning: {text}"),
        Severity::Notice => format!("note: {text}"),
    }
}

fn remark(issue: &Issue) -> String {
    match issue {
        Issue::UrlEmpty => "Enter the server's URL, for example https://example.com/mcp.".to_owned(),
        Issue::UrlUnparsable => {
            "That isn't a complete address. Check for spaces or a missing dot.".to_owned()
        }
        Issue::UrlScheme { scheme } => format!("Use http:// or https://, not {scheme}:."),
        Issue::UrlPlainHttpSecret { host } => {
            format!(
                "{host} isn't encrypted: anyone on the network could read your token. Use https, or --allow-plain-http."
            )
        }
        Issue::UrlUserinfo => "Sign-in details can't be part of the URL. Use --secret-header.".to_owned(),
        Issue::UrlFragmentRemoved { fragment } => format!("Removed “{fragment}”: servers never see it."),
        Issue::UrlKeyInQuery { names } => {
            format!("The URL contains a key ({}). It is hidden and kept in the keychain.", names.join(", "))
        }
        Issue::UrlKeyMissing { names } => {
            format!(
                "The URL has •••• in place of a value nobody saved ({}). Give the value.",
                names.join(", ")
            )
        }
        Issue::UrlSecretMoves { host } => format!("The saved secret will be sent to {host}."),
        Issue::UrlProjectPage { host } => {
            format!("{host} is a project page, not an MCP endpoint. Look for an address ending in /mcp.")
        }
        Issue::UrlDuplicate { name, .. } => format!("You already have this as “{name}”."),
        Issue::UrlAddressForbidden { host } => format!("{host} is an address that is never used."),
        Issue::NameTaken { name, suggestion } => format!("“{name}” is already used. Try “{suggestion}”."),
        Issue::NameTooLong { length } => format!("Use at most 64 characters for the name (now {length})."),
        Issue::SlugTaken { slug, name, other } => {
            format!("“{name}” and “{other}” would both appear as {slug}. Change one.")
        }
        Issue::SlugReserved { slug } => {
            format!("“{slug}” is the name of something built in. Choose another.")
        }
        Issue::TokenEmpty => "The token is empty.".to_owned(),
        Issue::TokenPrefixRemoved { prefix } => {
            format!("Removed “{prefix}” from the token: it is added for you.")
        }
        Issue::TokenLineBreaksJoined => {
            "Tokens have no line breaks. The lines were joined; check it.".to_owned()
        }
        Issue::TokenLooksStructured => {
            "The token looks like JSON or an .env line. Give only the value.".to_owned()
        }
        Issue::HeaderNameEmpty => "A header has no name.".to_owned(),
        Issue::HeaderNameInvalid { name } => format!("Header names can't contain spaces or signs: “{name}”."),
        Issue::HeaderDuplicate { name } => format!("“{name}” is listed twice."),
        Issue::HeaderOwned { name } => format!("“{name}” is set by the protocol."),
        Issue::HeaderKeptSecret { name } => {
            format!(
                "“{name}” usually carries a secret: its value is hidden and kept in the keychain. Arguments can be read by others; use --secret-header."
            )
        }
        Issue::HeaderValueEmpty => "A header has no value.".to_owned(),
        Issue::HeaderValueLineBreak => "Header values can't contain line breaks.".to_owned(),
        Issue::HeaderValueInvalid => {
            "A header or token contains a character that headers can't carry.".to_owned()
        }
        Issue::EndpointInvalid => "That isn't an http or https address.".to_owned(),
        Issue::EndpointInsecure { host } => {
            format!("{host} isn't encrypted. Use https:// (http is allowed only for localhost).")
        }
        Issue::EndpointForbidden { host } => format!("{host} is an address that is never used."),
        Issue::TokenUrlMissing => "Give the token URL too.".to_owned(),
        Issue::AuthorizationUrlMissing => "Give the authorization URL too.".to_owned(),
        Issue::IssuerInvalid => "The issuer is not the address of a sign-in service.".to_owned(),
        Issue::ClientIdMissing => {
            "This server doesn't register apps by itself. Give a client ID, and add the redirect URI to that app."
                .to_owned()
        }
        Issue::ClientSecretMissing => "The client secret is missing.".to_owned(),
        Issue::PrivateKeyMissing => "The private key is missing.".to_owned(),
        Issue::PrivateKeyInvalid => "That isn't a private key in PEM that can sign.".to_owned(),
        Issue::ScopeCommasReplaced => "Scopes are separated by spaces; commas replaced.".to_owned(),
        Issue::ScopeInvalid { scope } => format!("“{scope}” can't be a scope."),
        Issue::ScopesNeedReconnect => {
            "The present sign-in keeps its old scopes until you sign in again.".to_owned()
        }
        Issue::ParameterReserved { name } => format!("“{name}” is set by the protocol."),
        Issue::ParameterNameEmpty => "A parameter has no name.".to_owned(),
        Issue::ParameterDuplicate { name } => format!("“{name}” is listed twice."),
        Issue::ResourceInvalid => "The resource has to be a complete address without “#”.".to_owned(),
        Issue::PkceOffUnsafe => "Without PKCE a stolen code can be used by others.".to_owned(),
        Issue::ProgramMissing => "Give the program that is the server.".to_owned(),
        Issue::ProgramLooksLikeLine { words } => {
            let (program, args) = words.split_first().map_or(("", 0), |(first, rest)| (first, rest.len()));
            format!("That is a whole command line: the program is “{program}”, the other {args} are arguments.")
        }
        Issue::ProgramNotFound { looked_in } => match looked_in.is_empty() {
            true => "There is no such program.".to_owned(),
            false => format!("There is no such program in {}.", looked_in.join(", ")),
        },
        Issue::EnvNameInvalid { name } => format!("“{name}” can't be the name of a variable."),
        Issue::EnvNameDuplicate { name } => format!("“{name}” is listed twice."),
        Issue::EnvKeptSecret { name } => {
            format!(
                "“{name}” usually is a secret: its value is hidden and kept in the keychain. Arguments can be read by others; use --secret-env."
            )
        }
        Issue::EnvNameReserved => {
            "That variable makes another program run than the one shown; it can't be set.".to_owned()
        }
        Issue::EnvValueEmpty => "A secret has no value.".to_owned(),
        Issue::NulByte => "A NUL character can't be part of a command.".to_owned(),
        Issue::DirectoryMissing { path } => format!("There is no directory {path}."),
        Issue::ProxyInvalid => {
            "That isn't the address of a proxy. Use http://, https:// or socks5:// with a host.".to_owned()
        }
        Issue::FileUnreadable { path, reason } => format!("{path} can't be read: {reason}."),
        Issue::NotACertificate { path, reason } => format!("{path} is not a certificate: {reason}."),
        Issue::KeyUnusable { path, reason } => format!("{path} is not a usable private key: {reason}."),
        Issue::CertificateWithoutKey => "A client certificate needs its key, and a key its certificate.".to_owned(),
        Issue::KeyMismatch => "The private key belongs to another certificate.".to_owned(),
        Issue::InvalidCertificateAccepted { host } => {
            format!("The certificate of {host} will not be checked: others could pass for it.")
        }
        Issue::RootInvalid => "A folder is given as a whole path, or as file://….".to_owned(),
        Issue::CommandHasNoAuth => {
            "A command gets its secrets as variables. Use --secret-env in place of tokens and headers.".to_owned()
        }
        Issue::NumberRange { min, max } => format!("Enter {min} to {max}."),
    }
}

/// The sentence of a message about arguments, without its heading and the usage that follows.
pub fn of_usage_error(message: &str) -> String {
    let sentence = message.split("\n\n").next().unwrap_or_default();
    let sentence = sentence.strip_prefix("error: ").unwrap_or(sentence);
    sentence.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether standard output was closed by whoever read it.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
