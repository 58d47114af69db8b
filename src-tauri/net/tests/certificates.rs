//! Certificates and keys as people have them in files: which are taken, and what is said of the others.
#![allow(clippy::unwrap_used)] // all of this crate is tests

use hitchpost_net::{Identity, Network, NetworkFault, Proxy};
use url::Url;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/keys/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn authority(file: Vec<u8>) -> Result<(), NetworkFault> {
    Network { extra_authority: Some(file), ..Network::default() }.check()
}

fn identity(certificate: Vec<u8>, key: Vec<u8>) -> Result<(), NetworkFault> {
    let key = String::from_utf8(key).unwrap().into();
    Network { identity: Some(Identity { certificate, key }), ..Network::default() }.check()
}

#[test]
fn an_authority_is_read_as_pem_as_der_and_as_a_bundle() {
    assert_eq!(authority(file("rsa-cert.pem")), Ok(()));
    assert_eq!(authority(file("p256-cert.der")), Ok(()));
    let mut bundle = b"# two of them\n".to_vec();
    bundle.extend([file("rsa-cert.pem"), file("p256-cert.pem")].concat());
    assert_eq!(authority(bundle), Ok(()));
}

#[test]
fn what_is_no_authority_is_refused_with_a_reason() {
    let table: [(&[u8], &str); 6] = [
        (b"", "it is empty"),
        (b"hello", "neither PEM nor DER"),
        (&[0x30, 0x03, 1, 2, 3], "no certificate"),
        (&file("rsa-pkcs8.pem"), "no certificate"),
        (b"-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n", "damaged"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no certificate"),
    ];
    for (file, expected) in table {
        let fault = authority(file.to_vec());
        assert!(matches!(&fault, Err(NetworkFault::Authority(said)) if said.contains(expected)), "{fault:?}");
    }
}

#[test]
fn keys_are_read_in_every_form_they_come_in() {
    for key in ["rsa-pkcs8.pem", "rsa-pkcs1.pem"] {
        assert_eq!(identity(file("rsa-cert.pem"), file(key)), Ok(()), "{key}");
    }
    assert_eq!(identity(file("p256-cert.pem"), file("p256-sec1.pem")), Ok(()));
    // OpenSSL writes both into one file.
    let both = [file("p256-cert.pem"), file("p256-sec1.pem")].concat();
    assert_eq!(identity(both.clone(), both), Ok(()));
}

#[test]
fn an_encrypted_key_is_named_as_one() {
    for key in ["rsa-encrypted.pem", "rsa-encrypted-pkcs1.pem"] {
        let fault = identity(file("rsa-cert.pem"), file(key));
        assert!(
            matches!(&fault, Err(NetworkFault::Key(said)) if said.contains("encrypted")),
            "{key}: {fault:?}"
        );
    }
}

#[test]
fn a_key_of_another_certificate_does_not_fit() {
    assert_eq!(identity(file("rsa-cert.pem"), file("p256-sec1.pem")), Err(NetworkFault::KeyMismatch));
    assert_eq!(identity(file("p256-cert.pem"), file("rsa-pkcs8.pem")), Err(NetworkFault::KeyMismatch));
}

#[test]
fn what_is_no_key_or_no_certificate_is_refused_as_that() {
    let fault = identity(file("rsa-cert.pem"), file("p256-cert.pem"));
    assert!(matches!(fault, Err(NetworkFault::Key(_))), "{fault:?}");
    let fault = identity(file("rsa-pkcs8.pem"), file("rsa-pkcs8.pem"));
    assert!(matches!(fault, Err(NetworkFault::Certificate(_))), "{fault:?}");
}

#[test]
fn proxies_have_a_scheme_and_a_host() {
    let check = |url: &str| {
        let url = Url::parse(url).unwrap();
        Network { proxy: Proxy::Url { url, user: None, password: None }, ..Network::default() }.check()
    };
    for good in ["http://proxy:3128", "https://proxy", "socks5://10.0.0.1:1080", "socks5h://proxy"] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
    for bad in ["ftp://proxy", "socks4://proxy", "file:///etc/passwd", "proxy:3128"] {
        assert!(matches!(check(bad), Err(NetworkFault::Proxy(_))), "{bad}");
    }
}

#[test]
fn nothing_of_a_network_that_is_printed_is_secret() {
    let proxy = Proxy::Url {
        url: Url::parse("http://user:in-the-url@proxy:3128").unwrap(),
        user: Some("user".into()),
        password: Some("beside-it".to_owned().into()),
    };
    let key = String::from_utf8(file("rsa-pkcs8.pem")).unwrap();
    let beginning = key.lines().nth(1).unwrap().to_owned();
    let identity = Some(Identity { certificate: Vec::new(), key: key.into() });
    let text = format!("{:?}", Network { proxy, identity, ..Network::default() });
    for secret in ["in-the-url", "beside-it", &beginning] {
        assert!(!text.contains(secret), "{text}");
    }
}
