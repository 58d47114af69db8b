//! A server of the legacy era that answers one request only when it is told to, and never stops saying that its tools
//! changed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Instant;

/// A running server; its threads end with the test.
pub struct Gated {
    address: SocketAddr,
    state: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Default)]
struct State {
    closed: Option<&'static str>,
    /// JSON-RPC methods, or HTTP methods of requests without one.
    seen: Vec<(String, Instant)>,
}

impl Gated {
    /// Starts one that keeps back the answer to `closed`.
    pub fn start(closed: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new((Mutex::new(State { closed, seen: Vec::new() }), Condvar::new()));
        let world = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let world = Arc::clone(&world);
                std::thread::spawn(move || while serve(&world, stream.as_ref().unwrap()).is_some() {});
            }
        });
        Self { address, state }
    }

    pub fn url(&self) -> String {
        format!("http://{}/mcp", self.address)
    }

    /// Answers what was kept back.
    pub fn open(&self) {
        self.state.0.lock().unwrap().closed = None;
        self.state.1.notify_all();
    }

    /// Waits until a method was seen that often, and says when.
    pub async fn seen(&self, method: &'static str, times: usize) -> Vec<Instant> {
        let state = Arc::clone(&self.state);
        let wait = move || {
            let at = |state: &State| -> Vec<Instant> {
                state.seen.iter().filter(|(seen, _)| seen == method).map(|(_, at)| *at).collect()
            };
            let patience = std::time::Duration::from_secs(20);
            let guard = state.0.lock().unwrap();
            let (guard, timeout) =
                state.1.wait_timeout_while(guard, patience, |state| at(state).len() < times).unwrap();
            assert!(!timeout.timed_out(), "{method} was seen {} times", at(&guard).len());
            at(&guard)
        };
        tokio::task::spawn_blocking(wait).await.unwrap()
    }
}

fn serve(world: &(Mutex<State>, Condvar), mut stream: &TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while reader.read_line(&mut head).ok()? > 2 {}
    let http = head.split(' ').next()?.to_owned();
    let length =
        head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let message: serde_json::Value = serde_json::from_slice(&body).unwrap_or_default();
    let method = message["method"].as_str().unwrap_or(&http).to_owned();

    let mut state = world.0.lock().unwrap();
    state.seen.push((method.clone(), Instant::now()));
    world.1.notify_all();
    let kept_back = |state: &mut State| state.closed.is_some_and(|closed| closed == method);
    drop(world.1.wait_while(state, kept_back).unwrap());

    let answer = answer(&method, &message["id"]);
    stream.write_all(answer.as_bytes()).ok()
}

fn answer(method: &str, id: &serde_json::Value) -> String {
    let changed = r#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#;
    let result = match method {
        "initialize" => {
            r#"{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"s","version":"1"}}"#
        }
        "tools/list" => r#"{"tools":[{"name":"echo","inputSchema":{"type":"object"}}]}"#,
        "GET" => return "HTTP/1.1 405 No\r\ncontent-length: 0\r\n\r\n".to_owned(),
        _ => return "HTTP/1.1 202 Yes\r\ncontent-length: 0\r\n\r\n".to_owned(),
    };
    let body =
        format!("data: {changed}\n\ndata: {{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{result}}}\n\n");
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nmcp-session-id: one\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}
