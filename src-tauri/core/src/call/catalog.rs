//! The tools of one connection, as listed live or as they were last seen.

use std::borrow::Cow;
use std::sync::{Arc, PoisonError, RwLock};

use hitchpost_mcp::{Annotations, RawJson, Tool, ToolList};
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::indent::indented;
use super::{ListCut, RejectedTool, ToolDetail, ToolHint, ToolListView, ToolSummary, count};
use crate::connection::{ConnectionId, Millis};
use crate::credential::Redactor;
use crate::pin::{Present, Standings, ToolStanding};
use crate::store;
use crate::store::tools::Head;

const SUMMARY: usize = 200;
/// As much of a rejected definition as is kept.
const EXCERPT: usize = 2_000;

/// A list of tools. Cheap to clone; clones share what is found out about it.
#[derive(Clone)]
pub(crate) struct Catalog {
    list: Arc<ToolList>,
    /// Nothing until the list was compared with what was accepted.
    standings: Arc<RwLock<Option<Arc<Standings>>>>,
}

impl Catalog {
    /// Takes a list in without the secrets it may repeat. One that repeats none is shared, not copied.
    pub fn new(list: Arc<ToolList>, redactor: &Redactor) -> Self {
        let is_clean = |raw: &RawJson| matches!(redactor.clean(raw.as_str()), Cow::Borrowed(_));
        let definitions = list.items.iter().map(|tool| &tool.raw);
        let mut raws = definitions.chain(list.rejected.iter().map(|tool| &tool.raw));
        let list = match redactor.is_empty() || raws.all(is_clean) {
            true => list,
            false => Arc::new(cleaned(&list, redactor)),
        };
        Self { list, standings: Arc::default() }
    }

    /// How many tools can be used, and how many cannot.
    pub fn counts(&self) -> (u32, u32) {
        (count(self.list.items.len()), count(self.list.rejected.len()))
    }

    /// The list as a host shows it.
    pub fn view(&self, id: ConnectionId) -> ToolListView {
        let standings = self.standings().unwrap_or_default();
        ToolListView {
            connection_id: id,
            tools: self.list.items.iter().map(|tool| summary(tool, standings.of(&tool.name))).collect(),
            rejected: self.rejected(),
            cut: self.cut(),
            listed_at: self.listed_at(),
        }
    }

    /// One tool.
    pub fn tool(&self, name: &str) -> Option<&Tool> {
        self.list.items.iter().find(|tool| tool.name == name)
    }

    /// What is kept of the list for later, apart from [`Self::definitions`].
    pub fn head(&self) -> Head {
        use std::hash::{DefaultHasher, Hasher};
        let mut hasher = DefaultHasher::new();
        for tool in &self.list.items {
            hasher.write(tool.raw.as_bytes());
            hasher.write_u8(b'\n');
        }
        Head {
            listed_at: self.listed_at(),
            cut: self.cut(),
            rejected: self.rejected(),
            digest: format!("{}:{:016x}", self.list.items.len(), hasher.finish()),
        }
    }

    /// Every usable tool's name and its definition as received.
    pub fn definitions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.list.items.iter().map(|tool| (tool.name.as_str(), tool.raw.as_str()))
    }

    /// The tools, to be compared with what was accepted.
    pub fn present(&self) -> Present {
        Present::new(self.definitions(), self.list.cut.is_none())
    }

    /// Notes what came of that.
    pub fn judged(&self, standings: Standings) {
        *self.standings.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(standings));
    }

    /// Which tools are held back, once that is known.
    pub fn standings(&self) -> Option<Arc<Standings>> {
        self.standings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many changes wait to be accepted.
    pub fn changes(&self) -> u32 {
        self.standings().map_or(0, |standings| standings.changes())
    }

    fn listed_at(&self) -> Millis {
        store::millis(self.list.fetched_at)
    }

    fn cut(&self) -> Option<ListCut> {
        self.list.cut.as_ref().map(ListCut::from)
    }

    fn rejected(&self) -> Vec<RejectedTool> {
        self.list
            .rejected
            .iter()
            .map(|tool| RejectedTool {
                name: tool.name.clone(),
                index: count(tool.index),
                reason: tool.reason.clone(),
                raw: excerpt(tool.raw.as_str(), EXCERPT),
            })
            .collect()
    }
}

/// Every definition is cleaned as a whole and read anew; one that cannot be read without a secret is rejected.
fn cleaned(list: &ToolList, redactor: &Redactor) -> ToolList {
    let clean = |text: &str| redactor.clean(text).into_owned();
    let mut cleaned = ToolList { items: Vec::with_capacity(list.items.len()), ..list.clone() };
    for tool in &mut cleaned.rejected {
        tool.name = tool.name.as_deref().map(clean);
        tool.reason = clean(&tool.reason);
        tool.raw = clean_json(&tool.raw, redactor);
    }
    for (index, tool) in list.items.iter().enumerate() {
        let raw = clean_json(&tool.raw, redactor);
        match Tool::read(&raw) {
            Ok(tool) => cleaned.items.push(tool),
            Err(reason) => cleaned.rejected.push(hitchpost_mcp::RejectedItem {
                index,
                name: Some(clean(&tool.name)),
                reason: format!("it repeats a secret of this connection, without which {reason}"),
                raw,
            }),
        }
    }
    cleaned
}

/// A secret that was part of the syntax, such as a number, leaves no JSON behind: then the text becomes a string.
fn clean_json(raw: &RawJson, redactor: &Redactor) -> RawJson {
    match redactor.clean(raw.as_str()) {
        Cow::Borrowed(_) => raw.clone(),
        Cow::Owned(text) => RawJson::parse(text.clone())
            .or_else(|_| RawJson::of(&text))
            .unwrap_or_else(|_| RawJson::empty_object()),
    }
}

/// A list from before, as a host shows it.
pub(crate) fn kept_view(
    id: ConnectionId,
    head: Head,
    definitions: Vec<String>,
    standings: &Standings,
) -> ToolListView {
    let tools = definitions
        .into_iter()
        .filter_map(|definition| RawJson::parse(definition).ok())
        .filter_map(|definition| Tool::read(&definition).ok())
        .map(|tool| summary(&tool, standings.of(&tool.name)))
        .collect();
    ToolListView {
        connection_id: id,
        tools,
        rejected: head.rejected,
        cut: head.cut,
        listed_at: head.listed_at,
    }
}

/// One tool in full.
pub(crate) fn detail(tool: &Tool) -> ToolDetail {
    ToolDetail {
        name: tool.name.clone(),
        title: tool.title.clone(),
        description: tool.description.clone(),
        hint: hint(tool.annotations),
        input_schema: tool.input_schema.as_str().to_owned(),
        output_schema: tool.output_schema.as_ref().map(|schema| schema.as_str().to_owned()),
        definition: indented(tool.raw.as_str()),
        task_support: tool.task_support.into(),
    }
}

fn summary(tool: &Tool, standing: ToolStanding) -> ToolSummary {
    let params: PropertyNames = tool.input_schema.read().unwrap_or_default();
    ToolSummary {
        name: tool.name.clone(),
        title: tool.title.clone(),
        summary: excerpt(tool.description.as_deref().unwrap_or_default(), SUMMARY),
        params: params.0,
        hint: hint(tool.annotations),
        standing,
    }
}

fn hint(claims: Annotations) -> ToolHint {
    match (claims.read_only, claims.destructive) {
        (Some(true), _) => ToolHint::ReadOnly,
        (_, Some(true)) => ToolHint::Destructive,
        (Some(false), Some(false)) => ToolHint::Writes,
        _ => ToolHint::Unknown,
    }
}

fn excerpt(text: &str, characters: usize) -> String {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end]).to_owned()
}

/// The keys of a schema's `properties`, in order; everything else is passed over.
#[derive(Default)]
struct PropertyNames(Vec<String>);

impl<'de> Deserialize<'de> for PropertyNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Schema;
        impl<'de> Visitor<'de> for Schema {
            type Value = PropertyNames;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON Schema object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PropertyNames, A::Error> {
                let mut names = PropertyNames::default();
                while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
                    if key == "properties" {
                        names.0 = map.next_value::<Keys>()?.0;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(names)
            }
        }
        deserializer.deserialize_map(Schema)
    }
}

struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Keys;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, IgnoredAny)) = map.next_entry()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(definition: &str) -> Tool {
        Tool::read(&RawJson::parse(definition.to_owned()).unwrap()).unwrap()
    }

    #[test]
    fn a_list_loses_the_secrets_it_repeats_and_nothing_else() {
        let definitions = [
            r#"{"name":"a","title":"T","inputSchema":{"type":"object"},"n":1.10}"#,
            r#"{"name":"b","description":"as s3cret\/value","inputSchema":{"type":"object"},"n":1.10}"#,
            r#"{"name":"c","inputSchema":{"type":"object"},"n":471100815}"#,
        ];
        let list = Arc::new(ToolList {
            items: definitions.iter().map(|definition| tool(definition)).collect(),
            rejected: Vec::new(),
            cut: None,
            ttl: std::time::Duration::ZERO,
            fetched_at: std::time::SystemTime::now(),
        });
        let untouched = Catalog::new(Arc::clone(&list), &Redactor::new(["another-secret"]));
        assert!(Arc::ptr_eq(&untouched.list, &list));

        let catalog = Catalog::new(Arc::clone(&list), &Redactor::new(["s3cret/value", "471100815"]));
        let kept: Vec<_> = catalog.definitions().map(|(_, definition)| definition).collect();
        assert_eq!(kept[0], definitions[0]);
        assert_eq!(
            kept[1],
            r#"{"name":"b","description":"as ••••","inputSchema":{"type":"object"},"n":1.10}"#
        );
        assert_eq!(catalog.tool("b").unwrap().description.as_deref(), Some("as ••••"));
        let rejected = catalog.head().rejected;
        assert_eq!((rejected.len(), rejected[0].name.as_deref(), rejected[0].index), (1, Some("c"), 2));
        assert!(!rejected[0].raw.contains("4711"), "{rejected:?}");
    }

    #[test]
    fn a_summary_has_what_search_needs() {
        let long = "é".repeat(300);
        let tool = tool(&format!(
            r#"{{"name":"t","description":"{long}","inputSchema":{{"type":"object","properties":{{"b":{{}},"a":{{"properties":{{"x":1}}}}}}}}}}"#
        ));
        let summary = summary(&tool, ToolStanding::New);
        assert_eq!(summary.params, ["b", "a"]);
        assert_eq!(summary.summary.chars().count(), SUMMARY);
    }

    #[test]
    fn hints_follow_what_the_server_says() {
        let hint = |annotations: &str| {
            tool(&format!(r#"{{"name":"t","inputSchema":{{"type":"object"}},"annotations":{annotations}}}"#))
                .annotations
        };
        assert_eq!(super::hint(hint("{}")), ToolHint::Unknown);
        assert_eq!(super::hint(hint(r#"{"readOnlyHint":true}"#)), ToolHint::ReadOnly);
        assert_eq!(super::hint(hint(r#"{"destructiveHint":true}"#)), ToolHint::Destructive);
        assert_eq!(super::hint(hint(r#"{"readOnlyHint":false,"destructiveHint":false}"#)), ToolHint::Writes);
        assert_eq!(super::hint(hint(r#"{"readOnlyHint":false}"#)), ToolHint::Unknown);
    }
}
