//! What a listener on the wire sees, and what nobody gets to see.

use std::sync::{Arc, Mutex};

use hitchpost_mcp::{
    Client, ClientConfig, Direction, EraChoice, Error, HeaderName, HeaderValue, Tap, TapEvent, TapKind, Url,
};
use hitchpost_testkit::fixture::{Fixture, Mode};
use serde_json::json;

use crate::script::{call, event, events, modern, serve, status};

const SECRET: &str = "tok-1234567890-abcd";

#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<TapEvent>>>);

impl Recorder {
    fn tap(&self) -> Tap {
        let events = Arc::clone(&self.0);
        Tap::new(move |event| events.lock().unwrap().push(event))
    }

    fn events(&self) -> Vec<TapEvent> {
        self.0.lock().unwrap().clone()
    }

    /// The kinds of events in order, in short.
    fn story(&self) -> Vec<String> {
        let short = |event: &TapEvent| match &event.kind {
            TapKind::Request { method, .. } => method.to_string(),
            TapKind::ResponseHead { status, .. } => status.to_string(),
            TapKind::Body(_) if event.direction == Direction::Sent => "sent".into(),
            TapKind::Body(_) => "received".into(),
            TapKind::SseEvent { .. } => "event".into(),
            TapKind::Lifecycle(_) => "note".into(),
            TapKind::Message(_) | TapKind::Stderr(_) | TapKind::Noise(_) => "line".into(),
        };
        self.events().iter().map(short).collect()
    }
}

fn with_secrets(config: ClientConfig) -> ClientConfig {
    let mut key = HeaderValue::from_static(SECRET);
    key.set_sensitive(true);
    let bearer = HeaderValue::try_from(format!("Bearer {SECRET}")).unwrap();
    let headers = vec![(HeaderName::from_static("x-api-key"), key), (http::header::AUTHORIZATION, bearer)];
    ClientConfig { headers, ..config }
}

#[tokio::test]
async fn sees_everything_that_travels_in_order() {
    let script = serve(|seen| async move {
        if seen.what() != "tools/call" {
            return modern(&seen);
        }
        let answer = json!({ "jsonrpc": "2.0", "id": seen.body["id"], "result": { "content": [] } });
        events(format!("id: 1\nretry: 9\ndata:\n\n{}", event(&answer)))
    })
    .await;
    let (session, own) = (Recorder::default(), Recorder::default());
    let client = Client::connect(ClientConfig { tap: session.tap(), ..script.config() }).await.unwrap();
    assert_eq!(session.story(), ["POST", "sent", "200", "received", "note"]);

    let mut asked = call(&json!({ "n": 1.0 }));
    asked.extras.tap = Some(own.tap());
    client.call_tool(asked).await.unwrap();
    assert_eq!(own.story(), ["POST", "sent", "200", "event", "event"], "only this call");
    assert_eq!(session.story().len(), 10, "the session hears it too");
    let exchanges: Vec<u64> = own.events().iter().map(|event| event.exchange).collect();
    assert!(exchanges.iter().all(|exchange| *exchange == exchanges[0] && *exchange > 0));
    let primed = own.events().remove(3);
    assert!(
        matches!(primed.kind, TapKind::SseEvent { id: Some(id), retry: Some(9), data, .. } if id == "1" && data.is_empty())
    );
}

#[tokio::test]
async fn secrets_are_masked_before_they_reach_a_tap() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for era in [EraChoice::Modern, EraChoice::Legacy] {
        let recorder = Recorder::default();
        let mut config = with_secrets(ClientConfig::new(fixture.at("/mcp?api_key=query-secret-1")));
        (config.tap, config.era) = (recorder.tap(), era);
        let client = Client::connect(config).await.unwrap();
        client.list_tools(hitchpost_mcp::Freshness::Fresh).await.unwrap();
        client.close().await;
        let seen = format!("{:?}", recorder.events());
        assert!(!seen.contains(SECRET) && !seen.contains("query-secret"), "{seen}");

        let TapKind::Request { url, headers, .. } = &recorder.events()[0].kind else {
            panic!("a request first")
        };
        assert_eq!(headers.get("authorization").unwrap(), "Bearer ••abcd");
        assert_eq!(headers.get("x-api-key").unwrap(), "••abcd");
        assert!(url.ends_with("?api_key=••"), "{url}");
    }
}

#[tokio::test]
async fn secrets_a_server_echoes_are_struck_out_of_errors() {
    let script = serve(|seen| async move {
        let given = seen.header("x-api-key").unwrap_or_default().to_owned();
        let mut response = crate::script::text_response(403, "text/plain", format!("bad key {given}"));
        let challenge = HeaderValue::try_from(format!("Bearer error=\"{given}\"")).unwrap();
        response.headers_mut().insert(http::header::WWW_AUTHENTICATE, challenge);
        response
    })
    .await;
    let error = Client::connect(with_secrets(script.config())).await.err().unwrap();
    assert!(
        matches!(&error, Error::Status { body_excerpt, .. } if body_excerpt == "bad key ••••"),
        "{error:?}"
    );
    assert!(!format!("{error:?}").contains(SECRET), "{error:?}");

    let script = serve(|seen| async move {
        if seen.what() == "server/discover" {
            status(404)
        } else {
            seen.error(200, -32000, &format!("no {SECRET}"))
        }
    })
    .await;
    let error = Client::connect(with_secrets(script.config())).await.err().unwrap();
    assert!(matches!(&error, Error::Rpc { message, .. } if message == "no ••••"), "{error:?}");
}

#[tokio::test]
async fn an_address_in_an_error_shows_no_key() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let mut url: Url = fixture.at("/html");
    url.set_query(Some("token=query-secret-1"));
    let error = Client::connect(ClientConfig::new(url)).await.err().unwrap();
    assert!(matches!(&error, Error::NotMcp { url, .. } if url.ends_with("/html?token=••")), "{error:?}");
}
