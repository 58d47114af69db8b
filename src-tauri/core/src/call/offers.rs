//! Resources, templates and prompts as hosts see them: without the secrets a server may repeat.

use std::collections::HashMap;

use hitchpost_mcp::{List, Prompt, RejectedItem, Resource, ResourceTemplate, Server};
use serde_json::Value;

use super::{
    ListCut, PromptArgument, PromptListView, PromptSummary, RejectedTool, ResourceListView, ResourceSummary,
    TemplateSummary, count, variables,
};
use crate::connection::ConnectionId;
use crate::credential::Redactor;
use crate::session::{Live, Readable};
use crate::store;

/// As much of a rejected definition as is shown.
const EXCERPT: usize = 2_000;

/// What can be read.
pub(crate) fn resource_view(id: ConnectionId, live: &Live, listed: &Readable) -> ResourceListView {
    let clean = Clean(&live.endpoint.redactor);
    let Readable { resources, templates } = listed;
    let server = live.client.server();
    ResourceListView {
        connection_id: id,
        resources: resources.items.iter().map(|item| clean.resource(item, live)).collect(),
        templates: templates.items.iter().map(|item| clean.template(item)).collect(),
        rejected: clean.rejected(resources.rejected.iter().chain(&templates.rejected)),
        cut: cut(resources).or_else(|| cut(templates)),
        listed_at: store::millis(resources.fetched_at),
        can_subscribe: can_subscribe(server),
        can_complete: server.declares("completions"),
    }
}

/// What can be said.
pub(crate) fn prompt_view(id: ConnectionId, live: &Live, listed: &List<Prompt>) -> PromptListView {
    let clean = Clean(&live.endpoint.redactor);
    PromptListView {
        connection_id: id,
        prompts: listed.items.iter().map(|item| clean.prompt(item)).collect(),
        rejected: clean.rejected(listed.rejected.iter()),
        cut: cut(listed),
        listed_at: store::millis(listed.fetched_at),
        can_complete: live.client.server().declares("completions"),
    }
}

fn can_subscribe(server: &Server) -> bool {
    let declared: Result<HashMap<String, Value>, _> = server.capabilities.read();
    declared.is_ok_and(|declared| declared.get("resources").is_some_and(|has| has["subscribe"] == true))
}

fn cut<T>(list: &List<T>) -> Option<ListCut> {
    list.cut.as_ref().map(ListCut::from)
}

struct Clean<'a>(&'a Redactor);

impl Clean<'_> {
    fn text(&self, text: &str) -> String {
        self.0.clean(text).into_owned()
    }

    fn maybe(&self, text: &Option<String>) -> Option<String> {
        text.as_deref().map(|text| self.text(text))
    }

    fn resource(&self, item: &Resource, live: &Live) -> ResourceSummary {
        ResourceSummary {
            uri: self.text(&item.uri),
            name: self.text(&item.name),
            title: self.maybe(&item.title),
            description: self.maybe(&item.description),
            mime_type: self.maybe(&item.mime_type),
            size: item.size.map(|size| u32::try_from(size).unwrap_or(u32::MAX)),
            subscribed: live.offers.follows(&item.uri),
        }
    }

    fn template(&self, item: &ResourceTemplate) -> TemplateSummary {
        let uri_template = self.text(&item.uri_template);
        TemplateSummary {
            variables: variables(&uri_template),
            uri_template,
            name: self.text(&item.name),
            title: self.maybe(&item.title),
            description: self.maybe(&item.description),
            mime_type: self.maybe(&item.mime_type),
        }
    }

    fn prompt(&self, item: &Prompt) -> PromptSummary {
        let argument = |argument: &hitchpost_mcp::PromptArgument| PromptArgument {
            name: self.text(&argument.name),
            title: self.maybe(&argument.title),
            description: self.maybe(&argument.description),
            required: argument.required,
        };
        PromptSummary {
            name: self.text(&item.name),
            title: self.maybe(&item.title),
            description: self.maybe(&item.description),
            arguments: item.arguments.iter().map(argument).collect(),
        }
    }

    fn rejected<'a>(&self, items: impl Iterator<Item = &'a RejectedItem>) -> Vec<RejectedTool> {
        let rejected = |item: &RejectedItem| RejectedTool {
            name: self.maybe(&item.name),
            index: count(item.index),
            reason: self.text(&item.reason),
            raw: self.0.beginning(item.raw.as_str(), EXCERPT).into_owned(),
        };
        items.map(rejected).collect()
    }
}
