//! What a tool call brought back, block by block.

use bytestring::ByteString;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Error, excerpt};
use crate::wire::RawJson;
use crate::wire::message::present;
use crate::wire::tool::{kind_of, text};

/// A result of `tools/call`.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolResult {
    /// The tool itself reported a problem.
    pub is_error: bool,
    /// In order.
    pub content: Vec<ContentBlock>,
    /// `structuredContent`: any JSON.
    pub structured: Option<RawJson>,
    /// The whole result as received.
    pub raw: RawJson,
}

/// One content block. Malformed and unknown ones are kept as [`ContentBlock::Unknown`].
#[derive(Clone, Debug, PartialEq)]
pub enum ContentBlock {
    /// `text`.
    Text {
        /// The text.
        text: String,
        /// The block as received.
        raw: RawJson,
    },
    /// `image`.
    Image {
        /// Base64 as received.
        data: String,
        /// As the server says.
        mime_type: String,
        /// The block as received.
        raw: RawJson,
    },
    /// `audio`.
    Audio {
        /// Base64 as received.
        data: String,
        /// As the server says.
        mime_type: String,
        /// The block as received.
        raw: RawJson,
    },
    /// `resource`: embedded contents.
    Resource {
        /// Its address.
        uri: String,
        /// As the server says.
        mime_type: Option<String>,
        /// Text contents.
        text: Option<String>,
        /// Binary contents, base64 as received.
        blob: Option<String>,
        /// The block as received.
        raw: RawJson,
    },
    /// `resource_link`.
    ResourceLink {
        /// Its address.
        uri: String,
        /// Its name.
        name: Option<String>,
        /// What it is.
        description: Option<String>,
        /// As the server says.
        mime_type: Option<String>,
        /// The block as received.
        raw: RawJson,
    },
    /// A type we do not know, or a block that does not keep its type's rules.
    Unknown {
        /// The `type` it gives itself.
        kind: Option<String>,
        /// Why it is here.
        reason: String,
        /// The block as received.
        raw: RawJson,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[serde(bound(deserialize = "C: Deserialize<'de>"))]
struct ResultWire<'a, C> {
    content: Option<C>,
    #[serde(borrow, default, deserialize_with = "present")]
    structured_content: Option<&'a RawValue>,
    #[serde(borrow)]
    is_error: Option<&'a RawValue>,
}

impl ToolResult {
    /// A view of a result. Only an answer that is no object has none.
    pub fn parse(raw: &RawJson) -> Result<ToolResult, Error> {
        let malformed = |reason: String| Error::Malformed { reason, excerpt: Some(excerpt(raw.as_str())) };
        if !raw.is_object() {
            return Err(malformed("the result of `tools/call` is not an object".into()));
        }
        let frame = raw.text();
        if let Ok(mut wire) = raw.read::<ResultWire<'_, Vec<&RawValue>>>() {
            let blocks = wire.content.take().unwrap_or_default();
            let content = blocks.into_iter().map(|block| ContentBlock::parse(frame, block)).collect();
            return Ok(wire.result(raw, content));
        }
        let mut wire: ResultWire<'_, &RawValue> = raw
            .read()
            .map_err(|error| malformed(format!("the result of `tools/call` can't be read: {error}")))?;
        let unknown = |content: &RawValue| {
            let reason = format!("`content` is {}, not an array", kind_of(content));
            ContentBlock::Unknown { kind: None, reason, raw: RawJson::slice(frame, content) }
        };
        let content = wire.content.take().into_iter().map(unknown).collect();
        Ok(wire.result(raw, content))
    }
}

impl<C> ResultWire<'_, C> {
    fn result(&self, raw: &RawJson, content: Vec<ContentBlock>) -> ToolResult {
        ToolResult {
            is_error: self.is_error.is_some_and(|flag| flag.get() == "true"),
            content,
            structured: self.structured_content.map(|value| RawJson::slice(raw.text(), value)),
            raw: raw.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BlockWire<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow)]
    text: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(borrow)]
    blob: Option<&'a RawValue>,
    #[serde(borrow)]
    mime_type: Option<&'a RawValue>,
    #[serde(borrow)]
    uri: Option<&'a RawValue>,
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    description: Option<&'a RawValue>,
    #[serde(borrow)]
    resource: Option<&'a RawValue>,
}

impl ContentBlock {
    pub(crate) fn parse(frame: &ByteString, block: &RawValue) -> ContentBlock {
        let raw = RawJson::slice(frame, block);
        let unknown =
            |kind: Option<String>, reason: String| ContentBlock::Unknown { kind, reason, raw: raw.clone() };
        if !raw.is_object() {
            return unknown(None, format!("the block is {}, not an object", kind_of(block)));
        }
        let wire: BlockWire<'_> = match raw.read() {
            Ok(wire) => wire,
            Err(error) => return unknown(None, format!("the block can't be read: {error}")),
        };
        let Some(kind) = wire.kind.and_then(text) else {
            return unknown(None, "`type` is missing or not a string".into());
        };
        match wire.view(&kind, raw.clone()) {
            Ok(Some(view)) => view,
            Ok(None) => unknown(Some(kind), "a type of content we do not know".into()),
            Err(field) => unknown(Some(kind), format!("`{field}` is missing or not a string")),
        }
    }

    /// One piece of a resource's contents, as `resources/read` brings them.
    pub(crate) fn contents(frame: &ByteString, item: &RawValue) -> ContentBlock {
        let raw = RawJson::slice(frame, item);
        let unknown = |reason: String| ContentBlock::Unknown { kind: None, reason, raw: raw.clone() };
        if !raw.is_object() {
            return unknown(format!("the contents are {}, not an object", kind_of(item)));
        }
        match raw.read::<BlockWire<'_>>() {
            Ok(wire) => wire
                .embedded(raw.clone())
                .unwrap_or_else(|field| unknown(format!("`{field}` is missing or not a string"))),
            Err(error) => unknown(format!("the contents can't be read: {error}")),
        }
    }
}

impl BlockWire<'_> {
    /// `None` for a type we do not know, the name of the offending field for a block that breaks the rules.
    fn view(&self, kind: &str, raw: RawJson) -> Result<Option<ContentBlock>, &'static str> {
        let need = |value: Option<&RawValue>, field| value.and_then(text).ok_or(field);
        let maybe = |value: Option<&RawValue>| value.and_then(text);
        Ok(Some(match kind {
            "text" => ContentBlock::Text { text: need(self.text, "text")?, raw },
            "image" => ContentBlock::Image {
                data: need(self.data, "data")?,
                mime_type: need(self.mime_type, "mimeType")?,
                raw,
            },
            "audio" => ContentBlock::Audio {
                data: need(self.data, "data")?,
                mime_type: need(self.mime_type, "mimeType")?,
                raw,
            },
            "resource" => {
                let inner = self.resource.filter(|inner| inner.get().starts_with('{')).ok_or("resource")?;
                let inner: BlockWire<'_> = serde_json::from_str(inner.get()).map_err(|_| "resource")?;
                inner.embedded(raw).map_err(|field| match field {
                    "uri" => "resource.uri",
                    _ => "resource.text",
                })?
            }
            "resource_link" => ContentBlock::ResourceLink {
                uri: need(self.uri, "uri")?,
                name: maybe(self.name),
                description: maybe(self.description),
                mime_type: maybe(self.mime_type),
                raw,
            },
            _ => return Ok(None),
        }))
    }

    /// Contents of a resource: an address, and a text or base64.
    fn embedded(&self, raw: RawJson) -> Result<ContentBlock, &'static str> {
        let (text_of, blob) = (self.text.and_then(text), self.blob.and_then(text));
        if text_of.is_none() && blob.is_none() {
            return Err("text");
        }
        let uri = self.uri.and_then(text).ok_or("uri")?;
        let mime_type = self.mime_type.and_then(text);
        Ok(ContentBlock::Resource { uri, mime_type, text: text_of, blob, raw })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> ToolResult {
        ToolResult::parse(&RawJson::parse(text.to_owned()).unwrap()).unwrap()
    }

    fn reasons(result: &ToolResult) -> Vec<Option<&str>> {
        fn reason(block: &ContentBlock) -> Option<&str> {
            match block {
                ContentBlock::Unknown { reason, .. } => Some(reason),
                _ => None,
            }
        }
        result.content.iter().map(reason).collect()
    }

    #[test]
    fn one_bad_block_costs_that_block() {
        let result = parse(
            r#"{"content":[{"type":"text","text":"a"},{"type":"hologram"},{"type":"text","text":5},7,{"text":"x"},
               {"type":"resource","resource":{"uri":"u:1","text":"t"}},{"type":"resource_link","uri":"u:2"},
               {"type":"text","text":"lone \ud800"}]}"#,
        );
        let expected = [
            None,
            Some("a type of content we do not know"),
            Some("`text` is missing or not a string"),
            Some("the block is a number, not an object"),
            Some("`type` is missing or not a string"),
            None,
            None,
            Some("`text` is missing or not a string"),
        ];
        assert_eq!(reasons(&result), expected);
    }

    #[test]
    fn an_empty_result_is_a_result_without_content() {
        let result = parse("{}");
        assert_eq!((result.is_error, result.content.len(), result.structured.is_none()), (false, 0, true));
    }

    #[test]
    fn structured_content_may_be_any_json() {
        for value in ["null", "[1,2]", "7", "{\"b\":1,\"a\":2}"] {
            let result = parse(&format!(r#"{{"isError":true,"structuredContent":{value}}}"#));
            assert_eq!(result.structured.unwrap().as_str(), value);
            assert!(result.is_error);
        }
    }
}
