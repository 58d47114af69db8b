//! What a call produced, as the members of a result object. The era's own members are added
//! when it is written out.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Serialize;
use serde::de::{Deserialize as _, IgnoredAny, MapAccess, Visitor};

use super::asking::Question;
use crate::wire::{JsonFault, RawJson};

/// The result of a call. A tool that failed *completed*: that is [`Outcome::error`].
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The text between the braces of the result object.
    members: Bytes,
    /// The result came from elsewhere and says itself which kind it is.
    has_result_type: bool,
    /// … and whose it is.
    has_meta: bool,
    /// How long it may be kept, for results that may be kept.
    ttl: Option<Duration>,
}

/// One content block to be sent.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Block<'a> {
    Text {
        text: &'a str,
    },
    Image {
        data: String,
        #[serde(rename = "mimeType")]
        mime_type: &'a str,
    },
}

impl Outcome {
    /// One text block.
    pub fn text(text: &str) -> Self {
        Self::of(&[Block::Text { text }], "")
    }

    /// The tool failed; `text` says what the caller can do about it.
    pub fn error(text: &str) -> Self {
        Self::of(&[Block::Text { text }], r#","isError":true"#)
    }

    /// A text block for people and `structured` for programs.
    pub fn structured(text: &str, structured: &RawJson) -> Self {
        Self::of(&[Block::Text { text }], &format!(r#","structuredContent":{structured}"#))
    }

    /// A text block and an image.
    pub fn image(text: &str, mime_type: &str, image: &[u8]) -> Self {
        let image = Block::Image { data: STANDARD.encode(image), mime_type };
        Self::of(&[Block::Text { text }, image], "")
    }

    /// A result made elsewhere, passed on with every member it has. Fails unless it is an object.
    pub fn from_result(result: &RawJson) -> Result<Self, JsonFault> {
        let fault = |reason: String| JsonFault { reason, offset: 0 };
        let mut json = serde_json::Deserializer::from_str(result.as_str());
        let keys = Keys::deserialize(&mut json).map_err(|error| fault(error.to_string()))?;
        let bytes = result.as_bytes();
        let members = bytes.slice(1..bytes.len() - 1);
        Ok(Self { members, has_result_type: keys.result_type, has_meta: keys.meta, ttl: None })
    }

    /// What is in a resource; `contents` is a JSON array.
    pub fn contents(contents: &RawJson) -> Self {
        Self::members(format!(r#""contents":{contents}"#))
    }

    /// A filled-in prompt; `messages` is a JSON array.
    pub fn messages(description: &str, messages: &RawJson) -> Self {
        let description = json_text(description);
        Self::members(format!(r#""description":{description},"messages":{messages}"#))
    }

    /// Content blocks made elsewhere; `content` is a JSON array.
    pub fn content(content: &RawJson) -> Self {
        Self::members(format!(r#""content":{content}"#))
    }

    /// Questions to answer before there is a result.
    pub(super) fn input_required(questions: &[Question], state: &str) -> Self {
        let questions: Vec<String> = questions
            .iter()
            .map(|Question { key, method, params, .. }| {
                format!(r#"{}:{{"method":"{method}","params":{params}}}"#, json_text(key))
            })
            .collect();
        let (questions, state) = (questions.join(","), json_text(state));
        let members = format!(
            r#""resultType":"input_required","inputRequests":{{{questions}}},"requestState":{state}"#
        );
        Self { has_result_type: true, ..Self::members(members) }
    }

    /// Reading a resource says how long the result may be kept: not at all.
    pub(super) fn or_uncached(mut self) -> Self {
        if !self.has_result_type {
            self.ttl.get_or_insert_default();
        }
        self
    }

    fn members(members: String) -> Self {
        Self { members: members.into(), has_result_type: false, has_meta: false, ttl: None }
    }

    fn of(blocks: &[Block<'_>], rest: &str) -> Self {
        Self::members(format!(r#""content":{}{rest}"#, json_text(blocks)))
    }

    /// The result object for a legacy client.
    pub(super) fn legacy(self) -> [Bytes; 3] {
        [Bytes::from_static(b"{"), self.members, Bytes::from_static(b"}")]
    }

    /// The result object for a 2026-07-28 client; `server` is the server's identity as JSON.
    pub(super) fn modern(self, server: &str) -> [Bytes; 3] {
        let open = if self.has_result_type { "{" } else { r#"{"resultType":"complete""# };
        let comma = if self.has_result_type || self.members.trim_ascii().is_empty() { "" } else { "," };
        let ttl = self.ttl.map(|ttl| format!(r#","ttlMs":{},"cacheScope":"private""#, ttl.as_millis()));
        let meta = format!(r#","_meta":{{"io.modelcontextprotocol/serverInfo":{server}}}"#);
        let meta = if self.has_meta { "" } else { &meta };
        let close = format!("{}{meta}}}", ttl.unwrap_or_default());
        [format!("{open}{comma}").into(), self.members, close.into()]
    }
}

/// Which of the members the era would add are there already.
#[derive(Default)]
struct Keys {
    result_type: bool,
    meta: bool,
}

impl<'de> serde::Deserialize<'de> for Keys {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Keys;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a result object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Keys::default();
                while let Some(key) = map.next_key::<String>()? {
                    keys.result_type |= key == "resultType";
                    keys.meta |= key == "_meta";
                    map.next_value::<IgnoredAny>()?;
                }
                Ok(keys)
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// JSON of our own plain types, which always have one.
pub(super) fn json_text<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("strings, numbers and string-keyed structs always serialize")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modern(result: &str) -> String {
        let outcome = Outcome::from_result(&RawJson::parse(result.to_owned()).unwrap()).unwrap();
        String::from_utf8(outcome.modern(r#"{"name":"s"}"#).concat()).unwrap()
    }

    #[test]
    fn a_result_gets_the_members_of_its_era() {
        let text = Outcome::text("hi");
        assert_eq!(text.clone().legacy().concat(), br#"{"content":[{"type":"text","text":"hi"}]}"#);
        assert_eq!(
            String::from_utf8(text.modern(r#"{"name":"s"}"#).concat()).unwrap(),
            r#"{"resultType":"complete","content":[{"type":"text","text":"hi"}],"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s"}}}"#
        );
    }

    #[test]
    fn a_result_made_elsewhere_keeps_what_it_says() {
        let own = r#"{"resultType":"input_required","n":123456789012345678901234567890,"_meta":{}}"#;
        assert_eq!(modern(own), own);
        let empty =
            r#"{"resultType":"complete","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s"}}}"#;
        assert_eq!(modern("{ }").replace(' ', ""), empty);
    }

    #[test]
    fn a_result_that_is_no_object_is_refused() {
        for text in ["[]", "null", "3"] {
            assert!(Outcome::from_result(&RawJson::parse(text).unwrap()).is_err(), "{text}");
        }
    }
}
