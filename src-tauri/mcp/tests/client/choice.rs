//! A transport that a person chose is used, and no other is tried.

use hitchpost_mcp::{Client, ClientConfig, Error, Transport, TransportChoice};

use crate::old_server::{known, old};
use crate::script::{modern, serve};

#[tokio::test]
async fn the_older_transport_is_used_at_once_and_finds_nothing_else_out() {
    let (script, _) = old(|_, _| None).await;
    let config = ClientConfig { transport: TransportChoice::HttpSse, ..script.config() };
    let client = Client::connect(config).await.unwrap();
    assert_eq!(client.verdict().transport, Transport::HttpSse);
    assert_eq!(script.story(), ["GET", "initialize", "notifications/initialized"]);
    let script = serve(|seen| async move { modern(&seen) }).await;
    let config = ClientConfig { transport: TransportChoice::HttpSse, ..script.config() };
    assert!(Client::connect(config).await.is_err());
    assert_eq!(script.story(), ["GET"]);
}

#[tokio::test]
async fn without_the_older_transport_its_servers_refuse() {
    let (script, _) = old(|_, _| None).await;
    // What was found out before does not matter either.
    let config = ClientConfig { transport: TransportChoice::StreamableHttp, ..known(&script) };
    let error = Client::connect(config).await.err().unwrap();
    assert!(matches!(error, Error::Status { status: 404 | 405, .. }), "{error:?}");
    assert_eq!(script.story(), ["server/discover", "initialize"]);
}
