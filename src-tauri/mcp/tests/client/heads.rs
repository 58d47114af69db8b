//! What surrounds an answer: headers that never end, that are too many, that want something kept.

use std::time::Duration;

use axum::response::IntoResponse as _;
use hitchpost_mcp::{
    Client, ClientConfig, Direction, EraChoice, Error, Freshness, Tap, TapKind, TimeoutPhase, TlsFault, Url,
};
use http::header::{CONTENT_ENCODING, SET_COOKIE, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::script::{json_response, legacy, modern, serve, status};

async fn failure(config: ClientConfig) -> Error {
    Client::connect(config).await.err().unwrap()
}

/// Answers every connection with `text`, byte by byte and without an end if `slowly`.
async fn raw(text: &'static [u8], slowly: bool) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/mcp", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = stream.read(&mut [0; 4096]).await;
                if !slowly {
                    return stream.write_all(text).await;
                }
                let mut ticks = tokio::time::interval(Duration::from_millis(20));
                for byte in text.iter().cycle() {
                    ticks.tick().await;
                    stream.write_all(&[*byte]).await?;
                }
                Ok(())
            });
        }
    });
    url
}

#[tokio::test]
async fn headers_that_drip_end_at_their_deadline() {
    let url = raw(b"HTTP/1.1 200 OK\r\nX-Filler: 0123456789\r\n", true).await;
    let mut config = ClientConfig { era: EraChoice::Legacy, ..ClientConfig::new(url) };
    config.limits.response_headers = Duration::from_millis(200);
    let error = failure(config).await;
    assert!(matches!(error, Error::Timeout { phase: TimeoutPhase::Headers, .. }), "{error:?}");
}

#[tokio::test]
async fn a_head_over_64_kib_is_refused_however_few_headers_it_has() {
    let server = serve(|_| async {
        let mut response = status(401);
        for _ in 0..9 {
            let challenge = format!("Bearer realm=\"{}\"", "x".repeat(8 << 10));
            response.headers_mut().append(WWW_AUTHENTICATE, HeaderValue::try_from(challenge).unwrap());
        }
        response
    })
    .await;
    assert_eq!(failure(server.config()).await, Error::TooLarge { limit: 64 << 10 });
}

#[tokio::test]
async fn a_large_head_within_the_limit_is_evidence() {
    let server = serve(|_| async {
        let challenge = format!("Bearer realm=\"{}\"", "x".repeat(48 << 10));
        (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, challenge)]).into_response()
    })
    .await;
    let error = failure(server.config()).await;
    assert!(matches!(error, Error::Status { status: 401, .. }), "{error:?}");
}

#[tokio::test]
async fn nothing_compressed_is_asked_for_or_taken() {
    let server = serve(|seen| async move {
        let mut response = modern(&seen);
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        response
    })
    .await;
    let error = failure(ClientConfig { era: EraChoice::Modern, ..server.config() }).await;
    assert!(matches!(&error, Error::Malformed { reason, .. } if reason.contains("compressed")), "{error:?}");
    assert_eq!(server.seen()[0].header("accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn cookies_are_not_kept() {
    let server = serve(|seen| async move {
        let mut response = modern(&seen);
        response.headers_mut().insert(SET_COOKIE, HeaderValue::from_static("session=1; Path=/"));
        response
    })
    .await;
    let client = Client::connect(server.config()).await.unwrap();
    client.list_tools(Freshness::Fresh).await.unwrap();
    assert!(server.seen().len() > 1 && server.seen().iter().all(|seen| seen.header("cookie").is_none()));
}

#[tokio::test]
async fn of_a_refusal_64_kib_are_read() {
    let server = serve(|_| async { json_response(500, &"x".repeat(1 << 20).into()) }).await;
    let (sender, read) = std::sync::mpsc::channel();
    let tap = Tap::new(move |event| {
        if let (Direction::Received, TapKind::Body(body)) = (event.direction, event.kind) {
            sender.send(body.len()).unwrap();
        }
    });
    let error = failure(ClientConfig { tap, ..server.config() }).await;
    assert!(matches!(error, Error::Status { status: 500, .. }), "{error:?}");
    assert_eq!(read.try_iter().collect::<Vec<_>>(), [64 << 10]);
}

#[tokio::test]
async fn a_redirect_with_a_cookie_or_a_login_in_it_brings_neither_along() {
    let server = serve(|seen| async move {
        if seen.target == "/mcp" {
            let headers = [("location", "/next"), ("set-cookie", "a=b")];
            return (StatusCode::TEMPORARY_REDIRECT, headers).into_response();
        }
        legacy(&seen)
    })
    .await;
    Client::connect(server.config()).await.unwrap();
    let followed: Vec<_> = server.seen().into_iter().filter(|seen| seen.target == "/next").collect();
    assert!(!followed.is_empty() && followed.iter().all(|seen| seen.header("cookie").is_none()));
}

#[tokio::test]
async fn a_body_that_ends_without_its_last_chunk_ended_early() {
    let text = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":";
    let error = failure(ClientConfig::new(raw(text, false).await)).await;
    assert!(matches!(&error, Error::Network { reason, .. } if reason.contains("early")), "{error:?}");
}

#[tokio::test]
async fn a_server_of_a_bygone_tls_is_told_from_one_without() {
    // A fatal alert: protocol_version.
    let mut url = raw(&[21, 3, 1, 0, 2, 2, 70], false).await;
    url.set_scheme("https").unwrap();
    let error = failure(ClientConfig::new(url)).await;
    assert!(matches!(&error, Error::Tls { fault: TlsFault::Other, .. }), "{error:?}");
}
