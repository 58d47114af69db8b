//! How a connection gets out, when a person says so: proxies, authorities, client certificates, and one that is taken
//! as it is.

use hitchpost_mcp::{Client, ClientConfig, Error, Identity, Network, Proxy, TlsFault, Url};
use hitchpost_testkit::fixture::{Certificate, Fixture, Mode};
use hitchpost_testkit::proxy;

const LOGIN: (&str, &str) = ("ann", "p@ss:word");

async fn fixture() -> Fixture {
    Fixture::start(Mode::Good).await.unwrap().with_tls().await.unwrap()
}

async fn outcome(url: Url, network: Network) -> Result<(), Error> {
    Client::connect(ClientConfig { network, ..ClientConfig::new(url) }).await.map(drop)
}

fn trusting(fixture: &Fixture) -> Network {
    Network { extra_authority: Some(fixture.authority_pem().unwrap().into()), ..Network::default() }
}

fn through(url: Url, login: Option<(&str, &str)>) -> Proxy {
    let (user, password) = login.unzip();
    Proxy::Url {
        url,
        user: user.map(ToOwned::to_owned),
        password: password.map(|word| word.to_owned().into()),
    }
}

/// The certificate for `other.test` is a good one for whoever goes there through a proxy.
fn elsewhere(scheme: &str, path: &str) -> Url {
    Url::parse(&format!("{scheme}://other.test{path}")).unwrap()
}

/// The server's answer, which nobody else gives.
fn reached(outcome: &Result<(), Error>) -> bool {
    matches!(outcome, Err(Error::Status { status: 403, .. }))
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted_besides_the_systems() {
    let fixture = fixture().await;
    let network = trusting(&fixture);
    outcome(fixture.tls_url(Certificate::Trusted).unwrap(), network.clone()).await.unwrap();
    for (certificate, expected) in [
        (Certificate::SelfSigned, TlsFault::UnknownIssuer),
        (Certificate::Expired, TlsFault::Expired),
        (Certificate::WrongName, TlsFault::WrongName),
    ] {
        let refused = outcome(fixture.tls_url(certificate).unwrap(), network.clone()).await;
        assert!(matches!(refused, Err(Error::Tls { fault, .. }) if fault == expected), "{refused:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_is_taken_as_it_is_may_be_wrong_in_any_way() {
    let fixture = fixture().await;
    let network = Network { accept_invalid_certificate: true, ..Network::default() };
    for certificate in
        [Certificate::SelfSigned, Certificate::Expired, Certificate::WrongName, Certificate::Trusted]
    {
        outcome(fixture.tls_url(certificate).unwrap(), network.clone()).await.unwrap();
    }
    let mut plain = fixture.url();
    plain.set_scheme("https").unwrap();
    let refused = outcome(plain, network).await;
    assert!(matches!(refused, Err(Error::Tls { fault: TlsFault::NotTls, .. })), "{refused:?}");
}

#[tokio::test]
async fn a_server_that_wants_a_certificate_gets_it_and_says_when_it_does_not() {
    let fixture = fixture().await;
    let url = fixture.tls_url(Certificate::WantsYours).unwrap();
    let anonymous = outcome(url.clone(), trusting(&fixture)).await;
    assert!(matches!(anonymous, Err(Error::Tls { fault: TlsFault::ClientCertificate, .. })), "{anonymous:?}");

    let (certificate, key) = fixture.client_pem().unwrap();
    let identity = Identity { certificate: certificate.into(), key: key.to_owned().into() };
    let known = Network { identity: Some(identity), ..trusting(&fixture) };
    outcome(url.clone(), known).await.unwrap();

    let other = Fixture::start(Mode::Good).await.unwrap().with_tls().await.unwrap();
    let (certificate, key) = other.client_pem().unwrap();
    let identity = Identity { certificate: certificate.into(), key: key.to_owned().into() };
    let stranger = outcome(url, Network { identity: Some(identity), ..trusting(&fixture) }).await;
    assert!(matches!(stranger, Err(Error::Tls { fault: TlsFault::ClientCertificate, .. })), "{stranger:?}");
}

#[tokio::test]
async fn what_cannot_be_used_is_said_before_anything_is_sent() {
    let fixture = fixture().await;
    let network = Network { extra_authority: Some(b"nonsense".into()), ..Network::default() };
    let refused = outcome(fixture.tls_url(Certificate::Trusted).unwrap(), network).await;
    assert!(
        matches!(&refused, Err(Error::Network { reason, .. }) if reason.contains("authority")),
        "{refused:?}"
    );
    assert!(fixture.log().is_empty());
}

#[tokio::test]
async fn every_kind_of_proxy_leads_to_a_plain_server() {
    let fixture = fixture().await;
    let server = elsewhere("http", "/forbidden");
    for login in [None, Some(LOGIN)] {
        let proxy = proxy::Proxy::start(fixture.address(), login).await.unwrap();
        for scheme in ["http", "socks5h"] {
            let network = Network { proxy: through(proxy.url(scheme), login), ..Network::default() };
            let outcome = outcome(server.clone(), network).await;
            assert!(reached(&outcome), "{scheme} {login:?}: {outcome:?}");
        }
        assert_eq!(proxy.asked()[0], "POST http://other.test/forbidden");
        assert_eq!(proxy.asked().last().unwrap(), "SOCKS other.test:80");
    }
}

#[tokio::test]
async fn every_kind_of_proxy_leads_to_a_server_with_tls() {
    let fixture = fixture().await;
    let to = fixture.tls_url(Certificate::WrongName).unwrap().port().unwrap();
    for login in [None, Some(LOGIN)] {
        let proxy = proxy::Proxy::start(([127, 0, 0, 1], to).into(), login).await.unwrap();
        for scheme in ["http", "socks5h"] {
            let network = Network { proxy: through(proxy.url(scheme), login), ..trusting(&fixture) };
            let outcome = outcome(elsewhere("https", "/forbidden"), network).await;
            assert!(reached(&outcome), "{scheme} {login:?}: {outcome:?}");
        }
        assert_eq!(proxy.asked(), ["CONNECT other.test:443", "SOCKS other.test:443"]);
    }
}

#[tokio::test]
async fn a_proxy_that_wants_a_password_is_named() {
    let fixture = fixture().await;
    let proxy = proxy::Proxy::start(fixture.address(), Some(LOGIN)).await.unwrap();
    let address = proxy.url("http").port().unwrap().to_string();
    for login in [None, Some(("ann", "wrong"))] {
        for (scheme, server) in
            [("http", "http"), ("http", "https"), ("socks5h", "http"), ("socks5h", "https")]
        {
            let network = Network { proxy: through(proxy.url(scheme), login), ..Network::default() };
            let refused = outcome(elsewhere(server, "/forbidden"), network).await;
            let Err(Error::Proxy { reason }) = &refused else { panic!("{scheme} {server}: {refused:?}") };
            assert!(reason.contains(&address) && reason.contains("password"), "{scheme} {server}: {reason}");
            assert!(!reason.contains("wrong"), "{reason}");
        }
    }
    assert!(proxy.asked().is_empty());
}

#[tokio::test]
async fn a_socks_proxy_is_told_an_address_when_names_are_resolved_here() {
    let fixture = fixture().await;
    let proxy = proxy::Proxy::start(fixture.address(), None).await.unwrap();
    let network = Network { proxy: through(proxy.url("socks5"), None), ..Network::default() };
    let outcome = outcome(Url::parse("http://192.168.77.1/forbidden").unwrap(), network).await;
    assert!(reached(&outcome), "{outcome:?}");
    assert_eq!(proxy.asked()[0], "SOCKS 192.168.77.1:80");
}

#[tokio::test]
async fn this_computer_is_reached_past_any_proxy() {
    let fixture = fixture().await;
    let proxy = proxy::Proxy::start(fixture.address(), None).await.unwrap();
    let network = Network { proxy: through(proxy.url("http"), None), ..Network::default() };
    outcome(fixture.url(), network).await.unwrap();
    assert!(proxy.asked().is_empty());
}

#[tokio::test]
async fn no_proxy_leads_to_an_address_nobody_may_use() {
    let fixture = fixture().await;
    let proxy = proxy::Proxy::start(fixture.address(), None).await.unwrap();
    for scheme in ["http", "socks5", "socks5h"] {
        let network = Network { proxy: through(proxy.url(scheme), None), ..Network::default() };
        let refused = outcome(Url::parse("http://169.254.169.254/mcp").unwrap(), network).await;
        assert!(matches!(refused, Err(Error::AddressForbidden { .. })), "{scheme}: {refused:?}");
    }
    assert!(proxy.asked().is_empty());
}
