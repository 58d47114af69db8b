//! What went wrong below HTTP, read from the chain of causes.

use std::error::Error as StdError;
use std::io;

use rustls::{AlertDescription, CertificateError};

use crate::reach::Reach;
use crate::resolver::Forbidden;

/// Why a request got no response, or why its response broke off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An address of a class that may not be used.
    Forbidden(Reach),
    /// No connection in time.
    ConnectTimeout,
    /// The certificate cannot be trusted, or the handshake failed.
    Tls(TlsFault, String),
    /// The name does not resolve.
    Dns,
    /// The other side does not speak HTTP.
    NotHttp(String),
    /// Nothing listens there.
    Refused,
    /// The proxy's: it cannot be reached, refuses, or wants a password.
    Proxy(String),
    /// Unreachable, reset, or closed early.
    Other(String),
}

/// What is wrong with a certificate or a TLS handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsFault {
    /// Issued by nobody this computer trusts.
    UnknownIssuer,
    /// Expired or not yet valid.
    Expired,
    /// For another name.
    WrongName,
    /// The other side does not speak TLS.
    NotTls,
    /// It wants a certificate from us, or does not take the one we have.
    ClientCertificate,
    /// Something else.
    Other,
}

impl Fault {
    /// Reads the causes of `error`.
    pub fn of(error: &reqwest::Error) -> Fault {
        if let Some(forbidden) = find::<Forbidden>(error) {
            return Fault::Forbidden(forbidden.reach);
        }
        if error.is_timeout() && error.is_connect() {
            return Fault::ConnectTimeout;
        }
        if let Some(tls) = find::<rustls::Error>(error) {
            return tls_fault_of(tls);
        }
        if error.is_dns() {
            return Fault::Dns;
        }
        if find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
            return Fault::NotHttp(root_cause(error));
        }
        if find::<io::Error>(error).is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
            return Fault::Refused;
        }
        Fault::Other(root_cause(error))
    }
}

/// The first cause of type `T`; an `io::Error` may wrap one without naming it as its source.
pub(crate) fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = inner.and_then(|inner| find::<T>(inner)) {
            return Some(found);
        }
        cause = error.source();
    }
    None
}

/// The innermost cause, in words.
pub fn root_cause(error: &(dyn StdError + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    let is_early = find::<hyper::Error>(error).is_some_and(hyper::Error::is_incomplete_message)
        || find::<io::Error>(error).is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof);
    if is_early { "the connection ended early".into() } else { cause.to_string() }
}

/// The fault behind an error of TLS.
pub(crate) fn tls_fault_of(error: &rustls::Error) -> Fault {
    Fault::Tls(tls_fault(error), tls_reason(error))
}

fn tls_fault(error: &rustls::Error) -> TlsFault {
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => TlsFault::Expired,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                TlsFault::WrongName
            }
            // An authority of that name is known, but it is another one: the signature is not its.
            CertificateError::UnknownIssuer
            | CertificateError::BadSignature
            | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
                TlsFault::UnknownIssuer
            }
            // webpki's word for a self-signed certificate that calls itself an authority.
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
                TlsFault::UnknownIssuer
            }
            _ => TlsFault::Other,
        },
        rustls::Error::InvalidMessage(_) => TlsFault::NotTls,
        rustls::Error::AlertReceived(alert) if is_about_us(*alert) => TlsFault::ClientCertificate,
        _ => TlsFault::Other,
    }
}

/// What only a certificate of ours can be the reason of.
fn is_about_us(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::CertificateRequired
            | AlertDescription::NoCertificate
            | AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
            | AlertDescription::AccessDenied
            // What is signed with a key that does not fit.
            | AlertDescription::DecryptError
    )
}

fn tls_reason(error: &rustls::Error) -> String {
    match error {
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => {
            "it asks for a client certificate".into()
        }
        rustls::Error::AlertReceived(alert) if is_about_us(*alert) => {
            format!("it does not take the client certificate ({alert:?})")
        }
        error => error.to_string(),
    }
}
