//! The way to a server: proxies, certificates, transports.

use std::path::Path;

use hitchpost_core::connection::{
    ConnectionRequest, Field, FieldIssue, Issue, NetworkRequest, ProxyRequest, ProxyView, SecretInput,
    Severity, TargetRequest, TargetView, TransportChoice,
};
use hitchpost_core::failure::{Failure, TlsFault};
use hitchpost_core::init_logging;
use hitchpost_core::session::SessionStatus;
use hitchpost_core::wire::WireQuery;
use hitchpost_testkit::fixture::{Certificate, Fixture, Mode};
use hitchpost_testkit::proxy::Proxy;
use url::Url;

use crate::world::{World, config, failure, files_with, request, set, tools};

fn by(url: &Url, network: NetworkRequest) -> ConnectionRequest {
    let target = TargetRequest::Url { url: url.to_string(), transport: TransportChoice::Auto, network };
    ConnectionRequest { target, name: "Server".to_owned(), ..request(url) }
}

fn through(proxy: &Proxy, scheme: &str, user: &str, password: SecretInput) -> NetworkRequest {
    let url = proxy.url(scheme).to_string();
    NetworkRequest {
        proxy: ProxyRequest::Url { url, user: user.to_owned(), password },
        ..NetworkRequest::default()
    }
}

fn file(dir: &Path, name: &str, text: &str) -> String {
    let path = dir.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

async fn with_tls() -> Fixture {
    Fixture::start(Mode::Good).await.unwrap().with_tls().await.unwrap()
}

/// The fixture under a name that nobody but a proxy can reach.
fn elsewhere(fixture: &Fixture) -> Url {
    let mut url = fixture.url();
    url.set_host(Some("server.test")).unwrap();
    url
}

fn is_insecure(status: &SessionStatus) -> bool {
    matches!(status, SessionStatus::Connected { insecure: true, .. })
}

#[tokio::test]
async fn a_proxy_is_used_with_its_password_which_is_nowhere_but_in_the_keychain() {
    const PASSWORD: &str = "canary-proxy-4711";
    let world = World::start().await;
    let logging = init_logging(&config(world.dir.path()));
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let url = elsewhere(&fixture);
    let proxy = Proxy::start(fixture.address(), Some(("me", PASSWORD))).await.unwrap();

    let with = |password| by(&url, through(&proxy, "http", "me", password));
    let mut entered = with(set(PASSWORD));
    let added = world.app.add_connection(entered.clone()).await.unwrap();
    let TargetView::Url { network, .. } = &added.target else { panic!("{:?}", added.target) };
    let saved = matches!(&network.proxy,
        ProxyView::Url { user, password_saved_at: Some(_), .. } if user == "me");
    assert!(saved, "{network:?}");
    let mut said = vec![format!("{entered:?}"), serde_json::to_string(&added).unwrap()];
    let view = world.app.connect(added.id).await.unwrap();
    assert_eq!(tools(&view), Some(6));
    assert!(!proxy.asked().is_empty());

    entered = with(SecretInput::Keep);
    world.app.configure_connection(added.id, entered).await.unwrap();
    let world = world.restart().await;
    assert_eq!(tools(&world.app.connect(added.id).await.unwrap()), Some(6));
    world.app.configure_connection(added.id, with(set("wrong"))).await.unwrap();
    let view = world.app.reconnect(added.id).await.unwrap();
    assert!(matches!(failure(&view), Failure::Proxy { .. }), "{:?}", view.status);

    let wire = world.app.wire(WireQuery { limit: 1_000, ..WireQuery::default() }).await.unwrap();
    said.push(serde_json::to_string(&wire).unwrap());
    world.app.close().await;
    drop(logging);
    assert!(said.iter().all(|text| !text.contains("4711")), "{said:#?}");
    assert_eq!(files_with(world.dir.path(), "proxy-4711"), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn every_kind_of_proxy_is_asked_for_the_way() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for scheme in ["http", "socks5h"] {
        let proxy = Proxy::start(fixture.address(), None).await.unwrap();
        let network = through(&proxy, scheme, "", SecretInput::Forget);
        let entered = ConnectionRequest { name: scheme.to_owned(), ..by(&elsewhere(&fixture), network) };
        let added = world.app.add_connection(entered).await.unwrap();
        // What the server thinks of being called by another name is its own affair.
        world.app.connect(added.id).await.unwrap();
        assert!(proxy.asked().iter().any(|asked| asked.contains("server.test")), "{:?}", proxy.asked());
    }
    world.app.close().await;
}

#[tokio::test]
async fn an_authority_of_ones_own_is_read_at_every_connect() {
    let (world, dir) = (World::start().await, tempfile::tempdir().unwrap());
    let fixture = with_tls().await;
    let url = fixture.tls_url(Certificate::Trusted).unwrap();
    let authority_path = file(dir.path(), "ca.pem", fixture.authority_pem().unwrap());
    let network = NetworkRequest { authority_path: authority_path.clone(), ..NetworkRequest::default() };
    let id = world.app.add_connection(by(&url, network)).await.unwrap().id;
    let view = world.app.connect(id).await.unwrap();
    assert_eq!(tools(&view), Some(6));
    assert!(!is_insecure(&view.status));
    std::fs::remove_file(&authority_path).unwrap();
    let view = world.app.reconnect(id).await.unwrap();
    let Failure::FileUnusable { path, .. } = failure(&view) else { panic!("{:?}", view.status) };
    assert_eq!(*path, authority_path);
    world.app.close().await;
}

#[tokio::test]
async fn a_certificate_of_ones_own_is_shown_to_a_server_that_wants_one() {
    let (world, dir) = (World::start().await, tempfile::tempdir().unwrap());
    let fixture = with_tls().await;
    let url = fixture.tls_url(Certificate::WantsYours).unwrap();
    let (certificate, key) = fixture.client_pem().unwrap();
    let network = NetworkRequest {
        authority_path: file(dir.path(), "ca.pem", fixture.authority_pem().unwrap()),
        certificate_path: file(dir.path(), "me.pem", certificate),
        key_path: file(dir.path(), "me.key", key),
        ..NetworkRequest::default()
    };
    let id = world.app.add_connection(by(&url, network)).await.unwrap().id;
    assert_eq!(tools(&world.app.connect(id).await.unwrap()), Some(6));
    world.app.close().await;
}

#[tokio::test]
async fn a_certificate_that_is_not_checked_is_shown_for_as_long_as_the_session_lives() {
    let world = World::start().await;
    let fixture = with_tls().await;
    for certificate in [Certificate::SelfSigned, Certificate::Expired, Certificate::WrongName] {
        let url = fixture.tls_url(certificate).unwrap();
        let name = certificate.name().to_owned();
        let strict = ConnectionRequest { name, ..by(&url, NetworkRequest::default()) };
        let id = world.app.add_connection(strict.clone()).await.unwrap().id;
        let view = world.app.connect(id).await.unwrap();
        assert!(matches!(failure(&view), Failure::Tls { .. }), "{:?}", view.status);
        let network = NetworkRequest { accept_invalid_certificate: true, ..NetworkRequest::default() };
        let lax = ConnectionRequest { target: by(&url, network).target, ..strict };
        let checked = world.app.check_connection(Some(id), lax.clone()).await.unwrap();
        let host = "localhost".to_owned();
        let warning = FieldIssue {
            field: Field::Url,
            severity: Severity::Warning,
            issue: Issue::InvalidCertificateAccepted { host },
        };
        assert_eq!(checked.issues, [warning]);
        world.app.configure_connection(id, lax).await.unwrap();
        let view = world.app.connect(id).await.unwrap();
        assert!(is_insecure(&view.status), "{:?}", view.status);
        world.app.disconnect(id).await.unwrap();
    }
    world.app.close().await;
}

#[tokio::test]
async fn what_is_wrong_with_the_network_options_stands_at_its_field() {
    let (world, dir) = (World::start().await, tempfile::tempdir().unwrap());
    let fixture = with_tls().await;
    let url = fixture.tls_url(Certificate::Trusted).unwrap();
    let (certificate, key) = fixture.client_pem().unwrap();
    let (certificate, key) = (file(dir.path(), "me.pem", certificate), file(dir.path(), "me.key", key));
    let text = file(dir.path(), "text", "no certificate");
    let missing = dir.path().join("missing").display().to_string();
    let none = NetworkRequest::default;
    let proxy = |url: &str| ProxyRequest::Url {
        url: url.to_owned(),
        user: String::new(),
        password: SecretInput::Forget,
    };
    let is = |wanted: fn(&Issue) -> bool| wanted;
    for (network, field, is_right) in [
        (
            NetworkRequest { authority_path: missing.clone(), ..none() },
            Field::AuthorityPath,
            is(|issue| matches!(issue, Issue::FileUnreadable { .. })),
        ),
        (
            NetworkRequest { authority_path: dir.path().display().to_string(), ..none() },
            Field::AuthorityPath,
            is(|issue| matches!(issue, Issue::FileUnreadable { .. })),
        ),
        (
            NetworkRequest { authority_path: text.clone(), ..none() },
            Field::AuthorityPath,
            is(|issue| matches!(issue, Issue::NotACertificate { .. })),
        ),
        (
            NetworkRequest { certificate_path: text.clone(), key_path: key.clone(), ..none() },
            Field::CertificatePath,
            is(|issue| matches!(issue, Issue::NotACertificate { .. })),
        ),
        (
            NetworkRequest { certificate_path: certificate.clone(), key_path: text, ..none() },
            Field::KeyPath,
            is(|issue| matches!(issue, Issue::KeyUnusable { .. })),
        ),
        (
            NetworkRequest { certificate_path: certificate, ..none() },
            Field::KeyPath,
            is(|issue| *issue == Issue::CertificateWithoutKey),
        ),
        (
            NetworkRequest { key_path: key, ..none() },
            Field::CertificatePath,
            is(|issue| *issue == Issue::CertificateWithoutKey),
        ),
        (
            NetworkRequest { proxy: proxy("ftp://proxy.example"), ..none() },
            Field::ProxyUrl,
            is(|issue| *issue == Issue::ProxyInvalid),
        ),
        (
            NetworkRequest { proxy: proxy("http://me:pw@proxy.example"), ..none() },
            Field::ProxyUrl,
            is(|issue| *issue == Issue::ProxyInvalid),
        ),
    ] {
        let checked = world.app.check_connection(None, by(&url, network)).await.unwrap();
        let [found] = checked.issues.as_slice() else { panic!("{field:?}: {:?}", checked.issues) };
        assert!(found.field == field && is_right(&found.issue), "{field:?}: {found:?}");
        assert_eq!(found.severity, Severity::Error);
    }
}

#[tokio::test]
async fn a_pinned_transport_is_the_only_one_tried() {
    let world = World::start().await;
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let with = |transport| {
        let target = TargetRequest::Url {
            url: fixture.url().to_string(),
            transport,
            network: NetworkRequest::default(),
        };
        ConnectionRequest { target, name: format!("{transport:?}"), ..request(&fixture.url()) }
    };
    let added = world.app.add_connection(with(TransportChoice::StreamableHttp)).await.unwrap();
    assert_eq!(tools(&world.app.connect(added.id).await.unwrap()), Some(6));
    fixture.clear_log();
    let added = world.app.add_connection(with(TransportChoice::HttpSse)).await.unwrap();
    let view = world.app.connect(added.id).await.unwrap();
    assert!(matches!(view.status, SessionStatus::Error { .. }), "{:?}", view.status);
    assert!(fixture.log().iter().all(|seen| seen.method == "GET"), "{:?}", fixture.log());
    world.app.close().await;
}

#[tokio::test]
async fn a_certificate_nobody_trusts_names_its_fault() {
    let world = World::start().await;
    let fixture = with_tls().await;
    let url = fixture.tls_url(Certificate::Trusted).unwrap();
    let report = world.app.probe("p".to_owned(), url.to_string()).await.unwrap();
    assert!(
        matches!(report.failure, Some(Failure::Tls { fault: TlsFault::UnknownIssuer, .. })),
        "{report:?}"
    );
}
