//! Requests that are given up, and what the server is told of it.

use std::sync::Arc;
use std::time::Duration;

use crate::client::link::Link;
use crate::client::way::Way;
use crate::wire::request::notification;

/// As long as anybody waits for a message that needs no answer.
const COURTESY: Duration = Duration::from_secs(5);

/// Tells the server to stop when a request is given up: by timeout, cancellation, or because its caller went away.
pub(crate) struct Unanswered<'a> {
    pub link: &'a Arc<Link>,
    pub way: &'a Way,
    pub id: u64,
    pub armed: bool,
}

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if !self.armed || self.way.gone().is_cancelled() {
            return;
        }
        let (link, way) = (Arc::clone(self.link), self.way.clone());
        let id = self.id.to_string();
        runtime.spawn(async move {
            if way.gone().is_cancelled() {
                return;
            }
            let members = [("requestId", id.as_str()), ("reason", "\"given up by the client\"")];
            let body = notification("notifications/cancelled", &members);
            if let Err(error) = link.tell(&way, body, COURTESY).await {
                let error = link.clean(error);
                link.note(|| format!("the cancellation of request {id} could not be sent: {error}"));
            }
        });
    }
}
