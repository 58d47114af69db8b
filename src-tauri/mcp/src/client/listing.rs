//! `tools/list`, page by page, tool by tool.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::client::detect::Peer;
use crate::client::link::Link;
use crate::client::modern::require_complete;
use crate::client::questions::METHOD_NOT_FOUND;
use crate::client::{ListCut, RejectedTool, ToolList};
use crate::error::{Error, excerpt};
use crate::wire::header::{HeaderParam, header_params};
use crate::wire::request::quoted;
use crate::wire::{RawJson, Tool};

/// A list and the headers its tools' arguments travel in.
pub(crate) struct Listed {
    pub list: ToolList,
    pub params: HashMap<String, Arc<[HeaderParam]>>,
}

/// Fails when the first page does; what comes before a later fault is kept. A server that declares no tools is asked all
/// the same, since some forget to; when it then does not know the method, it has none.
pub(crate) async fn list_tools(link: &Arc<Link>, peer: &Peer, declares_tools: bool) -> Result<Listed, Error> {
    let mut listing = Listing::new(matches!(peer, Peer::Modern(_)));
    let limits = &link.http.limits;
    let mut cursor: Option<String> = None;
    let mut seen: HashSet<String> = HashSet::new();
    let mut bytes = 0;
    for page in 1.. {
        let taken = async {
            let cursor = cursor.as_deref().map(quoted);
            let ask =
                link.ask("tools/list", cursor.iter().map(|cursor| ("cursor", cursor.as_str())).collect());
            let result = peer.request(&ask).await?;
            bytes += result.as_bytes().len();
            listing.take(&result, limits.list_items)
        };
        let next = match taken.await {
            Ok(next) => next,
            Err(Error::Rpc { code: METHOD_NOT_FOUND, .. }) if page == 1 && !declares_tools => break,
            Err(error) if page == 1 => return Err(error),
            Err(error) => {
                listing.cut = Some(ListCut::PageFailed(link.clean(error)));
                break;
            }
        };
        let Some(next) = next else { break };
        if !seen.insert(next.clone()) {
            listing.cut = Some(ListCut::RepeatedCursor);
            break;
        }
        if page >= limits.list_pages
            || bytes + next.len() > limits.list_bytes
            || listing.index >= limits.list_items
        {
            listing.cut = Some(ListCut::Limit);
            break;
        }
        cursor = Some(next);
    }
    Ok(listing.finish())
}

impl Peer {
    pub(crate) async fn request(&self, ask: &crate::client::link::Ask<'_>) -> Result<RawJson, Error> {
        match self {
            Peer::Modern(modern) => modern.request(ask).await,
            Peer::Legacy(legacy) => legacy.request(ask).await,
        }
    }
}

struct Listing {
    /// Header parameters exist in the modern era only.
    modern: bool,
    tools: Vec<Tool>,
    rejected: Vec<RejectedTool>,
    names: HashSet<String>,
    params: HashMap<String, Arc<[HeaderParam]>>,
    index: usize,
    cut: Option<ListCut>,
    ttl: Option<Duration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageWire<'a> {
    #[serde(borrow)]
    result_type: Option<&'a RawValue>,
    #[serde(borrow)]
    tools: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    next_cursor: Option<&'a RawValue>,
    #[serde(borrow)]
    ttl_ms: Option<&'a RawValue>,
}

impl Listing {
    fn new(modern: bool) -> Listing {
        Listing {
            modern,
            tools: Vec::new(),
            rejected: Vec::new(),
            names: HashSet::new(),
            params: HashMap::new(),
            index: 0,
            cut: None,
            ttl: None,
        }
    }

    /// Takes a page in and returns the cursor of the next. An empty cursor is a cursor.
    fn take(&mut self, page: &RawJson, max_items: usize) -> Result<Option<String>, Error> {
        let malformed = |reason: String| Error::Malformed { reason, excerpt: Some(excerpt(page.as_str())) };
        let wire: PageWire<'_> = page
            .read()
            .map_err(|error| malformed(format!("the result of `tools/list` can't be read: {error}")))?;
        if self.modern {
            require_complete(wire.result_type, "tools/list").map_err(malformed)?;
        }
        let tools =
            wire.tools.ok_or_else(|| malformed("the result of `tools/list` has no `tools`".into()))?;
        let next = match wire.next_cursor {
            None => None,
            Some(cursor) => Some(serde_json::from_str::<String>(cursor.get()).map_err(|_| {
                malformed(format!("`nextCursor` is not a string: {}", excerpt(cursor.get())))
            })?),
        };
        let ttl = wire.ttl_ms.and_then(|ttl| serde_json::from_str::<f64>(ttl.get()).ok()).unwrap_or(0.0);
        let ttl = Duration::from_secs_f64((ttl / 1000.0).clamp(0.0, 1e9));
        self.ttl = Some(self.ttl.map_or(ttl, |shortest| shortest.min(ttl)));
        for tool in tools {
            if self.index >= max_items {
                self.cut = Some(ListCut::Limit);
                return Ok(None);
            }
            self.take_tool(page, tool);
            self.index += 1;
        }
        Ok(next)
    }

    fn take_tool(&mut self, page: &RawJson, raw: &RawValue) {
        let (name, reason) = match Tool::parse(page.text(), raw) {
            Err(unusable) => (unusable.name, unusable.reason),
            Ok(tool) if self.names.contains(&tool.name) => {
                (Some(tool.name), "a tool of this name is in the list already".into())
            }
            Ok(tool) => match self.header_params(&tool) {
                Err(reason) => (Some(tool.name), reason),
                Ok(()) => {
                    self.names.insert(tool.name.clone());
                    self.tools.push(tool);
                    return;
                }
            },
        };
        let raw = RawJson::slice(page.text(), raw);
        self.rejected.push(RejectedTool { index: self.index, name, reason, raw });
    }

    fn header_params(&mut self, tool: &Tool) -> Result<(), String> {
        if self.modern {
            let params = header_params(&tool.input_schema)?;
            if !params.is_empty() {
                self.params.insert(tool.name.clone(), params.into());
            }
        }
        Ok(())
    }

    fn finish(self) -> Listed {
        let Listing { tools, rejected, params, cut, ttl, .. } = self;
        let ttl = ttl.unwrap_or_default();
        Listed { list: ToolList { tools, rejected, cut, ttl, fetched_at: SystemTime::now() }, params }
    }
}
