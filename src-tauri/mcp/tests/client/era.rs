//! Which era is found, for every answer to `server/discover` that has been seen.

use std::time::{Duration, SystemTime};

use hitchpost_mcp::{Client, ClientConfig, Era, EraChoice, Error, Limits, TimeoutPhase, Transport, Verdict};
use hitchpost_testkit::fixture::{Fixture, Mode};
use serde_json::json;

use crate::script::{self, json_response, legacy, modern, serve, status, text_response};

async fn connect(fixture: &Fixture, path: &str) -> Result<Client, Error> {
    Client::connect(ClientConfig::new(fixture.at(path))).await
}

#[tokio::test]
async fn a_dual_server_is_modern() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let client = connect(&fixture, "/mcp").await.unwrap();
    assert_eq!((client.verdict().era, client.verdict().version.as_str()), (Era::Modern, "2026-07-28"));
    assert_eq!(client.server().protocol, "2026-07-28");
}

#[tokio::test]
async fn whatever_is_no_modern_answer_leads_to_a_handshake() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for odd in [
        "",
        "html",
        "accepted",
        "empty",
        "method-not-found",
        "null-id",
        "foreign-id",
        "legacy-list",
        "unsupported",
    ] {
        let client = connect(&fixture, &format!("/discover?as={odd}"))
            .await
            .unwrap_or_else(|error| panic!("{odd}: {error}"));
        assert_eq!(
            (client.verdict().era, client.verdict().version.as_str()),
            (Era::Legacy, "2025-11-25"),
            "{odd}"
        );
        client.close().await;
    }
}

#[tokio::test]
async fn a_401_is_no_evidence_about_the_era() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    fixture.clear_log();
    let error = connect(&fixture, "/discover?as=unauthorized").await.err().unwrap();
    assert!(matches!(error, Error::Status { status: 401, .. }), "{error:?}");
    assert_eq!(fixture.log().len(), 1, "nothing was tried after the 401");
}

#[tokio::test]
async fn server_trouble_is_no_evidence_about_the_era() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    for (path, expected) in
        [("/discover?as=broken", 500), ("/busy", 429), ("/broken?status=503", 503), ("/forbidden", 403)]
    {
        let error = connect(&fixture, path).await.err().unwrap();
        assert!(matches!(error, Error::Status { status, .. } if status == expected), "{path}: {error:?}");
    }
}

#[tokio::test]
async fn a_silent_server_ends_in_a_timeout() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let mut config = ClientConfig::new(fixture.at("/discover?as=hang"));
    config.limits = Limits { probe: Duration::from_millis(200), ..Limits::default() };
    let error = Client::connect(config).await.err().unwrap();
    let expected = Duration::from_millis(200);
    assert!(
        matches!(error, Error::Timeout { phase: TimeoutPhase::Headers, after, .. } if after == expected),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_pinned_era_asks_no_other_question() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let config = ClientConfig { era: EraChoice::Legacy, ..ClientConfig::new(fixture.at("/mcp")) };
    let client = Client::connect(config).await.unwrap();
    assert_eq!(client.verdict().era, Era::Legacy);
    assert!(fixture.log().iter().all(|seen| seen.rpc.as_deref() != Some("server/discover")));

    let config = ClientConfig { era: EraChoice::Modern, ..ClientConfig::new(fixture.at("/legacy-only")) };
    assert!(matches!(Client::connect(config).await.err().unwrap(), Error::Rpc { .. }));
}

#[tokio::test]
async fn modern_errors_are_reported_and_never_fallen_back_from() {
    for code in [-32020, -32021] {
        let script = serve(move |seen| async move { seen.error(400, code, "modern") }).await;
        let error = Client::connect(script.config()).await.err().unwrap();
        assert!(matches!(error, Error::Rpc { code: reported, .. } if reported == code), "{error:?}");
        assert_eq!(script.story(), ["server/discover"]);
    }
}

#[tokio::test]
async fn a_server_with_no_revision_in_common_says_which_it_has() {
    let script = serve(|seen| async move {
        let error = json!({ "code": -32022, "message": "no", "data": { "supported": ["2031-01-01"] } });
        json_response(400, &json!({ "jsonrpc": "2.0", "id": seen.body["id"], "error": error }))
    })
    .await;
    let error = Client::connect(script.config()).await.err().unwrap();
    assert_eq!(error, Error::Version { offered: vec!["2031-01-01".into()] });
}

#[tokio::test]
async fn a_lower_revision_is_accepted_and_an_unknown_one_is_not() {
    for (version, accepted) in
        [("2024-11-05", true), ("2025-03-26", true), ("2025-06-18", true), ("1999-01-01", false)]
    {
        let script = serve(move |seen| async move {
            match seen.what() {
                "initialize" => seen.ok(json!({ "protocolVersion": version, "capabilities": {} })),
                _ => legacy(&seen),
            }
        })
        .await;
        match Client::connect(script.config()).await {
            Ok(client) => assert!(accepted && client.server().protocol == version, "{version}"),
            Err(error) => {
                assert!(!accepted, "{version}: {error}");
                assert_eq!(error, Error::Version { offered: vec![version.into()] });
            }
        }
    }
}

#[tokio::test]
async fn a_refused_revision_is_followed_by_one_the_server_offers() {
    let script = serve(|seen| async move {
        match seen.what() {
            "initialize" if seen.body["params"]["protocolVersion"] == "2025-11-25" => {
                let data = json!({ "supported": ["2024-11-05", "2025-03-26"], "requested": "2025-11-25" });
                let error =
                    json!({ "code": -32602, "message": "Unsupported protocol version", "data": data });
                json_response(200, &json!({ "jsonrpc": "2.0", "id": seen.body["id"], "error": error }))
            }
            "initialize" => seen
                .ok(json!({ "protocolVersion": seen.body["params"]["protocolVersion"], "capabilities": {} })),
            _ => legacy(&seen),
        }
    })
    .await;
    let client = Client::connect(script.config()).await.unwrap();
    assert_eq!(client.server().protocol, "2025-03-26");
}

#[tokio::test]
async fn a_web_page_is_not_an_mcp_endpoint() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let url = fixture.at("/html");
    let error = connect(&fixture, "/html").await.err().unwrap();
    let expected = Error::NotMcp {
        url: url.into(),
        content_type: Some("text/html; charset=utf-8".into()),
        title: Some("Example Company – Sign in".into()),
    };
    assert_eq!(error, expected);
}

#[tokio::test]
async fn a_missing_endpoint_is_reported_as_it_is() {
    let fixture = Fixture::start(Mode::Good).await.unwrap();
    let error = connect(&fixture, "/missing").await.err().unwrap();
    assert!(matches!(error, Error::Status { status: 404, .. }), "{error:?}");
}

#[tokio::test]
async fn an_endless_stream_behind_a_refused_post_changes_nothing() {
    let script = serve(|seen| async move {
        match seen.what() {
            "GET" => text_response(
                200,
                "text/event-stream",
                axum::body::Body::from_stream(futures_util::stream::pending::<
                    Result<axum::body::Bytes, std::convert::Infallible>,
                >()),
            ),
            _ => status(401),
        }
    })
    .await;
    let error = Client::connect(script.config()).await.err().unwrap();
    assert!(matches!(error, Error::Status { status: 401, .. }), "{error:?}");
}

fn verdict(era: Era, age: Duration) -> Option<Verdict> {
    let version = if era == Era::Modern { "2026-07-28" } else { "2025-11-25" };
    let (version, transport) = (version.into(), Transport::StreamableHttp);
    Some(Verdict { era, version, transport, decided_at: SystemTime::now() - age })
}

#[tokio::test]
async fn a_fresh_legacy_verdict_saves_the_question_and_a_stale_one_does_not() {
    let script = serve(|seen| async move { legacy(&seen) }).await;
    let hour = Duration::from_secs(3600);
    let config = script::Script::config(&script);
    Client::connect(ClientConfig { verdict: verdict(Era::Legacy, hour), ..config.clone() }).await.unwrap();
    assert!(!script.story().contains(&"server/discover".to_owned()));
    Client::connect(ClientConfig { verdict: verdict(Era::Legacy, hour * 25), ..config }).await.unwrap();
    assert!(script.story().contains(&"server/discover".to_owned()));
}

#[tokio::test]
async fn a_verdict_that_no_longer_holds_is_found_out_anew() {
    let script = serve(|seen| async move { modern(&seen) }).await;
    let config = ClientConfig { verdict: verdict(Era::Legacy, Duration::ZERO), ..script.config() };
    let client = Client::connect(config).await.unwrap();
    assert_eq!(client.verdict().era, Era::Modern);
    assert_eq!(script.story(), ["initialize", "server/discover"]);

    let script = serve(|seen| async move { legacy(&seen) }).await;
    let config = ClientConfig { verdict: verdict(Era::Modern, Duration::ZERO), ..script.config() };
    assert_eq!(Client::connect(config).await.unwrap().verdict().era, Era::Legacy);
}

#[test]
fn a_verdict_holds_for_a_day_and_not_from_the_future() {
    let day = Duration::from_secs(24 * 3600);
    let now = SystemTime::now();
    let (version, transport) = ("2025-11-25".into(), Transport::HttpSse);
    let found = Verdict { era: Era::Legacy, version, transport, decided_at: now };
    assert!(found.is_fresh(now) && found.is_fresh(now + day - Duration::from_secs(1)));
    assert!(!found.is_fresh(now + day) && !found.is_fresh(now - Duration::from_secs(1)));
    let kept: Verdict = serde_json::from_str(&serde_json::to_string(&found).unwrap()).unwrap();
    assert_eq!(kept, found);
    let mut older: serde_json::Value = serde_json::to_value(&found).unwrap();
    older.as_object_mut().unwrap().remove("transport");
    let older: Verdict = serde_json::from_value(older).unwrap();
    assert_eq!(older.transport, Transport::StreamableHttp, "as every verdict was before there were two");
}
