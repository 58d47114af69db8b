//! One page of a list, whatever the list is of.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::wire::RawJson;

/// What a page says. A member that is null is absent.
#[derive(Debug, Default)]
pub(crate) struct Page<'a> {
    pub result_type: Option<&'a RawValue>,
    pub items: Option<Vec<&'a RawValue>>,
    pub next_cursor: Option<&'a RawValue>,
    pub ttl_ms: Option<&'a RawValue>,
}

impl<'a> Page<'a> {
    /// Reads a page in one walk; its items are under `member`.
    pub(crate) fn read(page: &'a RawJson, member: &'static str) -> Result<Page<'a>, serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(page.as_str());
        Members { member }.deserialize(&mut json)
    }
}

struct Members {
    member: &'static str,
}

impl<'de> DeserializeSeed<'de> for Members {
    type Value = Page<'de>;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Page<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members {
    type Value = Page<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Page<'de>, A::Error> {
        let mut page = Page::default();
        let mut seen = [false; 4];
        let mut once = |place: usize, name| match std::mem::replace(&mut seen[place], true) {
            true => Err(de::Error::duplicate_field(name)),
            false => Ok(()),
        };
        while let Some(Name(name)) = map.next_key()? {
            match name.as_ref() {
                "resultType" => {
                    once(0, "resultType")?;
                    page.result_type = map.next_value()?;
                }
                "nextCursor" => {
                    once(1, "nextCursor")?;
                    page.next_cursor = map.next_value()?;
                }
                "ttlMs" => {
                    once(2, "ttlMs")?;
                    page.ttl_ms = map.next_value()?;
                }
                name if name == self.member => {
                    once(3, self.member)?;
                    page.items = map.next_value()?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(page)
    }
}

/// A member's name, borrowed where it is written plainly.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json(text: &str) -> RawJson {
        RawJson::parse(text.to_owned()).unwrap()
    }

    #[test]
    fn finds_its_members_among_others() {
        let page = json(
            r#"{"tools":[1],"x":{"tools":2},"pro\u006dpts":[{"a":1},null],"nextCursor":null,"ttlMs":5}"#,
        );
        let read = Page::read(&page, "prompts").unwrap();
        let items: Vec<&str> = read.items.unwrap().into_iter().map(RawValue::get).collect();
        assert_eq!(items, [r#"{"a":1}"#, "null"]);
        assert!(read.next_cursor.is_none() && read.result_type.is_none());
        assert_eq!(read.ttl_ms.map(RawValue::get), Some("5"));
    }

    #[test]
    fn refuses_what_is_no_page() {
        for (text, reason) in [
            ("5", "an object"),
            ("[]", "an object"),
            (r#"{"tools":{}}"#, "a sequence"),
            (r#"{"tools":[],"tools":[]}"#, "duplicate field `tools`"),
            (r#"{"nextCursor":1,"nextCursor":2}"#, "duplicate field"),
        ] {
            let error = Page::read(&json(text), "tools").unwrap_err().to_string();
            assert!(error.contains(reason), "{error} for {text}");
        }
    }

    proptest! {
        #[test]
        fn every_page_reads_as_an_ordinary_value_does(
            members in proptest::collection::vec(
                (
                    prop::sample::select(vec!["tools", "nextCursor", "ttlMs", "resultType", "x", "\\u0074ools"]),
                    prop::sample::select(vec!["null", "5", "[]", "[1,{\"tools\":2}]", "\"c\"", "{}"]),
                ),
                0..6,
            ),
        ) {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            let page = json(&format!("{{{}}}", members.join(",")));
            if let Ok(read) = Page::read(&page, "tools") {
                let value: serde_json::Value = page.read().unwrap();
                let items = read.items.map(|items| items.len());
                prop_assert_eq!(items, value["tools"].as_array().map(Vec::len));
            }
        }
    }
}
