//! Certificates: which fault is named for which certificate.

use std::time::Duration;

use hitchpost_mcp::{Client, ClientConfig, Error, TimeoutPhase, TlsFault, Url};
use hitchpost_testkit::fixture::{Certificate, Fixture, Mode};
use tokio::net::TcpListener;

use crate::elsewhere;

/// The authorities of the system are named in the environment.
#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_certificate_has_its_name() {
    if elsewhere::is_child().await {
        return;
    }
    let fixture = Fixture::start(Mode::Good).await.unwrap().with_tls().await.unwrap();
    let authority = std::env::temp_dir().join(format!("hitchpost-test-authority-{}.pem", std::process::id()));
    std::fs::write(&authority, fixture.authority_pem().unwrap()).unwrap();
    for (certificate, expected) in [
        (Certificate::Trusted, "None"),
        (Certificate::SelfSigned, "fault: UnknownIssuer"),
        (Certificate::Expired, "fault: Expired"),
        (Certificate::WrongName, "fault: WrongName"),
    ] {
        let url = fixture.tls_url(certificate).unwrap();
        let trusting = [("SSL_CERT_FILE", authority.to_str().unwrap()), ("SSL_CERT_DIR", "/nonexistent")];
        let test = "tls::each_fault_of_a_certificate_has_its_name";
        let outcome = elsewhere::outcome(test, &url, &trusting).await;
        assert!(outcome.contains(expected), "{certificate:?}: {outcome}");
    }
    std::fs::remove_file(authority).unwrap();
}

async fn fault(url: Url) -> TlsFault {
    match Client::connect(ClientConfig::new(url)).await.err().unwrap() {
        Error::Tls { fault, .. } => fault,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_unknown_authority_and_plain_http_have_their_names() {
    let fixture = Fixture::start(Mode::Good).await.unwrap().with_tls().await.unwrap();
    assert_eq!(fault(fixture.tls_url(Certificate::Trusted).unwrap()).await, TlsFault::UnknownIssuer);
    let mut plain = fixture.url();
    plain.set_scheme("https").unwrap();
    assert_eq!(fault(plain).await, TlsFault::NotTls);
}

#[tokio::test]
async fn a_handshake_that_never_ends_times_out_as_a_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("https://{}/mcp", listener.local_addr().unwrap())).unwrap();
    let after = Duration::from_millis(150);
    let config = ClientConfig { connect_timeout: after, ..ClientConfig::new(url) };
    let error = Client::connect(config).await.err().unwrap();
    assert!(
        matches!(error, Error::Timeout { phase: TimeoutPhase::Connect, after: waited, .. } if waited == after),
        "{error:?}"
    );
}
