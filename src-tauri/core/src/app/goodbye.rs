//! Ends sessions at their servers.

use std::time::Duration;

use hitchpost_mcp::{Client, Transport};
use tokio_util::task::TaskTracker;

/// How long a server may take to end a session.
const GOODBYE: Duration = Duration::from_secs(2);

/// As long as a program may take to end, asked politely and then less so.
const STOP: Duration = Duration::from_secs(8);

/// Ends a session at its server; one that does not answer is not waited for.
pub(super) async fn say_goodbye(client: &Client) {
    let patience = match client.verdict().transport {
        Transport::StreamableHttp | Transport::HttpSse => GOODBYE,
        Transport::Stdio => STOP,
    };
    if tokio::time::timeout(patience, client.close()).await.is_err() {
        tracing::info!(server = client.server().name, "a server did not answer the end of its session");
    }
}

/// A fresh session nobody has claimed yet. Dropped, for example because the attempt was cancelled, it is ended in the
/// background.
pub(super) struct Unclaimed {
    client: Option<Client>,
    tasks: TaskTracker,
}

impl Unclaimed {
    pub fn new(client: Client, tasks: &TaskTracker) -> Self {
        Self { client: Some(client), tasks: tasks.clone() }
    }

    /// Somebody else sees to its end.
    pub fn claim(mut self) {
        self.client = None;
    }
}

impl Drop for Unclaimed {
    fn drop(&mut self) {
        // Outside of a runtime nothing can be sent any more.
        if let (Some(client), Ok(runtime)) = (self.client.take(), tokio::runtime::Handle::try_current()) {
            self.tasks.spawn_on(async move { say_goodbye(&client).await }, &runtime);
        }
    }
}
