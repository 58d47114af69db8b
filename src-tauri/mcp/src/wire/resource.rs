//! Resources and templates as their server describes them, and what reading one brought back.

use bytestring::ByteString;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Error, excerpt};
use crate::wire::item::{Unusable, unnamed, uri_in, words};
use crate::wire::tool::kind_of;
use crate::wire::{ContentBlock, RawJson};

/// Something a server lets us read. What the view does not name is in `raw`.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its address; unique in its list.
    pub uri: String,
    /// As the server calls it; the address when it has no name.
    pub name: String,
    /// For people.
    pub title: Option<String>,
    /// In full.
    pub description: Option<String>,
    /// As the server says.
    pub mime_type: Option<String>,
    /// Bytes, as the server says.
    pub size: Option<u64>,
    /// The whole definition as received.
    pub raw: RawJson,
}

/// A pattern of addresses (RFC 6570).
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceTemplate {
    /// The pattern; unique in its list.
    pub uri_template: String,
    /// As the server calls it; the pattern when it has no name.
    pub name: String,
    /// For people.
    pub title: Option<String>,
    /// In full.
    pub description: Option<String>,
    /// What all that match it are.
    pub mime_type: Option<String>,
    /// The whole definition as received.
    pub raw: RawJson,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResourceWire<'a> {
    #[serde(borrow)]
    uri: Option<&'a RawValue>,
    #[serde(borrow)]
    uri_template: Option<&'a RawValue>,
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    title: Option<&'a RawValue>,
    #[serde(borrow)]
    description: Option<&'a RawValue>,
    #[serde(borrow)]
    mime_type: Option<&'a RawValue>,
    #[serde(borrow)]
    size: Option<&'a RawValue>,
}

fn read(raw: &RawValue) -> Result<ResourceWire<'_>, Unusable> {
    if !raw.get().starts_with('{') {
        return Err(unnamed(format!("the definition is {}, not an object", kind_of(raw))));
    }
    serde_json::from_str(raw.get()).map_err(|error| unnamed(format!("the definition can't be read: {error}")))
}

impl Resource {
    /// Needs an address to be usable; everything else that is wrong is left out of the view.
    pub(crate) fn parse(frame: &ByteString, raw: &RawValue) -> Result<Resource, Unusable> {
        let wire = read(raw)?;
        let uri = uri_in("uri", wire.uri)?;
        Ok(Resource {
            name: words(wire.name).unwrap_or_else(|| uri.clone()),
            title: words(wire.title),
            description: words(wire.description),
            mime_type: words(wire.mime_type),
            size: wire.size.and_then(|size| serde_json::from_str(size.get()).ok()),
            raw: RawJson::slice(frame, raw),
            uri,
        })
    }
}

impl ResourceTemplate {
    /// Needs a pattern to be usable.
    pub(crate) fn parse(frame: &ByteString, raw: &RawValue) -> Result<ResourceTemplate, Unusable> {
        let wire = read(raw)?;
        let uri_template = uri_in("uriTemplate", wire.uri_template)?;
        Ok(ResourceTemplate {
            name: words(wire.name).unwrap_or_else(|| uri_template.clone()),
            title: words(wire.title),
            description: words(wire.description),
            mime_type: words(wire.mime_type),
            raw: RawJson::slice(frame, raw),
            uri_template,
        })
    }
}

/// A result of `resources/read`.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceContents {
    /// In order: [`ContentBlock::Resource`], and [`ContentBlock::Unknown`] for what cannot be used.
    pub contents: Vec<ContentBlock>,
    /// The whole result as received.
    pub raw: RawJson,
}

impl ResourceContents {
    /// A view of a result. Only one without a list of contents has none.
    pub fn parse(raw: &RawJson) -> Result<ResourceContents, Error> {
        #[derive(Deserialize)]
        struct Wire<'a> {
            #[serde(borrow)]
            contents: Vec<&'a RawValue>,
        }
        let wire: Wire<'_> = raw.read().map_err(|error| Error::Malformed {
            reason: format!("the result of `resources/read` can't be read: {error}"),
            excerpt: Some(excerpt(raw.as_str())),
        })?;
        let contents = wire.contents.into_iter().map(|item| ContentBlock::contents(raw.text(), item));
        Ok(ResourceContents { contents: contents.collect(), raw: raw.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(text: &'static str) -> Result<Resource, Unusable> {
        let frame = ByteString::from_static(text);
        let value: &RawValue = serde_json::from_str(&frame).unwrap();
        Resource::parse(&frame, value)
    }

    #[test]
    fn a_resource_without_a_name_is_called_by_its_address() {
        let read = resource(r#"{"uri":"demo://a","title":5,"size":7,"mimeType":"text/plain"}"#).unwrap();
        assert_eq!((read.name.as_str(), read.title, read.size), ("demo://a", None, Some(7)));
        assert_eq!(resource(r#"{"uri":"u:1","name":"n","size":-7}"#).unwrap().size, None);
    }

    #[test]
    fn says_why_a_resource_cannot_be_used() {
        for (definition, reason) in [
            ("[]", "the definition is an array, not an object"),
            ("{}", "`uri` is missing"),
            (r#"{"uri":null}"#, "`uri` is missing"),
            (r#"{"uri":["a"]}"#, "`uri` is an array"),
            (r#"{"uri":""}"#, "`uri` is empty"),
            (r#"{"uri":"a\nb"}"#, "`uri` contains control characters"),
            (r#"{"uri":"a","uri":"b"}"#, "the definition can't be read: duplicate field `uri`"),
        ] {
            let refused = resource(definition).unwrap_err().reason;
            assert!(refused.starts_with(reason), "{refused} for {definition}");
        }
        let frame = ByteString::from_static(r#"{"uri":"u:1","name":"n"}"#);
        let value: &RawValue = serde_json::from_str(&frame).unwrap();
        let refused = ResourceTemplate::parse(&frame, value).unwrap_err();
        assert_eq!(refused.reason, "`uriTemplate` is missing");
    }

    #[test]
    fn one_bad_piece_of_contents_costs_that_piece() {
        let result = r#"{"contents":[{"uri":"u:1","text":"t","mimeType":"a/b"},{"uri":"u:2","blob":"AA=="},
            {"uri":"u:3"},{"text":"t"},5,{"uri":"u:4","text":7,"blob":""}]}"#;
        let read = ResourceContents::parse(&RawJson::parse(result).unwrap()).unwrap();
        let usable: Vec<bool> =
            read.contents.iter().map(|block| matches!(block, ContentBlock::Resource { .. })).collect();
        assert_eq!(usable, [true, true, false, false, false, true]);
        for bad in ["{}", "5", r#"{"contents":{}}"#, r#"{"contents":null}"#] {
            ResourceContents::parse(&RawJson::parse(bad).unwrap()).unwrap_err();
        }
    }
}
