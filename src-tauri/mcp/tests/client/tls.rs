//! Certificates: which fault is named for which certificate.

use std::io::Write as _;
use std::process::Command;

use hitchpost_mcp::{Client, ClientConfig, Error, TlsFault, Url};
use hitchpost_testkit::fixture::{Certificate, Fixture, Mode};

const ADDRESS: &str = "HITCHPOST_TEST_TLS_ADDRESS";
const OUTCOME: &str = "outcome:";

async fn fault(url: Url) -> Option<TlsFault> {
    match Client::connect(ClientConfig::new(url)).await {
        Ok(_) => None,
        Err(Error::Tls { fault, .. }) => Some(fault),
        Err(other) => panic!("{other:?}"),
    }
}

/// The authorities of the system are read from the environment, so this test runs itself again in another one. There
/// it connects to the address it is given and says how that went.
#[tokio::test(flavor = "multi_thread")]
async fn each_fault_of_a_certificate_has_its_name() {
    if let Ok(address) = std::env::var(ADDRESS) {
        writeln!(std::io::stdout(), "{OUTCOME}{:?}", fault(Url::parse(&address).unwrap()).await).unwrap();
        return;
    }
    let fixture = Fixture::start(Mode::Good).await.unwrap().with_tls().await.unwrap();
    let authority = std::env::temp_dir().join(format!("hitchpost-test-authority-{}.pem", std::process::id()));
    std::fs::write(&authority, fixture.authority_pem().unwrap()).unwrap();
    for (certificate, expected) in [
        (Certificate::Trusted, None),
        (Certificate::SelfSigned, Some(TlsFault::UnknownIssuer)),
        (Certificate::Expired, Some(TlsFault::Expired)),
        (Certificate::WrongName, Some(TlsFault::WrongName)),
    ] {
        let url = fixture.tls_url(certificate).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "tls::each_fault_of_a_certificate_has_its_name", "--nocapture"]);
        child.env(ADDRESS, url.as_str()).env("SSL_CERT_FILE", &authority).env_remove("SSL_CERT_DIR");
        let output = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();
        let output = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.contains(&format!("{OUTCOME}{expected:?}")), "{certificate:?}: {output}");
    }
    std::fs::remove_file(authority).unwrap();
}

#[tokio::test]
async fn an_unknown_authority_and_plain_http_have_their_names() {
    let fixture = Fixture::start(Mode::Good).await.unwrap().with_tls().await.unwrap();
    assert_eq!(fault(fixture.tls_url(Certificate::Trusted).unwrap()).await, Some(TlsFault::UnknownIssuer));
    let mut plain = fixture.url();
    plain.set_scheme("https").unwrap();
    assert_eq!(fault(plain).await, Some(TlsFault::NotTls));
}
