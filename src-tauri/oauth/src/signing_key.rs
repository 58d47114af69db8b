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

#[cfg(test)]
mod tests {
    use ring::signature::{
        ECDSA_P256_SHA256_FIXED, KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey,
    };
    use serde_json::Value;

    use super::*;

    const RSA: &str = include_str!("../tests/keys/rsa-pkcs8.pem");
    const RSA_PKCS1: &str = include_str!("../tests/keys/rsa-pkcs1.pem");
    const P256: &str = include_str!("../tests/keys/p256-pkcs8.pem");

    fn key(pem: &str) -> Result<SigningKey, Error> {
        SigningKey::from_pem(&pem.into())
    }

    fn decoded(part: &str) -> Value {
        serde_json::from_slice(&BASE64URL.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn an_assertion_says_who_we_are_to_whom_and_for_how_long() {
        for (pem, algorithm) in [(RSA, "RS256"), (RSA_PKCS1, "RS256"), (P256, "ES256")] {
            let assertion = key(pem).unwrap().assertion("client 1", "https://as.example").unwrap();
            let parts: Vec<&str> = assertion.expose_secret().split('.').collect();
            assert_eq!(decoded(parts[0]), json!({ "alg": algorithm, "typ": "JWT" }));
            let claims = decoded(parts[1]);
            assert_eq!((&claims["iss"], &claims["sub"]), (&json!("client 1"), &json!("client 1")));
            assert_eq!(claims["aud"], "https://as.example");
            assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 300);
        }
    }

    #[test]
    fn every_assertion_is_new() {
        let key = key(P256).unwrap();
        let ids: Vec<Value> = (0..2)
            .map(|_| key.assertion("a", "b").unwrap())
            .map(|assertion| decoded(assertion.expose_secret().split('.').nth(1).unwrap())["jti"].clone())
            .collect();
        assert_ne!(ids[0], ids[1]);
    }

    #[test]
    fn the_signature_fits_the_public_key() {
        for pem in [RSA, P256] {
            let key = key(pem).unwrap();
            let assertion = key.assertion("a", "b").unwrap();
            let (signed, signature) = assertion.expose_secret().rsplit_once('.').unwrap();
            let signature = BASE64URL.decode(signature).unwrap();
            let verified = match &*key.0 {
                Pair::Rsa(pair) => {
                    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())
                        .verify(signed.as_bytes(), &signature)
                }
                Pair::Ecdsa(pair) => {
                    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref())
                        .verify(signed.as_bytes(), &signature)
                }
            };
            assert!(verified.is_ok());
        }
    }

    #[test]
    fn a_key_that_cannot_sign_is_refused_with_a_reason() {
        for (pem, reason) in [
            ("", "not a private key"),
            ("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", "not a private key"),
            ("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n", "2048 bits"),
            (include_str!("../tests/keys/p256-encrypted.pem"), "passphrase"),
            (include_str!("../tests/keys/p256-sec1.pem"), "openssl pkcs8"),
            (include_str!("../tests/keys/p384-pkcs8.pem"), "P-256"),
        ] {
            let refusal = key(pem).unwrap_err().to_string();
            assert!(refusal.contains(reason), "{refusal}");
        }
    }

    #[test]
    fn prints_nothing_but_its_algorithm() {
        assert_eq!(format!("{:?}", key(P256).unwrap()), "SigningKey(\"ES256\")");
    }
}
