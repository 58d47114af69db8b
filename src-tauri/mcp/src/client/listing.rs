//! Lists of servers, page by page, item by item.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytestring::ByteString;
use serde_json::value::RawValue;

use crate::client::detect::Peer;
use crate::client::link::Link;
use crate::client::page::Page;
use crate::client::questions::METHOD_NOT_FOUND;
use crate::client::wants::require_complete;
use crate::client::{List, ListCut, RejectedItem, Transport};
use crate::error::{Error, excerpt};
use crate::wire::header::{HeaderParam, header_params};
use crate::wire::item::Unusable;
use crate::wire::request::quoted;
use crate::wire::{Prompt, RawJson, Resource, ResourceTemplate, TaskSupport, Tool};

/// What a list is made of.
pub(crate) trait Item: Sized {
    /// How the list is asked for.
    const METHOD: &'static str;
    /// Where it is in the result.
    const MEMBER: &'static str;
    /// What a server that has one declares.
    const CAPABILITY: &'static str;
    /// Whether servers with the capability may still not know the method.
    const MAY_BE_UNKNOWN: bool = false;
    /// One of them, for a sentence.
    const NOUN: &'static str;

    fn parse(frame: &ByteString, raw: &RawValue) -> Result<Self, Unusable>;

    /// What no two of them share.
    fn key(&self) -> &str;

    /// What must be known to call it.
    fn calling(&self, _modern: bool) -> Result<Option<Calling>, String> {
        Ok(None)
    }
}

/// How a tool is called, where that is out of the ordinary.
#[derive(Clone, Default)]
pub(crate) struct Calling {
    /// The arguments that also travel as headers.
    pub params: Option<Arc<[HeaderParam]>>,
    pub task: TaskSupport,
}

impl Item for Tool {
    const METHOD: &'static str = "tools/list";
    const MEMBER: &'static str = "tools";
    const CAPABILITY: &'static str = "tools";
    const NOUN: &'static str = "tool of this name";

    fn parse(frame: &ByteString, raw: &RawValue) -> Result<Tool, Unusable> {
        Tool::parse(frame, raw)
    }

    fn key(&self) -> &str {
        &self.name
    }

    /// Header parameters exist in the modern era only, tasks that are asked for in the legacy era.
    fn calling(&self, modern: bool) -> Result<Option<Calling>, String> {
        if modern {
            let params = header_params(&self.input_schema)?;
            let calling = Calling { params: Some(params.into()), task: TaskSupport::Forbidden };
            return Ok(Some(calling).filter(|calling| calling.params.as_ref().is_some_and(|p| !p.is_empty())));
        }
        let calling = Calling { params: None, task: self.task_support };
        Ok(Some(calling).filter(|calling| calling.task != TaskSupport::Forbidden))
    }
}

impl Item for Resource {
    const METHOD: &'static str = "resources/list";
    const MEMBER: &'static str = "resources";
    const CAPABILITY: &'static str = "resources";
    const NOUN: &'static str = "resource with this address";

    fn parse(frame: &ByteString, raw: &RawValue) -> Result<Resource, Unusable> {
        Resource::parse(frame, raw)
    }

    fn key(&self) -> &str {
        &self.uri
    }
}

impl Item for ResourceTemplate {
    const METHOD: &'static str = "resources/templates/list";
    const MEMBER: &'static str = "resourceTemplates";
    const CAPABILITY: &'static str = "resources";
    const MAY_BE_UNKNOWN: bool = true;
    const NOUN: &'static str = "template with this pattern";

    fn parse(frame: &ByteString, raw: &RawValue) -> Result<ResourceTemplate, Unusable> {
        ResourceTemplate::parse(frame, raw)
    }

    fn key(&self) -> &str {
        &self.uri_template
    }
}

impl Item for Prompt {
    const METHOD: &'static str = "prompts/list";
    const MEMBER: &'static str = "prompts";
    const CAPABILITY: &'static str = "prompts";
    const NOUN: &'static str = "prompt of this name";

    fn parse(frame: &ByteString, raw: &RawValue) -> Result<Prompt, Unusable> {
        Prompt::parse(frame, raw)
    }

    fn key(&self) -> &str {
        &self.name
    }
}

/// A list and what its items need to be called.
pub(crate) struct Listed<T> {
    pub list: List<T>,
    pub calling: HashMap<String, Calling>,
}

/// Fails when the first page does; what comes before a later fault is kept. A server that does not declare the
/// capability is asked all the same, since some forget to; when it then does not know the method, it has none.
pub(crate) async fn list<T: Item>(link: &Arc<Link>, peer: &Peer, declared: bool) -> Result<Listed<T>, Error> {
    let mut listing = Listing::<T>::new(peer.is_modern(), peer.transport() != Transport::Stdio);
    let limits = &link.limits;
    let may_be_unknown = T::MAY_BE_UNKNOWN || !declared;
    let mut cursor: Option<String> = None;
    let mut seen: HashSet<String> = HashSet::new();
    let mut bytes = 0;
    for page in 1.. {
        let taken = async {
            let cursor = cursor.as_deref().map(quoted);
            let ask = link.ask(T::METHOD, cursor.iter().map(|cursor| ("cursor", cursor.as_str())).collect());
            let result = peer.request(&ask).await?;
            bytes += result.as_bytes().len();
            listing.take(&result, limits.list_items)
        };
        let next = match taken.await {
            Ok(next) => next,
            Err(Error::Rpc { code: METHOD_NOT_FOUND, .. }) if page == 1 && may_be_unknown => break,
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

struct Listing<T> {
    modern: bool,
    /// Without them, what could not be one does not matter.
    has_headers: bool,
    items: Vec<T>,
    rejected: Vec<RejectedItem>,
    keys: HashSet<String>,
    calling: HashMap<String, Calling>,
    index: usize,
    cut: Option<ListCut>,
    ttl: Option<Duration>,
}

impl<T: Item> Listing<T> {
    fn new(modern: bool, has_headers: bool) -> Listing<T> {
        Listing {
            modern,
            has_headers,
            items: Vec::new(),
            rejected: Vec::new(),
            keys: HashSet::new(),
            calling: HashMap::new(),
            index: 0,
            cut: None,
            ttl: None,
        }
    }

    /// Takes a page in and returns the cursor of the next. An empty cursor is a cursor.
    fn take(&mut self, page: &RawJson, max_items: usize) -> Result<Option<String>, Error> {
        let malformed = |reason: String| Error::Malformed { reason, excerpt: Some(excerpt(page.as_str())) };
        let (method, member) = (T::METHOD, T::MEMBER);
        let wire = Page::read(page, member)
            .map_err(|error| malformed(format!("the result of `{method}` can't be read: {error}")))?;
        if self.modern {
            require_complete(wire.result_type, method).map_err(malformed)?;
        }
        let items =
            wire.items.ok_or_else(|| malformed(format!("the result of `{method}` has no `{member}`")))?;
        let next = match wire.next_cursor {
            None => None,
            Some(cursor) => Some(serde_json::from_str::<String>(cursor.get()).map_err(|_| {
                malformed(format!("`nextCursor` is not a string: {}", excerpt(cursor.get())))
            })?),
        };
        let ttl = ttl_of(wire.ttl_ms);
        self.ttl = Some(self.ttl.map_or(ttl, |shortest| shortest.min(ttl)));
        for item in items {
            if self.index >= max_items {
                self.cut = Some(ListCut::Limit);
                return Ok(None);
            }
            self.take_item(page, item);
            self.index += 1;
        }
        Ok(next)
    }

    fn take_item(&mut self, page: &RawJson, raw: &RawValue) {
        let (name, reason) = match T::parse(page.text(), raw) {
            Err(unusable) => (unusable.name, unusable.reason),
            Ok(item) if self.keys.contains(item.key()) => {
                (Some(item.key().to_owned()), format!("a {} is in the list already", T::NOUN))
            }
            Ok(item) => match self.calling(&item) {
                Err(reason) => (Some(item.key().to_owned()), reason),
                Ok(calling) => {
                    self.keys.insert(item.key().to_owned());
                    self.calling.extend(calling.map(|calling| (item.key().to_owned(), calling)));
                    self.items.push(item);
                    return;
                }
            },
        };
        let raw = RawJson::slice(page.text(), raw);
        self.rejected.push(RejectedItem { index: self.index, name, reason, raw });
    }

    fn calling(&self, item: &T) -> Result<Option<Calling>, String> {
        if self.modern && !self.has_headers { Ok(None) } else { item.calling(self.modern) }
    }

    fn finish(self) -> Listed<T> {
        let Listing { items, rejected, calling, cut, ttl, .. } = self;
        let ttl = ttl.unwrap_or_default();
        Listed { list: List { items, rejected, cut, ttl, fetched_at: SystemTime::now() }, calling }
    }
}

/// How long an answer holds: not at all when that is missing, negative or no number.
pub(crate) fn ttl_of(ttl_ms: Option<&RawValue>) -> Duration {
    let ttl = ttl_ms.and_then(|ttl| serde_json::from_str::<f64>(ttl.get()).ok()).unwrap_or(0.0);
    Duration::from_secs_f64((ttl / 1000.0).clamp(0.0, 1e9))
}
