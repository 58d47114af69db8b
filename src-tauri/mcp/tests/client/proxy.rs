//! Proxies of the system: a fault of theirs is named as theirs, and this computer is reached without them.

use axum::response::IntoResponse as _;
use hitchpost_mcp::Url;
use hitchpost_testkit::fixture::{Fixture, Mode};
use http::StatusCode;
use tokio::net::TcpListener;

use crate::elsewhere;
use crate::script::serve;

const TEST: &str = "proxy::a_fault_of_the_proxy_is_named_as_its_own";

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_the_proxy_is_named_as_its_own() {
    if elsewhere::is_child().await {
        return;
    }
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let absent = format!("http://{nobody}");
    let wants_password = serve(|_| async { StatusCode::PROXY_AUTHENTICATION_REQUIRED.into_response() }).await;
    for (server, proxy) in [
        ("http://mcp.example.invalid/mcp", absent.as_str()),
        ("https://mcp.example.invalid/mcp", absent.as_str()),
        ("http://mcp.example.invalid/mcp", wants_password.url.as_str()),
        ("https://mcp.example.invalid/mcp", wants_password.url.as_str()),
    ] {
        let environment = [("http_proxy", proxy), ("https_proxy", proxy), ("no_proxy", "")];
        let outcome = elsewhere::outcome(TEST, &Url::parse(server).unwrap(), &environment).await;
        assert!(outcome.starts_with("Some(Proxy"), "{server} through {proxy}: {outcome}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn this_computer_is_reached_without_a_proxy() {
    if elsewhere::is_child().await {
        return;
    }
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let proxy = [("http_proxy", "http://127.0.0.1:9"), ("no_proxy", "")];
    let test = "proxy::this_computer_is_reached_without_a_proxy";
    assert_eq!(elsewhere::outcome(test, &fixture.url(), &proxy).await, "None");
}
