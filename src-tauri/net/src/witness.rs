//! Looks over a verifier's shoulder. For handshakes after which nothing is sent.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::x509::X509Name;

use crate::inspect::TlsFacts;

/// As much of a name in a certificate as anybody reads.
const LONGEST_NAME: usize = 200;

/// What was seen of a handshake.
#[derive(Default)]
pub(crate) struct Seen {
    /// Whether we would show a certificate of ours, which is for nobody whose own does not count.
    is_guarded: bool,
    certificate: OnceLock<CertificateDer<'static>>,
    error: OnceLock<Error>,
    version: OnceLock<&'static str>,
}

impl Seen {
    /// For a handshake in which we might say who we are.
    pub(crate) fn guarded(is_guarded: bool) -> Seen {
        Seen { is_guarded, ..Seen::default() }
    }

    /// Why the certificate does not count.
    pub(crate) fn error(&self) -> Option<Error> {
        self.error.get().cloned()
    }

    /// Ends a handshake before we say who we are. Not as soon as the certificate was seen: the version is known only
    /// with the signature, and that still comes before anything of ours.
    fn guard(&self) -> Result<(), Error> {
        match self.error() {
            Some(error) if self.is_guarded => Err(error),
            _ => Ok(()),
        }
    }

    /// What the certificate says; `None` when there was none, or none that can be read.
    pub(crate) fn facts(&self, took: Duration, trusted: bool) -> Option<TlsFacts> {
        let (_, certificate) = X509Certificate::from_der(self.certificate.get()?).ok()?;
        let ends = u64::try_from(certificate.validity().not_after.timestamp()).unwrap_or_default();
        Some(TlsFacts {
            version: (*self.version.get().unwrap_or(&"TLS")).to_owned(),
            issuer: name(certificate.issuer()),
            subject: name(certificate.subject()),
            not_after: SystemTime::UNIX_EPOCH + Duration::from_secs(ends),
            trusted,
            took,
        })
    }
}

/// The common name, the organisation, or all of it.
fn name(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().chain(name.iter_organization());
    let short = common.filter_map(|part| part.as_str().ok()).find(|part| !part.trim().is_empty());
    let mut text = short.map_or_else(|| name.to_string(), ToOwned::to_owned);
    text.truncate(text.floor_char_boundary(LONGEST_NAME));
    text
}

/// Lets the server's handshake through, unless a certificate of ours would follow, and remembers what the verifier it
/// stands before says.
pub(crate) struct Witness {
    pub system: Arc<dyn ServerCertVerifier>,
    pub server: Option<ServerName<'static>>,
    pub seen: Arc<Seen>,
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Witness")
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = self.system.verify_server_cert(certificate, intermediates, name, ocsp, now);
        if self.server.as_ref() != Some(name) {
            // A proxy's own handshake.
            return verdict;
        }
        let _ = self.seen.certificate.set(certificate.clone().into_owned());
        if let Err(error) = verdict {
            let _ = self.seen.error.set(error);
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let _ = self.seen.version.set("TLS 1.2");
        self.seen.guard()?;
        self.system.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let _ = self.seen.version.set("TLS 1.3");
        self.seen.guard()?;
        self.system.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.system.supported_verify_schemes()
    }
}
