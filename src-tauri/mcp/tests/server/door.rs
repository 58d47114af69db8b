//! Who is let in, and in which shape a request must come.

use std::time::Duration;

use hitchpost_mcp::server::{Eras, Limits};
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::probe_tools::{Probe, Running, serve, serve_probe, within};
use crate::speaker::{Speaker, send};

fn start() -> (Running, Speaker) {
    let running = serve_probe(&Probe::new());
    let speaker = Speaker::new(running.url.clone());
    (running, speaker)
}

#[tokio::test]
async fn a_rebound_name_or_a_web_page_gets_nothing() {
    let (running, speaker) = start();
    let port = running.url.port().unwrap();
    let foreign = [("host", format!("evil.test:{port}")), ("origin", "http://evil.test".to_owned())];
    for (name, value) in foreign {
        for method in [Method::POST, Method::GET, Method::DELETE] {
            let request = speaker.request(method.clone()).header(name, &value);
            assert_eq!(send(request).await.refusal(), (403, -32600), "{method} {name}");
        }
        let request = speaker.modern_request("server/discover", json!({})).header(name, &value);
        assert_eq!(send(request).await.status, 403, "{name}");
    }
    let own = [("host", format!("localhost:{port}")), ("origin", format!("http://127.0.0.1:{port}"))];
    for (name, value) in own {
        let request = speaker.modern_request("server/discover", json!({})).header(name, value);
        assert_eq!(send(request).await.status, 200, "{name}");
    }
}

#[tokio::test]
async fn only_post_and_delete_are_methods() {
    let (_running, speaker) = start();
    for method in [Method::GET, Method::PUT, Method::OPTIONS, Method::HEAD] {
        let heard = send(speaker.request(method)).await;
        assert_eq!((heard.status.as_u16(), heard.header("allow")), (405, Some("POST, DELETE")));
    }
}

#[tokio::test]
async fn a_body_that_is_no_message_is_refused_with_where_it_breaks() {
    let (_running, speaker) = start();
    let cases = [
        ("", -32700),
        ("{\"jsonrpc\":\"2.0\",", -32700),
        ("\u{feff}{}", -32700),
        ("[]", -32600),
        (r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600),
    ];
    for (body, code) in cases {
        let heard = send(speaker.post_text(body.to_owned())).await;
        assert_eq!(heard.refusal(), (400, code), "{body:?}: {heard:?}");
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(send(speaker.post_text(deep)).await.refusal(), (400, -32700));
}

#[tokio::test]
async fn content_headers_that_do_not_fit_are_refused() {
    let (_running, speaker) = start();
    let text = speaker.request(Method::POST).header("content-type", "text/plain").body("{}");
    assert_eq!(send(text).await.status, 415);
    let html = speaker
        .request(Method::POST)
        .header("content-type", "application/json")
        .header("accept", "text/html");
    assert_eq!(send(html.body("{}")).await.status, 406);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let limits = Limits { body: 1000, ..Limits::default() };
    let running = serve(Some(Probe::new()), Eras::Both, limits);
    let speaker = Speaker::new(running.url.clone());
    let long = json!({ "name": "meta", "arguments": { "text": "x".repeat(1000) } });
    assert_eq!(speaker.modern("tools/call", long).await.status, 413);
    assert_eq!(speaker.modern("server/discover", json!({})).await.status, 200);
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_given_up() {
    let limits = Limits { body_time: Duration::from_millis(20), ..Limits::default() };
    let running = serve(Some(Probe::new()), Eras::Both, limits);
    let address = running.listening.address();
    let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /mcp HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{{"
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    within(socket.read_exact(&mut answer)).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 408");
}

#[tokio::test]
async fn an_idle_connection_is_closed_when_the_server_stops() {
    let (running, _speaker) = start();
    let mut socket = tokio::net::TcpStream::connect(running.listening.address()).await.unwrap();
    // One answered request shows that the connection has been taken.
    let request = format!("GET /mcp HTTP/1.1\r\nhost: {}\r\n\r\n", running.listening.address());
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    within(socket.read_exact(&mut answer)).await.unwrap();
    running.listening.stop();
    within(socket.read_to_end(&mut Vec::new())).await.unwrap();
}
