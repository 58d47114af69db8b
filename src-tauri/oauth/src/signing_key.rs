//! A person's private key, and the assertions it signs in place of a client secret (RFC 7523).

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::PrivateKeyDer;
use rustls_pki_types::pem::PemObject as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;
use uuid::Uuid;

use crate::error::Error;

/// Long enough for a slow clock, short enough to be worthless to a thief.
const LIFETIME: Duration = Duration::from_secs(300);

/// A private key that signs client assertions with RS256 or ES256, whichever fits its kind.
#[derive(Clone)]
pub struct SigningKey(Arc<Pair>);

// ring rather than a JWT crate: it is in the program for TLS already, and the crates that sign RSA without it carry an
// open advisory (RUSTSEC-2023-0071) or need a C toolchain.
enum Pair {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
}

impl SigningKey {
    /// Reads an unencrypted PEM: PKCS#8 (RSA or P-256) or PKCS#1.
    pub fn from_pem(pem: &SecretString) -> Result<SigningKey, Error> {
        let pem = pem.expose_secret();
        if pem.contains("ENCRYPTED") {
            return Err(unusable("it is protected with a passphrase"));
        }
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes())
            .map_err(|_| unusable("it is not a private key in PEM form"))?;
        let pair = match &key {
            PrivateKeyDer::Pkcs1(der) => rsa(RsaKeyPair::from_der(der.secret_pkcs1_der()))?,
            PrivateKeyDer::Pkcs8(der) => {
                let der = der.secret_pkcs8_der();
                match EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &SystemRandom::new()) {
                    Ok(pair) => Pair::Ecdsa(pair),
                    Err(_) => rsa(RsaKeyPair::from_pkcs8(der))?,
                }
            }
            _ => return Err(unusable("convert it with “openssl pkcs8 -topk8 -nocrypt” first")),
        };
        Ok(SigningKey(Arc::new(pair)))
    }

    /// `RS256` or `ES256`.
    pub fn algorithm(&self) -> &'static str {
        match &*self.0 {
            Pair::Rsa(_) => "RS256",
            Pair::Ecdsa(_) => "ES256",
        }
    }

    /// A fresh assertion that we are `client_id`, meant for `audience` only.
    pub(crate) fn assertion(&self, client_id: &str, audience: &str) -> Result<SecretString, Error> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let claims = json!({
            "iss": client_id,
            "sub": client_id,
            "aud": audience,
            "jti": Uuid::new_v4(),
            "iat": now.as_secs(),
            "exp": (now + LIFETIME).as_secs(),
        });
        let header = json!({ "alg": self.algorithm(), "typ": "JWT" });
        let mut text =
            format!("{}.{}", BASE64URL.encode(header.to_string()), BASE64URL.encode(claims.to_string()));
        let signature = self.sign(text.as_bytes())?;
        text.push('.');
        BASE64URL.encode_string(signature, &mut text);
        Ok(text.into())
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let random = SystemRandom::new();
        let signed = match &*self.0 {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).map(|()| signature)
            }
            Pair::Ecdsa(pair) => pair.sign(&random, message).map(|signature| signature.as_ref().to_vec()),
        };
        signed.map_err(|_| unusable("it does not sign"))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SigningKey").field(&self.algorithm()).finish()
    }
}

fn rsa(pair: Result<RsaKeyPair, ring::error::KeyRejected>) -> Result<Pair, Error> {
    // ring's words name a rule, never a part of the key.
    pair.map(Pair::Rsa)
        .map_err(|rejected| unusable(format!("only RSA from 2048 bits and P-256 serve: {rejected}")))
}

fn unusable(reason: impl Into<String>) -> Error {
    Error::KeyUnusable { reason: reason.into() }
}
