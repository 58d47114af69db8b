//! Listing and calling tools.

use std::pin::pin;
use std::sync::Arc;

use crate::client::ask::Ask;
use crate::client::detect::Peer;
use crate::client::modern::HEADER_MISMATCH;
use crate::client::wants::Answered;
use crate::client::{Client, Freshness, Inner, TaskChoice, ToolCall, ToolList};
use crate::error::Error;
use crate::wire::header::param_headers;
use crate::wire::request::quoted;
use crate::wire::{RawJson, TaskSupport, ToolResult};

impl Client {
    /// The server's tools. Fails when the first page does; a list cut short says so.
    pub async fn list_tools(&self, freshness: Freshness) -> Result<Arc<ToolList>, Error> {
        self.list(&self.inner.link.lists.tools, freshness).await
    }

    /// Calls a tool. A tool that answers `isError` has answered: that is `Ok`.
    pub async fn call_tool(&self, call: ToolCall) -> Result<ToolResult, Error> {
        if !call.arguments.is_object() {
            return Err(Error::InvalidArguments { reason: "they are not a JSON object".into() });
        }
        let work = pin!(async {
            match self.call_once(&call).await {
                // The headers did not fit the tool's schema: ours is old, or we never saw it.
                Err(Error::Rpc { code: HEADER_MISMATCH, .. }) if self.is_modern() => {
                    Box::pin(self.list_tools(Freshness::Fresh)).await?;
                    self.call_once(&call).await
                }
                outcome => outcome,
            }
        });
        let result = self.until_cancelled(&call.extras, work).await?;
        ToolResult::parse(&result).map_err(|error| self.inner.link.clean(error))
    }

    async fn call_once(&self, call: &ToolCall) -> Result<RawJson, Error> {
        let Inner { link, peer, .. } = &*self.inner;
        if self.inner.runs_tasks && Box::pin(self.needs_task(call)).await? {
            return Box::pin(self.call_as_task(call)).await;
        }
        let name = quoted(&call.name);
        let params = vec![("name", name.as_str()), ("arguments", call.arguments.as_str())];
        let ask = link.ask("tools/call", params).named(&call.name).with(&call.extras);
        let Peer::Modern(modern) = peer else { return peer.request(&ask).await };
        let params = link.lists.tools.calling(&call.name).and_then(|calling| calling.params);
        let headers = params.map_or_else(Vec::new, |params| param_headers(&params, &call.arguments));
        match modern.call(&Ask { headers, ..ask }).await? {
            Answered::Complete(result) => Ok(result),
            Answered::Task(created) => Box::pin(self.follow_task(call, &created)).await,
        }
    }

    /// Whether a tool of a server that runs tasks (2025-11-25) is to be called as one. That is in its definition, which
    /// must have been seen.
    async fn needs_task(&self, call: &ToolCall) -> Result<bool, Error> {
        let tools = &self.inner.link.lists.tools;
        if call.task == TaskChoice::Never {
            return Ok(false);
        }
        if !tools.is_known() {
            self.list_tools(Freshness::Cached).await?;
        }
        let support = tools.calling(&call.name).map(|calling| calling.task).unwrap_or_default();
        Ok(match call.task {
            TaskChoice::Never => false,
            TaskChoice::Automatic => support == TaskSupport::Required,
            TaskChoice::Always => support != TaskSupport::Forbidden,
        })
    }
}
