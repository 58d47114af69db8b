//! Certificates and keys as people have them in files.

use std::sync::Arc;

use rustls::RootCertStore;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use secrecy::ExposeSecret as _;

use crate::network::{Identity, NetworkFault};

const PEM: &[u8] = b"-----BEGIN ";

/// The crypto that all of this uses.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    // reqwest takes the installed one. Fails when there is one already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    CryptoProvider::get_default().cloned().unwrap_or_else(|| rustls::crypto::ring::default_provider().into())
}

/// The authorities in a file.
pub(crate) fn authorities(file: &[u8]) -> Result<Vec<CertificateDer<'static>>, NetworkFault> {
    let found = certificates(file).map_err(NetworkFault::Authority)?;
    let mut store = RootCertStore::empty();
    for authority in &found {
        store
            .add(authority.clone())
            .map_err(|_| NetworkFault::Authority("it holds no certificate".into()))?;
    }
    Ok(found)
}

/// The certificates in a file, PEM or DER.
fn certificates(file: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    if !contains(file, PEM) {
        // 0x30 begins every DER certificate.
        return match file.first() {
            Some(0x30) => Ok(vec![CertificateDer::from(file.to_vec())]),
            Some(_) => Err("it is neither PEM nor DER".into()),
            None => Err("it is empty".into()),
        };
    }
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(file).collect();
    let found = found.map_err(|_| "its PEM is damaged".to_owned())?;
    if found.is_empty() { Err("it holds no certificate".into()) } else { Ok(found) }
}

/// A client certificate with its key, which fit each other.
pub(crate) fn certified_key(identity: &Identity) -> Result<Arc<CertifiedKey>, NetworkFault> {
    let chain = certificates(&identity.certificate).map_err(NetworkFault::Certificate)?;
    let key = private_key(identity.key.expose_secret().as_bytes()).map_err(NetworkFault::Key)?;
    let key = provider().key_provider.load_private_key(key);
    let key = key.map_err(|_| NetworkFault::Key("it is damaged, or of a kind nobody uses for TLS".into()))?;
    let certified = CertifiedKey::new(chain, key);
    match certified.keys_match() {
        // Not every kind of key can say; the handshake will.
        Ok(()) | Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::Unknown)) => {
            Ok(certified.into())
        }
        Err(rustls::Error::InconsistentKeys(_)) => Err(NetworkFault::KeyMismatch),
        Err(_) => Err(NetworkFault::Certificate("it is damaged".into())),
    }
}

fn private_key(pem: &[u8]) -> Result<PrivateKeyDer<'static>, String> {
    // PKCS#8 says so in its first line, the older formats in a header.
    if contains(pem, b"-----BEGIN ENCRYPTED PRIVATE KEY-----") || contains(pem, b"Proc-Type: 4,ENCRYPTED") {
        return Err("it is encrypted; decrypt it first".into());
    }
    if contains(pem, b"-----BEGIN OPENSSH PRIVATE KEY-----") {
        return Err("it is a key for SSH".into());
    }
    PrivateKeyDer::from_pem_slice(pem).map_err(|_| "it holds no private key in PEM".into())
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|window| window == wanted)
}
