//! Prompts as their server describes them, and what getting one brought back.

use bytestring::ByteString;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::{Error, excerpt};
use crate::wire::item::{Unusable, name_in, unnamed, words};
use crate::wire::tool::{kind_of, text};
use crate::wire::{ContentBlock, RawJson};

/// A prompt a server offers. What the view does not name is in `raw`.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// As the server calls it; unique in its list.
    pub name: String,
    /// For people.
    pub title: Option<String>,
    /// In full.
    pub description: Option<String>,
    /// What it takes; arguments without a name are left out.
    pub arguments: Vec<PromptArgument>,
    /// The whole definition as received.
    pub raw: RawJson,
}

/// One argument of a prompt: always a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptArgument {
    /// As the server calls it.
    pub name: String,
    /// For people.
    pub title: Option<String>,
    /// In full.
    pub description: Option<String>,
    /// Whether the prompt cannot do without.
    pub required: bool,
}

/// More arguments than anybody fills in.
const MAX_ARGUMENTS: usize = 256;

#[derive(Deserialize)]
struct PromptWire<'a> {
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    title: Option<&'a RawValue>,
    #[serde(borrow)]
    description: Option<&'a RawValue>,
    #[serde(borrow)]
    arguments: Option<&'a RawValue>,
    #[serde(borrow)]
    required: Option<&'a RawValue>,
}

impl Prompt {
    /// Needs a name, and arguments that are a list when there are any.
    pub(crate) fn parse(frame: &ByteString, raw: &RawValue) -> Result<Prompt, Unusable> {
        if !raw.get().starts_with('{') {
            return Err(unnamed(format!("the definition is {}, not an object", kind_of(raw))));
        }
        let wire: PromptWire<'_> = serde_json::from_str(raw.get())
            .map_err(|error| unnamed(format!("the definition can't be read: {error}")))?;
        let name = name_in(wire.name)?;
        let arguments: Vec<&RawValue> = match wire.arguments {
            None => Vec::new(),
            Some(arguments) => serde_json::from_str(arguments.get()).map_err(|_| Unusable {
                name: Some(name.clone()),
                reason: format!("`arguments` is {}, not an array", kind_of(arguments)),
            })?,
        };
        Ok(Prompt {
            title: words(wire.title),
            description: words(wire.description),
            arguments: arguments.into_iter().take(MAX_ARGUMENTS).filter_map(argument).collect(),
            raw: RawJson::slice(frame, raw),
            name,
        })
    }
}

fn argument(raw: &RawValue) -> Option<PromptArgument> {
    let wire: PromptWire<'_> = serde_json::from_str(raw.get()).ok()?;
    Some(PromptArgument {
        name: name_in(wire.name).ok()?,
        title: words(wire.title),
        description: words(wire.description),
        required: wire.required.is_some_and(|required| required.get() == "true"),
    })
}

/// A result of `prompts/get`.
#[derive(Clone, Debug, PartialEq)]
pub struct PromptResult {
    /// What it is for.
    pub description: Option<String>,
    /// In order.
    pub messages: Vec<PromptMessage>,
    /// The whole result as received.
    pub raw: RawJson,
}

/// One message of a prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct PromptMessage {
    /// `user` or `assistant`; empty when missing.
    pub role: String,
    /// What it says. [`ContentBlock::Unknown`] also for a message that is none.
    pub content: ContentBlock,
}

impl PromptResult {
    /// A view of a result. Only one without a list of messages has none.
    pub fn parse(raw: &RawJson) -> Result<PromptResult, Error> {
        #[derive(Deserialize)]
        struct Wire<'a> {
            #[serde(borrow)]
            description: Option<&'a RawValue>,
            #[serde(borrow)]
            messages: Vec<&'a RawValue>,
        }
        let wire: Wire<'_> = raw.read().map_err(|error| Error::Malformed {
            reason: format!("the result of `prompts/get` can't be read: {error}"),
            excerpt: Some(excerpt(raw.as_str())),
        })?;
        let messages = wire.messages.into_iter().map(|message| PromptMessage::parse(raw.text(), message));
        Ok(PromptResult {
            description: words(wire.description),
            messages: messages.collect(),
            raw: raw.clone(),
        })
    }
}

impl PromptMessage {
    fn parse(frame: &ByteString, message: &RawValue) -> PromptMessage {
        #[derive(Deserialize)]
        struct Wire<'a> {
            #[serde(borrow)]
            role: Option<&'a RawValue>,
            #[serde(borrow)]
            content: Option<&'a RawValue>,
        }
        let unknown = |reason: String| ContentBlock::Unknown {
            kind: None,
            reason,
            raw: RawJson::slice(frame, message),
        };
        match serde_json::from_str::<Wire<'_>>(message.get()) {
            Ok(Wire { role, content }) => PromptMessage {
                role: role.and_then(text).unwrap_or_default(),
                content: match content {
                    Some(content) => ContentBlock::parse(frame, content),
                    None => unknown("the message has no `content`".into()),
                },
            },
            Err(error) => PromptMessage {
                role: String::new(),
                content: unknown(format!("the message can't be read: {error}")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt(text: &'static str) -> Result<Prompt, Unusable> {
        let frame = ByteString::from_static(text);
        let value: &RawValue = serde_json::from_str(&frame).unwrap();
        Prompt::parse(&frame, value)
    }

    #[test]
    fn arguments_without_a_name_are_left_out() {
        let read = prompt(
            r#"{"name":"p","arguments":[{"name":"a","required":true,"title":""},{},5,{"name":7},{"name":"b"}]}"#,
        )
        .unwrap();
        let arguments: Vec<_> =
            read.arguments.iter().map(|argument| (argument.name.as_str(), argument.required)).collect();
        assert_eq!(arguments, [("a", true), ("b", false)]);
    }

    #[test]
    fn says_why_a_prompt_cannot_be_used() {
        for (definition, reason) in [
            ("7", "the definition is a number, not an object"),
            ("{}", "`name` is missing"),
            (r#"{"name":true}"#, "`name` is a boolean"),
            (r#"{"name":"p","arguments":{"a":1}}"#, "`arguments` is an object, not an array"),
        ] {
            assert_eq!(prompt(definition).unwrap_err().reason, reason);
        }
    }

    #[test]
    fn one_bad_message_costs_that_message() {
        let result = r#"{"messages":[{"role":"user","content":{"type":"text","text":"t"}},{"role":5,"content":{"type":"text","text":"u"}},
            {"role":"user"},7,{"role":"assistant","content":"plain"}]}"#;
        let read = PromptResult::parse(&RawJson::parse(result).unwrap()).unwrap();
        let usable: Vec<bool> = read
            .messages
            .iter()
            .map(|message| matches!(message.content, ContentBlock::Text { .. }))
            .collect();
        assert_eq!(usable, [true, true, false, false, false]);
        assert_eq!(read.messages[1].role, "");
        PromptResult::parse(&RawJson::parse("{}").unwrap()).unwrap_err();
    }
}
