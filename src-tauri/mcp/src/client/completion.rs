//! Suggestions for a prompt's arguments and a template's variables.

use std::pin::pin;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::client::{Client, Extras};
use crate::error::{Error, excerpt};
use crate::wire::request::quoted;
use crate::wire::{RawJson, tool};

/// What to complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// An argument of a prompt.
    Prompt {
        /// Its name.
        name: String,
    },
    /// A variable of a resource template.
    Resource {
        /// The pattern.
        uri_template: String,
    },
}

/// A question for suggestions.
#[derive(Clone)]
pub struct Complete {
    /// Where the argument is.
    pub reference: Reference,
    /// Its name, and what was typed so far.
    pub argument: (String, String),
    /// The arguments that are filled in already.
    pub context: Vec<(String, String)>,
    /// Time, cancellation, listeners.
    pub extras: Extras,
}

/// What the server suggests.
#[derive(Clone, Debug, PartialEq)]
pub struct Completion {
    /// At most a hundred.
    pub values: Vec<String>,
    /// How many there are, when the server says so.
    pub total: Option<u64>,
    /// Whether there are more than these.
    pub has_more: bool,
}

/// The specification's own limit.
const MAX_VALUES: usize = 100;
/// Longer ones are no suggestions.
const MAX_VALUE: usize = 16 << 10;

impl Client {
    /// Asks for suggestions.
    pub async fn complete(&self, request: Complete) -> Result<Completion, Error> {
        let Complete { reference, argument: (name, value), context, extras } = &request;
        let reference = match reference {
            Reference::Prompt { name } => format!(r#"{{"type":"ref/prompt","name":{}}}"#, quoted(name)),
            Reference::Resource { uri_template } => {
                format!(r#"{{"type":"ref/resource","uri":{}}}"#, quoted(uri_template))
            }
        };
        let argument = format!(r#"{{"name":{},"value":{}}}"#, quoted(name), quoted(value));
        let context = (!context.is_empty()).then(|| format!(r#"{{"arguments":{}}}"#, object(context)));
        let mut params = vec![("ref", reference.as_str()), ("argument", argument.as_str())];
        params.extend(context.as_deref().map(|context| ("context", context)));
        let ask = self.inner.link.ask("completion/complete", params).with(extras);
        let result = self.until_cancelled(extras, pin!(self.inner.peer.request(&ask))).await?;
        Completion::parse(&result)
    }
}

/// A JSON object of texts.
pub(crate) fn object(members: &[(String, String)]) -> String {
    let members: Vec<String> =
        members.iter().map(|(name, value)| format!("{}:{}", quoted(name), quoted(value))).collect();
    format!("{{{}}}", members.join(","))
}

#[derive(Deserialize)]
struct ResultWire<'a> {
    #[serde(borrow)]
    completion: CompletionWire<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompletionWire<'a> {
    #[serde(borrow)]
    values: Vec<&'a RawValue>,
    #[serde(borrow)]
    total: Option<&'a RawValue>,
    #[serde(borrow)]
    has_more: Option<&'a RawValue>,
}

impl Completion {
    /// Values that are no texts are left out.
    fn parse(result: &RawJson) -> Result<Completion, Error> {
        let ResultWire { completion: CompletionWire { values, total, has_more } } =
            result.read().map_err(|error| Error::Malformed {
                reason: format!("the result of `completion/complete` can't be read: {error}"),
                excerpt: Some(excerpt(result.as_str())),
            })?;
        let count = values.len();
        let usable = |value: &RawValue| tool::text(value).filter(|value| value.len() <= MAX_VALUE);
        Ok(Completion {
            values: values.into_iter().take(MAX_VALUES).filter_map(usable).collect(),
            total: total.and_then(|total| serde_json::from_str(total.get()).ok()),
            has_more: count > MAX_VALUES || has_more.is_some_and(|more| more.get() == "true"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Completion, Error> {
        Completion::parse(&RawJson::parse(text.to_owned()).unwrap())
    }

    #[test]
    fn what_is_no_text_is_left_out() {
        let read = parse(r#"{"completion":{"values":["a",5,null,"b"],"total":"many","hasMore":true}}"#);
        let expected = Completion { values: vec!["a".into(), "b".into()], total: None, has_more: true };
        assert_eq!(read.unwrap(), expected);
        for bad in ["{}", r#"{"completion":{}}"#, r#"{"completion":{"values":5}}"#] {
            assert!(matches!(parse(bad), Err(Error::Malformed { .. })), "{bad}");
        }
    }

    #[test]
    fn more_than_a_hundred_are_cut() {
        let values: Vec<String> = (0..250).map(|n| format!("\"{n}\"")).collect();
        let read = parse(&format!(r#"{{"completion":{{"values":[{}]}}}}"#, values.join(","))).unwrap();
        assert_eq!((read.values.len(), read.has_more), (MAX_VALUES, true));
    }
}
