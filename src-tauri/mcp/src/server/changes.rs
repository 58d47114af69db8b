//! What changes while clients look on, and who hears of it.

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::broadcast;

use crate::wire::RawJson;

/// Changes waiting for a slow listener. One that misses some hears that the lists changed, and looks again.
const WAITING: usize = 256;

/// Tells clients what changed. Cheap to clone; give one to the server and keep one.
#[derive(Clone, Debug)]
pub struct Changes {
    sender: broadcast::Sender<Change>,
}

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The list of tools.
    Tools,
    /// The list of resources.
    Resources,
    /// The list of prompts.
    Prompts,
    /// What is in the resource with this address.
    Resource(String),
}

impl Changes {
    /// Nobody listens yet.
    pub fn new() -> Changes {
        Changes { sender: broadcast::channel(WAITING).0 }
    }

    /// Tells whoever listens.
    pub fn announce(&self, change: Change) {
        // Nobody does.
        let _ = self.sender.send(change);
    }

    pub(super) fn listen(&self) -> broadcast::Receiver<Change> {
        self.sender.subscribe()
    }
}

impl Default for Changes {
    fn default() -> Self {
        Self::new()
    }
}

impl Change {
    /// The notification's method and its parameters, without `_meta`.
    pub(super) fn told(&self) -> (&'static str, Value) {
        match self {
            Change::Tools => ("notifications/tools/list_changed", json!({})),
            Change::Resources => ("notifications/resources/list_changed", json!({})),
            Change::Prompts => ("notifications/prompts/list_changed", json!({})),
            Change::Resource(uri) => ("notifications/resources/updated", json!({ "uri": uri })),
        }
    }
}

/// Which changes a modern client asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Filter {
    tools_list_changed: bool,
    prompts_list_changed: bool,
    resources_list_changed: bool,
    resource_subscriptions: Vec<String>,
}

impl Filter {
    /// Resources watched at once by one stream.
    const WATCHED: usize = 1024;

    /// The `notifications` of a `subscriptions/listen`.
    pub(super) fn read(params: Option<&RawJson>) -> Result<Filter, String> {
        #[derive(Deserialize)]
        struct View {
            notifications: Filter,
        }
        let params = params.ok_or("the parameters are missing")?;
        let view: View = params.read().map_err(|error| error.to_string())?;
        let mut filter = view.notifications;
        filter.resource_subscriptions.truncate(Self::WATCHED);
        Ok(filter)
    }

    /// What of it is heeded by a server that has these parts.
    pub(super) fn honoured(mut self, tools: bool, resources: bool, prompts: bool) -> Filter {
        self.tools_list_changed &= tools;
        self.prompts_list_changed &= prompts;
        self.resources_list_changed &= resources;
        if !resources {
            self.resource_subscriptions.clear();
        }
        self
    }

    /// As the acknowledgement says it: only what is on.
    pub(super) fn told(&self) -> Value {
        let mut told = serde_json::Map::new();
        for (name, on) in [
            ("toolsListChanged", self.tools_list_changed),
            ("promptsListChanged", self.prompts_list_changed),
            ("resourcesListChanged", self.resources_list_changed),
        ] {
            if on {
                told.insert(name.into(), Value::Bool(true));
            }
        }
        if !self.resource_subscriptions.is_empty() {
            told.insert("resourceSubscriptions".into(), json!(self.resource_subscriptions));
        }
        Value::Object(told)
    }

    pub(super) fn wants(&self, change: &Change) -> bool {
        match change {
            Change::Tools => self.tools_list_changed,
            Change::Resources => self.resources_list_changed,
            Change::Prompts => self.prompts_list_changed,
            Change::Resource(uri) => self.resource_subscriptions.contains(uri),
        }
    }

    /// Everything it may have missed.
    pub(super) fn all(&self) -> Vec<Change> {
        let lists = [Change::Tools, Change::Resources, Change::Prompts];
        let watched = self.resource_subscriptions.iter().cloned().map(Change::Resource);
        lists.into_iter().filter(|change| self.wants(change)).chain(watched).collect()
    }
}
