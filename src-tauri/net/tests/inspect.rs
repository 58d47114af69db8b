//! What there is to see on the way to a server, and that the server hears nothing of it.
#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use hitchpost_net::{Fault, Identity, Inspection, Network, Proxy, Reach, TlsFault, inspect};
use hitchpost_testkit::fixture::{Certificate, Fixture, Mode};
use hitchpost_testkit::proxy;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use tokio::net::TcpListener;
use url::Url;

const PATIENCE: Duration = Duration::from_secs(5);

async fn fixture() -> Fixture {
    Fixture::start(Mode::Good).await.unwrap().with_tls().await.unwrap()
}

fn trusting(fixture: &Fixture) -> Network {
    Network { extra_authority: Some(fixture.authority_pem().unwrap().into()), ..Network::default() }
}

async fn look(url: &str, network: &Network) -> Inspection {
    inspect(&Url::parse(url).unwrap(), network, PATIENCE).await
}

#[tokio::test]
async fn a_good_certificate_is_described() {
    let fixture = fixture().await;
    let url = fixture.tls_url(Certificate::Trusted).unwrap();
    let seen = inspect(&url, &trusting(&fixture), PATIENCE).await;
    assert_eq!((seen.fault, seen.through_proxy), (None, None));
    assert!(!seen.addresses.is_empty() && seen.addresses.iter().all(std::net::IpAddr::is_loopback));
    assert!(seen.connect.is_some());
    let tls = seen.tls.unwrap();
    assert_eq!((tls.version.as_str(), tls.trusted), ("TLS 1.3", true));
    assert_eq!((tls.issuer.as_str(), tls.subject.as_str()), ("Fixture authority", "localhost"));
    assert!(tls.not_after > SystemTime::now());
    assert!(fixture.log().is_empty());
}

#[tokio::test]
async fn a_wrong_certificate_is_described_with_what_is_wrong() {
    let fixture = fixture().await;
    for (certificate, expected) in [
        (Certificate::SelfSigned, TlsFault::UnknownIssuer),
        (Certificate::Expired, TlsFault::Expired),
        (Certificate::WrongName, TlsFault::WrongName),
    ] {
        let url = fixture.tls_url(certificate).unwrap();
        let seen = inspect(&url, &trusting(&fixture), PATIENCE).await;
        assert!(matches!(seen.fault, Some(Fault::Tls(fault, _)) if fault == expected), "{:?}", seen.fault);
        let tls = seen.tls.unwrap();
        assert!(!tls.trusted && (tls.not_after < SystemTime::now()) == (certificate == Certificate::Expired));

        let network = Network { accept_invalid_certificate: true, ..trusting(&fixture) };
        let seen = inspect(&url, &network, PATIENCE).await;
        assert!(seen.fault.is_none() && !seen.tls.unwrap().trusted);
    }
}

/// Wants a certificate, and takes whatever it is shown.
#[derive(Debug)]
struct Curious(Arc<rustls::crypto::CryptoProvider>);

impl ClientCertVerifier for Curious {
    fn root_hint_subjects(&self) -> &[rustls::DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        Ok(rustls::client::danger::HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &rustls::DigitallySignedStruct,
    ) -> Result<rustls::client::danger::HandshakeSignatureValid, rustls::Error> {
        self.verify_tls12_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<rustls::SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

/// A server with a certificate nobody trusts. It tells whether it was shown one in the handshake of its only visitor
/// after the one who just connects.
fn curious(
    version: &'static rustls::SupportedProtocolVersion,
    identity: &Identity,
    key: &[u8],
) -> (SocketAddr, std::thread::JoinHandle<bool>) {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain = vec![CertificateDer::from_pem_slice(&identity.certificate).unwrap()];
    let config = rustls::ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_client_cert_verifier(Arc::new(Curious(provider)))
        .with_single_cert(chain, PrivateKeyDer::from_pem_slice(key).unwrap())
        .unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let shown = std::thread::spawn(move || {
        drop(listener.accept().unwrap());
        let (mut stream, _): (TcpStream, _) = listener.accept().unwrap();
        let mut server = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let _ = server.complete_io(&mut stream);
        server.peer_certificates().is_some()
    });
    (address, shown)
}

#[tokio::test]
async fn a_certificate_of_ones_own_is_shown_only_to_a_server_whose_own_counts() {
    let file = |name| std::fs::read(format!("{}/tests/keys/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let key = file("p256-sec1.pem");
    let text = String::from_utf8(key.clone()).unwrap();
    let identity = Identity { certificate: file("p256-cert.pem"), key: text.into() };
    for (version, name) in [(&rustls::version::TLS13, "TLS 1.3"), (&rustls::version::TLS12, "TLS 1.2")] {
        for accept_invalid_certificate in [false, true] {
            let (address, shown) = curious(version, &identity, &key);
            let identity = Some(identity.clone());
            let network = Network { identity, accept_invalid_certificate, ..Network::default() };
            let seen = look(&format!("https://{address}/"), &network).await;
            assert_eq!(shown.join().unwrap(), accept_invalid_certificate, "{name}");
            assert_eq!(matches!(seen.fault, Some(Fault::Tls(..))), !accept_invalid_certificate, "{name}");
            let tls = seen.tls.unwrap();
            assert_eq!((tls.version.as_str(), tls.trusted), (name, false));
        }
    }
}

#[tokio::test]
async fn a_server_without_tls_is_only_connected_to() {
    let fixture = fixture().await;
    let seen = inspect(&fixture.url(), &Network::default(), PATIENCE).await;
    assert!(seen.fault.is_none() && seen.tls.is_none() && seen.connect.is_some());
    let mut url = fixture.url();
    url.set_scheme("https").unwrap();
    let seen = inspect(&url, &Network::default(), PATIENCE).await;
    assert!(matches!(seen.fault, Some(Fault::Tls(TlsFault::NotTls, _))), "{:?}", seen.fault);
    assert!(fixture.log().is_empty());
}

#[tokio::test]
async fn each_step_that_fails_is_the_last_one() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let network = Network::default();
    let nobody = look(&format!("https://{free}/"), &network).await;
    assert_eq!((nobody.fault, nobody.connect, nobody.tls), (Some(Fault::Refused), None, None));
    let nameless = look("https://no-such-host.invalid/", &network).await;
    assert!(nameless.fault == Some(Fault::Dns) && nameless.addresses.is_empty());
    let forbidden = look("http://169.254.169.254/", &network).await;
    assert!(forbidden.fault == Some(Fault::Forbidden(Reach::Never)) && forbidden.addresses.is_empty());

    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("https://{}/", silent.local_addr().unwrap())).unwrap();
    let seen = inspect(&url, &network, Duration::from_millis(200)).await;
    assert!(seen.connect.is_some() && seen.fault == Some(Fault::ConnectTimeout), "{:?}", seen.fault);
}

#[tokio::test]
async fn behind_a_proxy_the_proxy_is_reached_first_and_named_when_it_is_in_the_way() {
    let fixture = fixture().await;
    let to = fixture.tls_url(Certificate::WrongName).unwrap().port().unwrap();
    let proxy = proxy::Proxy::start(([127, 0, 0, 1], to).into(), Some(("ann", "word"))).await.unwrap();
    let through = |password: &str| {
        let password = Some(password.to_owned().into());
        let proxy = Proxy::Url { url: proxy.url("http"), user: Some("ann".into()), password };
        Network { proxy, ..trusting(&fixture) }
    };
    let seen = look("https://other.test/", &through("word")).await;
    assert!(seen.fault.is_none() && seen.addresses.is_empty(), "{:?}", seen.fault);
    assert_eq!(seen.through_proxy, proxy.url("http").port().map(|port| format!("127.0.0.1:{port}")));
    assert_eq!(seen.tls.unwrap().subject, "other.test");
    let seen = look("https://other.test/", &through("wrong")).await;
    assert!(seen.connect.is_some() && seen.tls.is_none());
    assert!(matches!(seen.fault, Some(Fault::Proxy(reason)) if reason.contains("password")));
    assert!(fixture.log().is_empty());
}
