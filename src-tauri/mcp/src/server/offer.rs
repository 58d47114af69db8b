//! What a server offers: tools, resources, prompts, completion. Each part is optional and sees raw JSON only, so that an
//! implementation can pass on what it does not know.

use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};

use super::{Call, Changes, Outcome};
use crate::wire::{JsonRpcError, RawJson};

/// The parts a server has. What it lacks it does not declare, and its methods are unknown ones.
#[derive(Clone, Default)]
pub struct Offer {
    /// Things to do.
    pub tools: Option<Arc<dyn Tools>>,
    /// Things to read.
    pub resources: Option<Arc<dyn Resources>>,
    /// Things to say.
    pub prompts: Option<Arc<dyn Prompts>>,
    /// Ends for what somebody began to type.
    pub completion: Option<Arc<dyn Completion>>,
    /// Whether calls write log messages.
    pub logs: bool,
    /// Tells clients what changed; without it nothing is said to change.
    pub changes: Option<Changes>,
}

impl Offer {
    /// Tools and nothing else.
    pub fn of_tools(tools: impl Tools) -> Offer {
        Offer { tools: Some(Arc::new(tools)), ..Offer::default() }
    }
}

impl From<Option<Arc<dyn Tools>>> for Offer {
    fn from(tools: Option<Arc<dyn Tools>>) -> Offer {
        Offer { tools, ..Offer::default() }
    }
}

impl Offer {
    /// As `ServerCapabilities`.
    pub(super) fn capabilities(&self) -> String {
        let changes = self.changes.is_some();
        let list = if changes { r#"{"listChanged":true}"# } else { "{}" };
        let resources = if changes { r#"{"subscribe":true,"listChanged":true}"# } else { "{}" };
        let parts = [
            ("tools", self.tools.is_some(), list),
            ("resources", self.resources.is_some(), resources),
            ("prompts", self.prompts.is_some(), list),
            ("completions", self.completion.is_some(), "{}"),
            ("logging", self.logs, "{}"),
        ];
        let parts = parts.iter().filter(|(_, there, _)| *there);
        let parts: Vec<String> = parts.map(|(name, _, value)| format!(r#""{name}":{value}"#)).collect();
        format!("{{{}}}", parts.join(","))
    }

    /// The list behind a method, and what the member with its items is called.
    pub(super) fn list(
        &self,
        method: &str,
        cursor: Option<String>,
    ) -> Option<(&'static str, BoxFuture<'_, Result<Page, JsonRpcError>>)> {
        Some(match method {
            "tools/list" => ("tools", self.tools.as_ref()?.list(cursor)),
            "resources/list" => ("resources", self.resources.as_ref()?.list(cursor)),
            "resources/templates/list" => ("resourceTemplates", self.resources.as_ref()?.templates(cursor)),
            "prompts/list" => ("prompts", self.prompts.as_ref()?.list(cursor)),
            _ => return None,
        })
    }

    /// What a method that may take its time, and ask back, is answered by.
    pub(super) fn target(&self, method: &str) -> Option<Target> {
        Some(match method {
            "tools/call" => Target::Tool(self.tools.clone()?),
            "prompts/get" => Target::Prompt(self.prompts.clone()?),
            "resources/read" => Target::Resource(self.resources.clone()?),
            _ => return None,
        })
    }
}

/// Who answers a call.
#[derive(Clone)]
pub(super) enum Target {
    Tool(Arc<dyn Tools>),
    Prompt(Arc<dyn Prompts>),
    Resource(Arc<dyn Resources>),
}

impl Target {
    pub(super) async fn run(&self, call: Call) -> Result<Outcome, JsonRpcError> {
        match self {
            Target::Tool(tools) => tools.call(call).await,
            Target::Prompt(prompts) => prompts.get(call).await,
            Target::Resource(resources) => resources.read(call).await.map(Outcome::or_uncached),
        }
    }

    /// The schema that `Mcp-Param-*` headers are checked against.
    pub(super) fn input_schema(&self, name: &str) -> Option<RawJson> {
        match self {
            Target::Tool(tools) => tools.input_schema(name),
            Target::Prompt(_) | Target::Resource(_) => None,
        }
    }
}

/// The tools behind a server.
pub trait Tools: Send + Sync + 'static {
    /// One page of the list, in an order that does not change between calls.
    fn list(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>>;

    /// The `inputSchema` of a tool that mirrors arguments into headers (`x-mcp-header`), so that
    /// the headers can be checked. `None` for every other tool.
    fn input_schema(&self, _tool: &str) -> Option<RawJson> {
        None
    }

    /// Runs one tool. A failure of the tool itself is an [`Outcome::error`]; `Err` means that the
    /// call could not be made at all. The future is dropped when the caller cancels.
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Outcome, JsonRpcError>>;
}

/// The resources behind a server.
pub trait Resources: Send + Sync + 'static {
    /// One page of the list.
    fn list(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>>;

    /// One page of the templates; none unless this says otherwise.
    fn templates(&self, _cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>> {
        ready(Ok(Page::whole(no_items()))).boxed()
    }

    /// Reads one, whose address is the call's name. [`super::unknown_resource`] for one there is not.
    fn read(&self, call: Call) -> BoxFuture<'_, Result<Outcome, JsonRpcError>>;
}

/// The prompts behind a server.
pub trait Prompts: Send + Sync + 'static {
    /// One page of the list.
    fn list(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>>;

    /// Fills one in.
    fn get(&self, call: Call) -> BoxFuture<'_, Result<Outcome, JsonRpcError>>;
}

/// Completes what somebody types.
pub trait Completion: Send + Sync + 'static {
    /// The `completion` object for the parameters of a `completion/complete`.
    fn complete(&self, params: RawJson) -> BoxFuture<'_, Result<RawJson, JsonRpcError>>;
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page {
    /// A JSON array of objects.
    pub items: RawJson,
    /// Where the next page starts; `None` on the last one.
    pub next_cursor: Option<String>,
    /// How long a client may keep this page.
    pub ttl: Duration,
}

impl Page {
    /// The whole list on one page, to be asked for again each time.
    pub fn whole(items: RawJson) -> Self {
        Self { items, next_cursor: None, ttl: Duration::ZERO }
    }
}

/// `[]`.
fn no_items() -> RawJson {
    RawJson::of(&[(); 0]).unwrap_or_else(|_| RawJson::empty_object())
}
