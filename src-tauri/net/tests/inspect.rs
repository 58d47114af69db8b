//! What there is to see on the way to a server, and that the server hears nothing of it.
#![allow(clippy::unwrap_used, clippy::panic)] // all of this crate is tests

use std::time::{Duration, SystemTime};

use hitchpost_net::{Fault, Inspection, Network, Proxy, Reach, TlsFault, inspect};
use hitchpost_testkit::fixture::{Certificate, Fixture, Mode};
use hitchpost_testkit::proxy;
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
