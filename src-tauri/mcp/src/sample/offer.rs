//! All that the sample server offers, and what changes in it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{SampleTools, ask_me, library, prompts};
use crate::server::{
    Call, Change, Changes, Completion, Level, Offer, Outcome, Page, Prompts, Resources, Tools,
    unfit_arguments, unknown_cursor,
};
use crate::wire::{JsonRpcError, RawJson};

/// Everything there is.
pub(super) fn everything() -> Offer {
    let changes = Changes::new();
    let all = SampleTools::LIST.trim_end().trim_end_matches(']');
    let tools = RawJson::parse(format!("{all},{}]", ask_me::DEFINITION)).unwrap_or_else(|_| nothing());
    let sample = Arc::new(Sample {
        tools: SampleTools::new(),
        list: tools,
        calls: AtomicU32::new(0),
        changes: changes.clone(),
    });
    Offer {
        tools: Some(Arc::clone(&sample) as Arc<dyn Tools>),
        resources: Some(Arc::clone(&sample) as Arc<dyn Resources>),
        prompts: Some(Arc::clone(&sample) as Arc<dyn Prompts>),
        completion: Some(sample),
        logs: true,
        changes: Some(changes),
    }
}

struct Sample {
    tools: SampleTools,
    /// The list of all tools.
    list: RawJson,
    /// How many calls of tools there were.
    calls: AtomicU32,
    changes: Changes,
}

fn nothing() -> RawJson {
    RawJson::of(&json!([])).unwrap_or_else(|_| RawJson::empty_object())
}

/// A list on one page.
fn page(items: &Value, cursor: Option<&str>) -> Result<Page, JsonRpcError> {
    match cursor {
        None => Ok(Page::whole(RawJson::of(items).unwrap_or_else(|_| nothing()))),
        Some(_) => Err(unknown_cursor()),
    }
}

impl Tools for Sample {
    fn list(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>> {
        let page = match cursor {
            None => Ok(Page::whole(self.list.clone())),
            Some(_) => Err(unknown_cursor()),
        };
        ready(page).boxed()
    }

    fn call(&self, call: Call) -> BoxFuture<'_, Result<Outcome, JsonRpcError>> {
        async move {
            call.log.write(Level::Debug, &format!("{} was called.", call.name));
            let outcome = match call.name.as_str() {
                "ask_me" => ask_me::call(&call).await,
                _ => self.tools.call(call).await,
            };
            self.calls.fetch_add(1, Ordering::Relaxed);
            self.changes.announce(Change::Resource(library::CALLS.into()));
            outcome
        }
        .boxed()
    }
}

impl Resources for Sample {
    fn list(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>> {
        ready(page(&library::list(), cursor.as_deref())).boxed()
    }

    fn templates(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>> {
        ready(page(&library::templates(), cursor.as_deref())).boxed()
    }

    fn read(&self, call: Call) -> BoxFuture<'_, Result<Outcome, JsonRpcError>> {
        async move { library::read(&call.name, self.calls.load(Ordering::Relaxed)).await }.boxed()
    }
}

impl Prompts for Sample {
    fn list(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>> {
        ready(page(&prompts::list(), cursor.as_deref())).boxed()
    }

    fn get(&self, call: Call) -> BoxFuture<'_, Result<Outcome, JsonRpcError>> {
        async move { prompts::get(&call).await }.boxed()
    }
}

impl Completion for Sample {
    fn complete(&self, params: RawJson) -> BoxFuture<'_, Result<RawJson, JsonRpcError>> {
        #[derive(Deserialize)]
        struct View {
            argument: Argument,
        }
        #[derive(Deserialize)]
        struct Argument {
            name: String,
            value: String,
        }
        let completed = params.read::<View>().map_err(|error| unfit_arguments(&error.to_string()));
        let completed = completed.and_then(|View { argument }| {
            let values = match argument.name.as_str() {
                "language" => library::languages(&argument.value),
                _ => Vec::new(),
            };
            let completion = json!({ "values": values, "total": values.len(), "hasMore": false });
            RawJson::of(&completion).map_err(|fault| unfit_arguments(&fault.to_string()))
        });
        ready(completed).boxed()
    }
}
