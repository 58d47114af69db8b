//! Below the protocol: addresses, connections, redirects, limits.

use std::time::Duration;

use hitchpost_mcp::{
    Client, ClientConfig, Error, Freshness, HeaderName, HeaderValue, Limits, RawJson, TimeoutPhase, ToolCall,
    Url,
};
use hitchpost_testkit::fixture::{API_KEY, Fixture, Mode, TOKEN};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

async fn failure(config: ClientConfig) -> Error {
    Client::connect(config).await.err().unwrap()
}

fn config(url: &str) -> ClientConfig {
    ClientConfig::new(Url::parse(url).unwrap())
}

fn secret(value: &str) -> HeaderValue {
    let mut value = HeaderValue::from_str(value).unwrap();
    value.set_sensitive(true);
    value
}

fn credentials() -> Vec<(HeaderName, HeaderValue)> {
    let bearer = secret(&format!("Bearer {TOKEN}"));
    vec![(http::header::AUTHORIZATION, bearer), (HeaderName::from_static("x-api-key"), secret(API_KEY))]
}

#[tokio::test]
async fn nothing_listening_is_said_with_the_address() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let error = failure(config(&format!("http://{free}/mcp"))).await;
    assert_eq!(error, Error::Refused { address: free.to_string() });
}

#[tokio::test]
async fn a_host_that_does_not_resolve_is_named() {
    let error = failure(config("http://no-such-host.invalid/mcp")).await;
    assert_eq!(error, Error::Dns { host: "no-such-host.invalid".into() });
}

#[tokio::test]
async fn forbidden_addresses_are_refused_before_anything_is_sent() {
    for url in [
        "http://169.254.169.254/mcp",
        "http://metadata.google.internal/mcp",
        "http://0.0.0.0:9/",
        "http://[::]/",
    ] {
        assert!(matches!(failure(config(url)).await, Error::AddressForbidden { .. }), "{url}");
    }
}

#[tokio::test]
async fn a_server_that_accepts_and_says_nothing_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut silent = config(&format!("http://{}/mcp", listener.local_addr().unwrap()));
    silent.limits.probe = Duration::from_millis(100);
    assert!(matches!(failure(silent).await, Error::Timeout { phase: TimeoutPhase::Headers, .. }));
}

#[tokio::test]
async fn what_is_not_http_is_said_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.2p1\r\n").await;
        }
    });
    let error = failure(config(&format!("http://{address}/mcp"))).await;
    assert!(matches!(&error, Error::Malformed { reason, .. } if reason.contains("not HTTP")), "{error:?}");
}

#[tokio::test]
async fn a_connection_that_ends_early_fails_only_its_call() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for path in ["/cut?at=tools/call", "/hostile?at=tools/call&as=short-body"] {
        let client = Client::connect(ClientConfig::new(fixture.at(path))).await.unwrap();
        let call = ToolCall::new("echo", RawJson::parse(r#"{"text":"x"}"#).unwrap());
        let error = client.call_tool(call).await.unwrap_err();
        assert!(matches!(error, Error::Network { .. }), "{path}: {error:?}");
        client.list_tools(Freshness::Fresh).await.unwrap();
    }
}

#[tokio::test]
async fn a_body_that_drips_ends_at_the_deadline() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let client = Client::connect(ClientConfig::new(fixture.at("/drip?at=tools/call"))).await.unwrap();
    let mut call = ToolCall::new("echo", RawJson::parse(r#"{"text":"x"}"#).unwrap());
    call.extras.timeout = Some(Duration::from_millis(300));
    let error = client.call_tool(call).await.unwrap_err();
    assert!(matches!(error, Error::Timeout { phase: TimeoutPhase::Answer, .. }), "{error:?}");
}

#[tokio::test]
async fn a_redirect_within_the_origin_is_followed_with_the_credentials() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for status in [307, 308] {
        let mut redirected = ClientConfig::new(fixture.at(&format!("/redirect?status={status}&to=/token")));
        redirected.headers = credentials();
        Client::connect(redirected).await.unwrap();
    }
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_not_followed() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for status in [301, 302, 303, 307, 308] {
        fixture.clear_log();
        let mut redirected = ClientConfig::new(fixture.at(&format!("/redirect?status={status}")));
        redirected.headers = credentials();
        let error = failure(redirected).await;
        assert!(
            matches!(&error, Error::Redirected { location } if location.contains("/good-elsewhere")),
            "{error:?}"
        );
        assert_eq!(fixture.log().len(), 1, "{status}: the other host saw nothing");
    }
}

#[tokio::test]
async fn redirects_that_change_the_method_or_go_in_circles_are_not_followed() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    assert!(matches!(
        failure(ClientConfig::new(fixture.at("/redirect?status=302&to=/good"))).await,
        Error::Redirected { .. }
    ));
    fixture.clear_log();
    let circle =
        ClientConfig::new(fixture.at("/redirect?status=307&to=/redirect%3Fstatus=307%26to=/redirect"));
    assert!(matches!(failure(circle).await, Error::Redirected { .. }));
    assert!(fixture.log().len() <= 6);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let limit = 1 << 20;
    for path in ["/big?mb=2", "/hostile?at=tools/call&as=endless-line"] {
        let mut config = ClientConfig::new(fixture.at(path));
        config.limits = Limits { frame: limit, ..Limits::default() };
        let client = Client::connect(config).await.unwrap();
        let call = ToolCall::new(
            if path.contains("big") { "big" } else { "echo" },
            RawJson::parse(r#"{"text":"x"}"#).unwrap(),
        );
        assert_eq!(client.call_tool(call).await.unwrap_err(), Error::TooLarge { limit }, "{path}");
    }
}

#[tokio::test]
async fn ten_megabytes_are_a_result() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let client = Client::connect(ClientConfig::new(fixture.at("/big?mb=10"))).await.unwrap();
    let result = client.call_tool(ToolCall::new("big", RawJson::empty_object())).await.unwrap();
    assert!(result.raw.as_str().len() >= 10 << 20);
}

#[tokio::test]
async fn oversized_headers_are_refused() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let mut config = ClientConfig::new(fixture.at("/hostile?at=tools/call&as=many-headers"));
    config.headers = credentials();
    let client = Client::connect(config).await.unwrap();
    let call = ToolCall::new("echo", RawJson::parse(r#"{"text":"x"}"#).unwrap());
    let error = client.call_tool(call).await.unwrap_err();
    assert!(matches!(error, Error::Malformed { .. } | Error::Network { .. }), "{error:?}");
}

#[tokio::test]
async fn refusals_carry_their_evidence() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let error = failure(ClientConfig::new(fixture.at("/oauth"))).await;
    let Error::Status { status: 401, www_authenticate, body_excerpt, .. } = error else {
        panic!("{error:?}")
    };
    assert!(www_authenticate[0].contains("resource_metadata=") && body_excerpt == "sign in first");

    let error = failure(ClientConfig::new(fixture.at("/busy?seconds=7"))).await;
    assert!(
        matches!(error, Error::Status { status: 429, retry_after: Some(after), .. } if after == Duration::from_secs(7))
    );
}

#[tokio::test]
async fn credentials_open_the_door() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for path in ["/token", "/apikey"] {
        let mut config = ClientConfig::new(fixture.at(path));
        assert!(matches!(failure(config.clone()).await, Error::Status { status: 401, .. }), "{path}");
        config.headers = credentials();
        Client::connect(config).await.unwrap().list_tools(Freshness::Fresh).await.unwrap();
    }
}
