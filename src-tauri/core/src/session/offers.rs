//! What a server offers beside tools: resources, templates and prompts, as last listed in this session.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use hitchpost_mcp::{Client, Freshness, List, Prompt, Resource, ResourceTemplate, Server};
use tokio::task::JoinHandle;
use tokio_util::task::AbortOnDropHandle;

use super::Endpoint;
use crate::app::Result;
use crate::call::count;
use crate::failure::Failure;

/// What can be read: single resources, and templates of their addresses.
#[derive(Clone)]
pub(crate) struct Readable {
    pub resources: Arc<List<Resource>>,
    pub templates: Arc<List<ResourceTemplate>>,
}

/// The lists of one session, and who follows the news of them.
#[derive(Default)]
pub(crate) struct Offers {
    seen: Mutex<Seen>,
    listener: OnceLock<AbortOnDropHandle<()>>,
}

#[derive(Default)]
struct Seen {
    readable: Option<Result<Readable>>,
    prompts: Option<Result<Arc<List<Prompt>>>>,
    /// Addresses that are followed.
    followed: BTreeSet<String>,
}

impl Offers {
    /// Hands over the task that follows the server's news; it ends with the session.
    pub fn listen_with(&self, task: JoinHandle<()>) {
        // There is one: whoever opened the session starts it.
        let _ = self.listener.set(AbortOnDropHandle::new(task));
    }

    /// Lists resources and templates. A failure is kept beside nothing: the last list stays in place.
    pub async fn list_readable(&self, client: &Client, endpoint: &Endpoint) -> Result<Readable> {
        let listed = tokio::try_join!(
            client.list_resources(Freshness::Fresh),
            client.list_resource_templates(Freshness::Fresh),
        );
        let listed = listed
            .map(|(resources, templates)| Readable { resources, templates })
            .map_err(|error| endpoint.context().failure(error));
        keep(&mut self.seen().readable, &listed);
        listed
    }

    /// The same for prompts.
    pub async fn list_prompts(&self, client: &Client, endpoint: &Endpoint) -> Result<Arc<List<Prompt>>> {
        let listed = client.list_prompts(Freshness::Fresh).await;
        let listed = listed.map_err(|error| endpoint.context().failure(error));
        keep(&mut self.seen().prompts, &listed);
        listed
    }

    /// What came of listing resources and templates last. A server that declares none is not asked for them.
    pub fn readable(&self, server: &Server) -> Option<Result<Readable>> {
        let none = || Readable { resources: Arc::new(nothing()), templates: Arc::new(nothing()) };
        let seen = self.seen().readable.clone();
        seen.or_else(|| (!server.declares("resources")).then(|| Ok(none())))
    }

    /// The same for prompts.
    pub fn prompts(&self, server: &Server) -> Option<Result<Arc<List<Prompt>>>> {
        let seen = self.seen().prompts.clone();
        seen.or_else(|| (!server.declares("prompts")).then(|| Ok(Arc::new(nothing()))))
    }

    /// How many resources with templates, and how many prompts; absent where there is no list.
    pub fn counts(&self) -> (Option<u32>, Option<u32>) {
        let seen = self.seen();
        let readable = seen.readable.as_ref().and_then(|listed| listed.as_ref().ok());
        let prompts = seen.prompts.as_ref().and_then(|listed| listed.as_ref().ok());
        (
            readable.map(|listed| count(listed.resources.items.len() + listed.templates.items.len())),
            prompts.map(|listed| count(listed.items.len())),
        )
    }

    /// Notes whether an address is followed.
    pub fn follow(&self, uri: &str, on: bool) {
        let followed = &mut self.seen().followed;
        match on {
            true => followed.insert(uri.to_owned()),
            false => followed.remove(uri),
        };
    }

    /// Whether an address is followed.
    pub fn follows(&self, uri: &str) -> bool {
        self.seen().followed.contains(uri)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A list takes the place of what was there, a failure only that of a failure.
fn keep<T: Clone>(seen: &mut Option<Result<T, Failure>>, listed: &Result<T, Failure>) {
    if listed.is_ok() || !matches!(seen, Some(Ok(_))) {
        *seen = Some(listed.clone());
    }
}

fn nothing<T>() -> List<T> {
    List {
        items: Vec::new(),
        rejected: Vec::new(),
        cut: None,
        ttl: Duration::ZERO,
        fetched_at: SystemTime::now(),
    }
}
