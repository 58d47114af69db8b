//! What a body is, as far as the log wants to know: one look over its top level, nothing built of what is inside.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::LogKind;

/// One JSON-RPC message within a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message<'a> {
    pub kind: LogKind,
    pub method: Option<Cow<'a, str>>,
    /// As JSON text.
    pub id: Option<&'a str>,
    /// An error, or the result of a tool that reported a problem.
    pub failed: bool,
    pub text: &'a [u8],
}

/// The messages of a body: one, several in a batch, or none when it is something else.
pub(super) fn messages(body: &[u8]) -> Vec<Message<'_>> {
    match body.trim_ascii_start().first() {
        Some(b'{') => message(body).into_iter().collect(),
        Some(b'[') => {
            let batch: Vec<&RawValue> = serde_json::from_slice(body).unwrap_or_default();
            batch.into_iter().filter_map(|one| message(one.get().as_bytes())).collect()
        }
        _ => Vec::new(),
    }
}

fn message(text: &[u8]) -> Option<Message<'_>> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let top = json.deserialize_map(TopLevel).ok()?;
    json.end().ok()?;
    // Notifications have no id, and an answer to something unreadable has a null one.
    let (kind, failed) = match (&top.method, top.answer) {
        (Some(_), _) if top.id.is_some() => (LogKind::Request, false),
        (Some(_), _) => (LogKind::Notification, false),
        (None, Some(Answer { failed })) => (LogKind::Response, failed),
        (None, None) => return None,
    };
    Some(Message { kind, method: top.method, id: top.id.map(RawValue::get), failed, text })
}

#[derive(Default)]
struct Top<'a> {
    method: Option<Cow<'a, str>>,
    id: Option<&'a RawValue>,
    answer: Option<Answer>,
}

#[derive(Clone, Copy)]
struct Answer {
    failed: bool,
}

struct TopLevel;

impl<'de> Visitor<'de> for TopLevel {
    type Value = Top<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON-RPC message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Top<'de>, A::Error> {
        let mut top = Top::default();
        while let Some(key) = map.next_key::<Name<'de>>()? {
            match &*key.0 {
                "method" => top.method = Some(map.next_value::<Name<'de>>()?.0),
                "id" => top.id = Some(map.next_value()?),
                "result" => top.answer = Some(Answer { failed: map.next_value_seed(ToolProblem)? }),
                "error" => {
                    map.next_value::<IgnoredAny>()?;
                    top.answer = Some(Answer { failed: true });
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(top)
    }
}

/// A string that is borrowed where it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

/// Whether a result says `isError`; results of any shape are passed over.
struct ToolProblem;

impl<'de> DeserializeSeed<'de> for ToolProblem {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ToolProblem {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a result")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut failed = false;
        while let Some(key) = map.next_key::<Name<'de>>()? {
            if key.0 == "isError" {
                failed = map.next_value_seed(ToolProblem)?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(failed)
    }

    fn visit_bool<E>(self, said: bool) -> Result<bool, E> {
        Ok(said)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<bool, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(false)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E>(self, _: &str) -> Result<bool, E> {
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Seen = (LogKind, Option<String>, Option<String>, bool);

    fn seen(body: &str) -> Vec<Seen> {
        let owned = |message: Message<'_>| {
            let method = message.method.map(Cow::into_owned);
            (message.kind, method, message.id.map(str::to_owned), message.failed)
        };
        messages(body.as_bytes()).into_iter().map(owned).collect()
    }

    fn one(kind: LogKind, method: Option<&str>, id: Option<&str>, failed: bool) -> Vec<Seen> {
        vec![(kind, method.map(str::to_owned), id.map(str::to_owned), failed)]
    }

    #[test]
    fn messages_are_told_apart_by_their_top_level() {
        use LogKind::{Notification, Request, Response};
        for (body, expected) in [
            (
                r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"id":8,"method":"x"}}"#,
                one(Request, Some("tools/call"), Some("7"), false),
            ),
            (r#" {"method":"a\/b","id":"q"}"#, one(Request, Some("a/b"), Some("\"q\""), false)),
            (
                r#"{"method":"notifications/progress","params":[1]}"#,
                one(Notification, Some("notifications/progress"), None, false),
            ),
            (r#"{"result":{"content":[],"isError":true},"id":7}"#, one(Response, None, Some("7"), true)),
            (r#"{"result":{"isError":"yes"},"id":7}"#, one(Response, None, Some("7"), false)),
            (r#"{"result":{"content":[{"isError":true}]},"id":7}"#, one(Response, None, Some("7"), false)),
            (r#"{"id":1,"result":null}"#, one(Response, None, Some("1"), false)),
            (r#"{"id":1,"result":[1.5,-2,"x"]}"#, one(Response, None, Some("1"), false)),
            (
                r#"{"id":null,"error":{"code":-32700,"message":"no"}}"#,
                one(Response, None, Some("null"), true),
            ),
        ] {
            assert_eq!(seen(body), expected, "{body}");
        }
    }

    #[test]
    fn a_batch_is_its_messages() {
        let batch = r#"[{"id":1,"result":1},{"no":"message"},{"method":"m"}]"#;
        let kinds: Vec<_> = seen(batch).into_iter().map(|(kind, ..)| kind).collect();
        assert_eq!(kinds, [LogKind::Response, LogKind::Notification]);
    }

    #[test]
    fn what_is_no_message_is_none() {
        for body in [
            "",
            "  ",
            "hello",
            "<html>",
            "{}",
            "[]",
            "[1",
            r#"{"id":1}"#,
            r#"{"id":1,"result":{}"#,
            r#"{"method":1}"#,
            "{\"method\":\"\u{0}\"}",
        ] {
            assert_eq!(seen(body), Vec::new(), "{body:?}");
        }
        assert!(messages(b"{\"method\":\"\xff\"}").is_empty());
    }
}
