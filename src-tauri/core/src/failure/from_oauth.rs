//! From what the OAuth layer found to what a person can do something about.

use hitchpost_oauth::{EndpointFault as Fault, Error};

use super::{EndpointFault, Failure, SignInProblem};

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::of_sign_in(error, "")
    }
}

impl Failure {
    /// Translates an error of the OAuth layer. `redirect_uri` is what was, or would have been, registered.
    pub(crate) fn of_sign_in(error: Error, redirect_uri: &str) -> Self {
        let host = host(&error);
        Self::SignIn { host, problem: problem(error, redirect_uri.to_owned()) }
    }
}

/// The host a problem is with, where the error names one.
fn host(error: &Error) -> Option<String> {
    let of = |text: &str| url::Url::parse(text).ok().and_then(|url| url.host_str().map(str::to_owned));
    match error {
        Error::Unsupported { server, .. } => server.host_str().map(str::to_owned),
        Error::Network(fault) => Some(fault.host.clone()),
        Error::Malformed { url, .. } => of(url),
        Error::IssuerMismatch { expected, .. }
        | Error::IssuerNotOffered { wanted: expected, .. }
        | Error::ResourceMismatch { expected, .. }
        | Error::ResponseIssuerMismatch { expected, .. } => of(expected),
        Error::PkceUnsupported { issuer, .. } | Error::RegistrationUnavailable { issuer } => of(issuer),
        _ => None,
    }
}

fn problem(error: Error, redirect_uri: String) -> SignInProblem {
    match error {
        Error::Unsupported { tried, .. } => {
            SignInProblem::Unsupported { tried: tried.into_iter().map(|tried| tried.url).collect() }
        }
        Error::Network(fault) => SignInProblem::Network { reason: fault.reason },
        Error::Malformed { url, reason } => SignInProblem::Malformed { url, reason },
        Error::IssuerMismatch { expected, found } => SignInProblem::IssuerMismatch { expected, found },
        Error::IssuerNotOffered { wanted, offered } => SignInProblem::IssuerNotOffered { wanted, offered },
        Error::ResourceMismatch { expected, found } => SignInProblem::ResourceMismatch { expected, found },
        Error::EndpointRefused { what, url, reason } => {
            SignInProblem::EndpointRefused { what, url, reason: endpoint_fault(reason) }
        }
        Error::PkceUnsupported { advertised, .. } => SignInProblem::PkceUnsupported { advertised },
        Error::RegistrationUnavailable { .. } => SignInProblem::RegistrationUnavailable { redirect_uri },
        Error::RegistrationRefused { error, description } => {
            SignInProblem::RegistrationRefused { error, description, redirect_uri }
        }
        Error::CallbackUnreadable => SignInProblem::CallbackUnreadable,
        Error::StateMismatch => SignInProblem::StateUnknown,
        Error::ResponseIssuerMismatch { expected, found } => {
            SignInProblem::ResponseIssuerMismatch { expected, found }
        }
        Error::Declined { description } => SignInProblem::Declined { description },
        Error::AuthorizationFailed { error, description } => {
            SignInProblem::AuthorizationFailed { error, description }
        }
        Error::RedirectRefused => SignInProblem::RedirectNotRegistered { redirect_uri },
        Error::Token { error, description, .. } if error == "invalid_client" => {
            SignInProblem::ClientUnknown { description }
        }
        Error::Token { error, description, .. } => SignInProblem::TokenRefused { error, description },
        Error::TokenMalformed { reason } => SignInProblem::TokenMalformed { reason },
        Error::KeyUnusable { reason } => SignInProblem::KeyUnusable { reason },
    }
}

fn endpoint_fault(fault: Fault) -> EndpointFault {
    match fault {
        Fault::Scheme => EndpointFault::Scheme,
        Fault::Insecure => EndpointFault::Insecure,
        Fault::Userinfo => EndpointFault::Userinfo,
        Fault::Address(_) => EndpointFault::Address,
        Fault::Unparsable => EndpointFault::Unparsable,
        Fault::Redirect => EndpointFault::Redirect,
    }
}
