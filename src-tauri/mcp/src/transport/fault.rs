//! What went wrong below HTTP, read from the chain of causes.

use std::error::Error as StdError;
use std::io;

use rustls::CertificateError;

use crate::error::{Error, TimeoutPhase, TlsFault};
use crate::transport::address::Forbidden;
use crate::transport::http::Http;

impl Http {
    /// The error for a request that got no response, or whose response broke off.
    pub(super) fn fault(&self, error: &reqwest::Error) -> Error {
        if find::<Forbidden>(error).is_some() {
            return Error::AddressForbidden { host: self.host.clone() };
        }
        if error.is_timeout() && error.is_connect() {
            let after = self.connect_timeout;
            return Error::Timeout { address: self.address.clone(), phase: TimeoutPhase::Connect, after };
        }
        if let Some(tls) = find::<rustls::Error>(error) {
            return Error::Tls { host: self.host.clone(), fault: tls_fault(tls), reason: tls.to_string() };
        }
        if self.proxied && error.is_connect() {
            return Error::Proxy { reason: root_cause(error) };
        }
        if error.is_dns() {
            return Error::Dns { host: self.host.clone() };
        }
        if find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
            let reason = format!("the answer is not HTTP: {}", root_cause(error));
            return Error::Malformed { reason, excerpt: None };
        }
        if find::<io::Error>(error).is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused) {
            return Error::Refused { address: self.address.clone() };
        }
        self.network(root_cause(error))
    }

    /// A stream that ended before what we waited for.
    pub(crate) fn ended_early(&self) -> Error {
        self.network("the stream ended before the response")
    }

    pub(crate) fn network(&self, reason: impl Into<String>) -> Error {
        Error::Network { address: self.address.clone(), reason: reason.into() }
    }
}

/// The first cause of type `T`; an `io::Error` may wrap one without naming it as its source.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
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

fn root_cause(error: &(dyn StdError + 'static)) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    match find::<hyper::Error>(error) {
        Some(hyper) if hyper.is_incomplete_message() => "the connection ended early".into(),
        _ => cause.to_string(),
    }
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
            CertificateError::UnknownIssuer => TlsFault::UnknownIssuer,
            // webpki's word for a self-signed certificate that calls itself an authority.
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
                TlsFault::UnknownIssuer
            }
            _ => TlsFault::Other,
        },
        rustls::Error::InvalidMessage(_) => TlsFault::NotTls,
        _ => TlsFault::Other,
    }
}
