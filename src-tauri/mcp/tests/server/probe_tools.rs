//! Tools whose life a test can watch.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use hitchpost_mcp::server::{
    Call, Door, Eras, Identity, Limits, Listening, McpServer, Outcome, Page, ProgressUpdate, Tools,
    unknown_cursor, unknown_tool,
};
use hitchpost_mcp::{JsonRpcError, RawJson, Url};
use tokio::sync::{Notify, Semaphore};

/// `wait` reports progress, then waits for [`Probe::release`]; `panic` panics; `meta` returns its `_meta`.
#[derive(Default)]
pub struct Probe {
    started: Notify,
    release: Option<Semaphore>,
    dropped: Arc<AtomicUsize>,
}

impl Probe {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { release: Some(Semaphore::new(0)), ..Self::default() })
    }

    /// Resolves once for each `wait` that has begun.
    pub async fn started(&self) {
        within(self.started.notified()).await;
    }

    /// Lets one `wait` finish.
    pub fn release(&self) {
        if let Some(release) = &self.release {
            release.add_permits(1);
        }
    }

    /// How many `wait` futures are gone, finished or not.
    pub fn ended(&self) -> usize {
        self.dropped.load(Ordering::SeqCst)
    }

    /// Resolves when `count` of them are gone.
    pub async fn has_ended(&self, count: usize) {
        within(async {
            while self.ended() < count {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    async fn wait(&self, call: &Call) -> Outcome {
        let _ended = CountsDrops(Arc::clone(&self.dropped));
        call.progress.report(&ProgressUpdate { progress: 1.0, total: None, message: Some("begun".into()) });
        self.started.notify_one();
        if let Some(release) = &self.release {
            release.acquire().await.unwrap().forget();
        }
        Outcome::text("waited")
    }
}

struct CountsDrops(Arc<AtomicUsize>);

impl Drop for CountsDrops {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Tools for Probe {
    fn list(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>> {
        let one = |text: &'static str| Page::whole(RawJson::parse(text).unwrap());
        let page = match cursor.as_deref() {
            None => Ok(Page {
                next_cursor: Some("a \"cursor\"".into()),
                ttl: Duration::from_secs(5),
                ..one(r#"[{"name":"wait","inputSchema":{"type":"object"},"x":12345678901234567890.10}]"#)
            }),
            Some("a \"cursor\"") => Ok(one(r#"[{"name":"panic","inputSchema":{"type":"object"}}]"#)),
            Some(_) => Err(unknown_cursor()),
        };
        ready(page).boxed()
    }

    fn call(&self, call: Call) -> BoxFuture<'_, Result<Outcome, JsonRpcError>> {
        async move {
            match call.name.as_str() {
                "wait" => Ok(self.wait(&call).await),
                "panic" => panic!("on purpose"),
                "meta" => Ok(Outcome::structured("meta", &call.meta.unwrap_or_else(RawJson::empty_object))),
                other => Err(unknown_tool(other)),
            }
        }
        .boxed()
    }
}

/// A server of these tools that stops with the test.
pub struct Running {
    pub server: McpServer,
    pub url: Url,
    pub listening: Listening,
}

pub fn serve(tools: Option<Arc<dyn Tools>>, eras: Eras, limits: Limits) -> Running {
    let identity = Identity {
        name: "probe".into(),
        title: None,
        version: "1.2.3".into(),
        instructions: Some("Say \"please\".".into()),
    };
    let server = McpServer::with(identity, tools, eras, limits);
    let listening = Listening::start(|address| server.router("/mcp", Door::new(address.port()))).unwrap();
    let url = Url::parse(&format!("http://{}/mcp", listening.address())).unwrap();
    Running { server, url, listening }
}

/// A server of both eras with default limits.
pub fn serve_probe(probe: &Arc<Probe>) -> Running {
    serve(Some(Arc::clone(probe) as Arc<dyn Tools>), Eras::Both, Limits::default())
}

/// Fails the test when something does not happen.
pub async fn within<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), what).await.expect("should have happened by now")
}
