//! What may be asked of us, and how often.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::client::ServerRequest;
use crate::client::link::Link;
use crate::error::{Error, InputEnd};
use crate::wire::{JsonRpcError, RawJson};

/// A server that still asks after this many answers is asking in circles.
pub(crate) const MAX_ROUNDS: u32 = 10;

pub(crate) const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;

/// The questions of one call.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rounds {
    asked: u32,
    declined: bool,
}

impl Rounds {
    /// Counts another round, which may be without a question; why there is none.
    pub(crate) fn begin(&mut self, asks: bool) -> Result<(), InputEnd> {
        if self.declined && asks {
            return Err(InputEnd::Declined);
        }
        if self.asked >= MAX_ROUNDS {
            return Err(InputEnd::TooManyRounds);
        }
        self.asked += 1;
        Ok(())
    }

    /// Somebody said no: whoever asks again has not understood.
    pub(crate) fn decline(&mut self) {
        self.declined = true;
    }
}

/// What the handler stands for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Offers {
    form: bool,
    url: bool,
    sampling: bool,
    roots: bool,
}

impl Offers {
    /// Reads them from `capabilities`. An `elicitation` that says nothing means forms.
    pub(crate) fn of(capabilities: &RawJson) -> Offers {
        let capabilities: Map<String, Value> = capabilities.read().unwrap_or_default();
        let elicitation = capabilities.get("elicitation").filter(|value| !value.is_null());
        let mode = |mode| elicitation.is_some_and(|value| value.get(mode).is_some());
        let has = |name| capabilities.get(name).is_some_and(|value| !value.is_null());
        Offers {
            form: mode("form") || (elicitation.is_some() && !mode("url")),
            url: mode("url"),
            sampling: has("sampling"),
            roots: has("roots"),
        }
    }

    /// Why this is not for the handler.
    fn refusal(self, request: &ServerRequest) -> Option<JsonRpcError> {
        let refuse = |code, message: String| Some(JsonRpcError { code, message, data: None });
        let offered = match request.method.as_str() {
            "elicitation/create" if self.form || self.url => {
                let is_url = is_url_mode(&request.params);
                if if is_url { self.url } else { self.form } {
                    return None;
                }
                let mode = if is_url { "url" } else { "form" };
                return refuse(INVALID_PARAMS, format!("elicitation in the mode {mode:?} is not offered"));
            }
            "elicitation/create" => false,
            "sampling/createMessage" => self.sampling,
            "roots/list" => self.roots,
            _ => true,
        };
        if offered { None } else { refuse(METHOD_NOT_FOUND, format!("{} is not supported", request.method)) }
    }
}

/// Without a mode it is a form.
fn is_url_mode(params: &RawJson) -> bool {
    #[derive(Deserialize)]
    struct Wire<'a> {
        #[serde(borrow)]
        mode: Option<&'a RawValue>,
    }
    params.read::<Wire<'_>>().is_ok_and(|wire| wire.mode.is_some_and(|mode| mode.get() == "\"url\""))
}

/// Whether an answer is a no to what was asked.
pub(crate) fn is_no(method: &str, answer: &RawJson) -> bool {
    #[derive(Deserialize)]
    struct Wire<'a> {
        #[serde(borrow)]
        action: Option<&'a RawValue>,
    }
    method == "elicitation/create"
        && answer
            .read::<Wire<'_>>()
            .is_ok_and(|wire| matches!(wire.action.map(RawValue::get), Some("\"decline\"" | "\"cancel\"")))
}

/// The handler's capabilities, and that tasks are known, as modern servers learn them.
pub(crate) fn with_tasks(capabilities: &RawJson) -> RawJson {
    let mut capabilities: Map<String, Value> = capabilities.read().unwrap_or_default();
    let extensions = capabilities.entry("extensions").or_insert_with(|| json!({}));
    if let Value::Object(extensions) = extensions {
        extensions.entry("io.modelcontextprotocol/tasks").or_insert_with(|| json!({}));
    }
    RawJson::of(&capabilities).unwrap_or_else(|_| RawJson::empty_object())
}

impl Link {
    /// Puts a question to the handler, if it is one for it.
    pub(crate) async fn put(&self, request: ServerRequest) -> Result<RawJson, JsonRpcError> {
        let not_supported = |request: &ServerRequest| JsonRpcError {
            code: METHOD_NOT_FOUND,
            message: format!("{} is not supported", request.method),
            data: None,
        };
        let Some(handler) = &self.handler else { return Err(not_supported(&request)) };
        match self.offers.refusal(&request) {
            Some(refusal) => Err(refusal),
            None => handler.handle(request).await,
        }
    }

    /// The error of a call whose question was not answered.
    pub(crate) fn unanswered(&self, request: &ServerRequest, error: &JsonRpcError) -> Error {
        self.note(|| format!("{} was not answered: {}", request.method, error.message));
        Error::InputRequired { what: request.method.clone(), why: InputEnd::NotOffered }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> RawJson {
        RawJson::parse(text.to_owned()).unwrap()
    }

    fn request(method: &str, params: &str) -> ServerRequest {
        ServerRequest { method: method.into(), params: raw(params), tags: Vec::new() }
    }

    #[test]
    fn only_what_was_declared_reaches_the_handler() {
        let (form, url) = (r#"{"message":"?"}"#, r#"{"mode":"url","url":"https://x"}"#);
        for (capabilities, method, params, refused) in [
            ("{}", "elicitation/create", form, Some(METHOD_NOT_FOUND)),
            (r#"{"elicitation":{}}"#, "elicitation/create", form, None),
            (r#"{"elicitation":{}}"#, "elicitation/create", url, Some(INVALID_PARAMS)),
            (r#"{"elicitation":{"form":{}}}"#, "elicitation/create", r#"{"mode":"form"}"#, None),
            (r#"{"elicitation":{"url":{}}}"#, "elicitation/create", url, None),
            (r#"{"elicitation":{"url":{}}}"#, "elicitation/create", form, Some(INVALID_PARAMS)),
            (r#"{"elicitation":{"form":{},"url":{}}}"#, "elicitation/create", url, None),
            (r#"{"elicitation":{}}"#, "sampling/createMessage", "{}", Some(METHOD_NOT_FOUND)),
            (r#"{"sampling":{}}"#, "sampling/createMessage", "{}", None),
            (r#"{"sampling":{}}"#, "roots/list", "{}", Some(METHOD_NOT_FOUND)),
            (r#"{"roots":{"listChanged":true}}"#, "roots/list", "{}", None),
            ("{}", "vendor/question", "{}", None),
        ] {
            let refusal = Offers::of(&raw(capabilities)).refusal(&request(method, params));
            assert_eq!(refusal.map(|error| error.code), refused, "{method} {params} with {capabilities}");
        }
    }

    #[test]
    fn who_was_told_no_is_not_asked_again() {
        let mut rounds = Rounds::default();
        for _ in 0..MAX_ROUNDS {
            assert_eq!(rounds.begin(true), Ok(()));
        }
        assert_eq!(rounds.begin(true), Err(InputEnd::TooManyRounds));
        let mut rounds = Rounds::default();
        rounds.decline();
        assert_eq!(rounds.begin(false), Ok(()));
        assert_eq!(rounds.begin(true), Err(InputEnd::Declined));
        assert!(is_no("elicitation/create", &raw(r#"{"action":"cancel"}"#)));
        assert!(!is_no("elicitation/create", &raw(r#"{"action":"accept"}"#)));
        assert!(!is_no("sampling/createMessage", &raw(r#"{"action":"decline"}"#)));
    }

    #[test]
    fn tasks_are_declared_beside_what_the_handler_declares() {
        for (declared, told) in [
            ("{}", r#"{"extensions":{"io.modelcontextprotocol/tasks":{}}}"#),
            (
                r#"{"elicitation":{"url":{}},"extensions":{"x/y":{"z":1}}}"#,
                r#"{"elicitation":{"url":{}},"extensions":{"io.modelcontextprotocol/tasks":{},"x/y":{"z":1}}}"#,
            ),
        ] {
            assert_eq!(with_tasks(&raw(declared)).as_str(), told);
        }
    }
}
