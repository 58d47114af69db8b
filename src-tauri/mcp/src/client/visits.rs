//! Calls that need a page visited first (2025-11-25, error −32042).

use std::collections::BTreeSet;
use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

use crate::client::ask::Ask;
use crate::client::hearing::member;
use crate::client::link::Link;
use crate::client::wants::{MAX_QUESTIONS, answers};
use crate::client::{ServerNotification, ServerRequest};
use crate::error::{Error, InputEnd};
use crate::wire::RawJson;

/// The error that says so. Other revisions mean nothing by it.
pub(crate) const NEEDED: i64 = -32042;
pub(crate) const SINCE: &str = "2025-11-25";

const METHOD: &str = "elicitation/create";
/// Who opened a page has not done yet what it is for. A server that does not tell when that is done is asked again
/// after this long.
const VISIT: Duration = Duration::from_secs(60);

/// Puts the pages to the handler and waits until the server says that they did what they are for. `false` when the
/// error names none.
pub(crate) async fn make(link: &Link, ask: &Ask<'_>, data: &RawJson) -> Result<bool, Error> {
    let pages = pages(data);
    if pages.is_empty() || link.handler.is_none() {
        return Ok(false);
    }
    let open = pages.iter().filter_map(|(_, page)| member(&page.params, "elicitationId")).collect();
    let mut news = link.notifications();
    if answers(link, &pages, ask).await?.declined {
        return Err(Error::InputRequired { what: METHOD.into(), why: InputEnd::Declined });
    }
    // Late is as good as never: the call says what is missing.
    let _ = timeout(VISIT.min(ask.timeout), until_done(open, &mut news)).await;
    Ok(true)
}

fn pages(data: &RawJson) -> Vec<(String, ServerRequest)> {
    #[derive(Deserialize)]
    struct Wire<'a> {
        #[serde(borrow)]
        elicitations: Vec<&'a RawValue>,
    }
    let pages = data.read::<Wire<'_>>().map_or_else(|_| Vec::new(), |wire| wire.elicitations);
    let page = |(index, page): (usize, &RawValue)| {
        let params = RawJson::slice(data.text(), page);
        let request = ServerRequest { method: METHOD.into(), params, tags: Vec::new() };
        (index.to_string(), request)
    };
    pages.into_iter().take(MAX_QUESTIONS).enumerate().map(page).collect()
}

async fn until_done(mut open: BTreeSet<String>, news: &mut Receiver<ServerNotification>) {
    while !open.is_empty() {
        match news.recv().await {
            Ok(ServerNotification::ElicitationCompleted { id }) => {
                open.remove(&id);
            }
            Ok(_) => {}
            // It may have been among what was missed.
            Err(RecvError::Lagged(_) | RecvError::Closed) => return,
        }
    }
}
