//! A server of the legacy era that repeats its caller's secrets wherever a server can say something.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// A running parrot; ends with the test's runtime.
pub struct Parrot {
    pub url: String,
}

impl Parrot {
    pub async fn start() -> Self {
        Self::start_with(Duration::ZERO).await
    }

    /// One that takes its time to shake hands.
    pub async fn start_with(handshake: Duration) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/mcp", listener.local_addr().unwrap());
        let router = Router::new().route("/mcp", post(answer)).with_state(handshake);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url }
    }
}

/// A secret in the spellings of other people's programs, in a text that goes between the quotes of a JSON string.
pub fn spellings(secret: &str) -> String {
    let hexadecimal: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = secret
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("%{:02x}", u32::from(c)) })
        .collect();
    let unicode: String = secret.chars().map(|c| format!(r"\u{:04X}", u32::from(c))).collect();
    let slashes = secret.replace('/', r"\/");
    let within = ["", "u:", "xy"].map(|before| STANDARD.encode(format!("{before}{secret}:z"))).join(" ");
    [secret, &slashes, &unicode, &percent, &hexadecimal, &within].join(" ")
}

/// Everything the caller proved itself with, said in every way.
fn said(headers: &HeaderMap, query: &str) -> String {
    let names = ["authorization", "x-api-key", "x-session"];
    let in_headers = names.iter().filter_map(|name| headers.get(*name)?.to_str().ok());
    let in_query = query.split('&').filter_map(|pair| Some(pair.split_once('=')?.1));
    let secrets: Vec<String> = in_headers
        .map(|value| value.trim_start_matches("Bearer ").to_owned())
        .chain(in_query.map(str::to_owned))
        .collect();
    secrets.iter().map(|secret| spellings(secret)).collect::<Vec<_>>().join(" ")
}

async fn answer(
    State(handshake): State<Duration>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let asked: BTreeMap<String, Value> = serde_json::from_slice(&body).unwrap();
    let said = said(&headers, &query.unwrap_or_default());
    let Some(id) = asked.get("id") else { return StatusCode::ACCEPTED.into_response() };
    let params = asked.get("params").cloned().unwrap_or_default();
    let result = match asked.get("method").and_then(Value::as_str) {
        Some("initialize") => {
            tokio::time::sleep(handshake).await;
            format!(
                r#"{{"protocolVersion":"2025-11-25","capabilities":{{"tools":{{}}}},"instructions":"{said}",
                "serverInfo":{{"name":"{said}","title":"{said}","version":"{said}"}}}}"#
            )
            .replace('\n', "")
        }
        Some("tools/list") => format!(
            r#"{{"tools":[{{"name":"say","title":"{said}","description":"{said}","inputSchema":{{"type":"object","title":"{said}"}}}},{{"name":"html","inputSchema":{{"type":"object"}}}},{{"name":"fail","inputSchema":{{"type":"object"}}}},{{"name":"{said}"}}]}}"#
        ),
        Some("tools/call") => match params["name"].as_str() {
            Some("html") => {
                let page = format!("<title>{said}</title>{}", said.repeat(40));
                let plain: String = said.chars().filter(|c| *c != '\\').collect();
                return ([(CONTENT_TYPE, format!("text/html; {plain}"))], page).into_response();
            }
            Some("fail") => {
                let error = format!(r#"{{"code":-32000,"message":"{said}","data":{{"was":"{said}"}}}}"#);
                return json(format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{error}}}"#));
            }
            _ => return events(id, &params["_meta"]["progressToken"], &said),
        },
        other => panic!("{other:?}"),
    };
    json(format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#))
}

fn json(text: String) -> Response {
    ([(CONTENT_TYPE, "application/json")], text).into_response()
}

/// Progress, a log message and a result with every kind of block.
fn events(id: &Value, token: &Value, said: &str) -> Response {
    let block = |rest: &str| format!(r#"{{{rest},"mimeType":"{said}"}}"#);
    let blocks = [
        block(&format!(r#""type":"text","text":"{said}""#)),
        block(r#""type":"image","data":"YWJj""#),
        block(r#""type":"audio","data":"YWJj""#),
        block(&format!(r#""type":"resource_link","uri":"a:{said}","name":"{said}","description":"{said}""#)),
        block(&format!(
            r#""type":"resource","resource":{{"uri":"a:{said}","mimeType":"{said}","text":"{said}"}}"#
        )),
        block(&format!(r#""type":"{said}""#)),
    ]
    .join(",");
    let messages = [
        format!(
            r#""method":"notifications/progress","params":{{"progressToken":{token},"progress":1,"total":2,"message":"{said}"}}"#
        ),
        format!(r#""method":"notifications/message","params":{{"level":"{said}","data":"{said}"}}"#),
        format!(r#""method":"notifications/message","params":{{"level":"info","data":{{"a":"{said}"}}}}"#),
        format!(r#""id":{id},"result":{{"content":[{blocks}],"structuredContent":{{"a":"{said}"}}}}"#),
    ];
    let text: String = messages
        .iter()
        .map(|message| format!("event: message\ndata: {{\"jsonrpc\":\"2.0\",{message}}}\n\n"))
        .collect();
    ([(CONTENT_TYPE, "text/event-stream")], text).into_response()
}
