//! What a modern server wants before it answers, and that it may answer with a task.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use memchr::memmem;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::client::ServerRequest;
use crate::client::ask::Ask;
use crate::client::asking::{Rounds, is_no};
use crate::client::link::Link;
use crate::error::{Error, InputEnd, excerpt};
use crate::wire::request::quoted;
use crate::wire::{RawJson, tool};

/// So many questions at once are for somebody to answer; more are none.
pub(crate) const MAX_QUESTIONS: usize = 16;

/// Methods on whose way a server may ask something.
fn may_ask(method: &str) -> bool {
    matches!(method, "tools/call" | "prompts/get" | "resources/read")
}

/// Whether every `resultType` there is, at whatever depth, says that it is complete. Results may be long, and this
/// needs no reading of them; names and words that are escaped or spaced are left to that.
fn is_plainly_complete(result: &[u8]) -> bool {
    let count = |wanted: &[u8]| memmem::find_iter(result, wanted).count();
    memmem::find(result, br"\u").is_none() && count(b"resultType") == count(br#""resultType":"complete""#)
}

/// Without `resultType` a result is complete.
pub(crate) fn require_complete(kind: Option<&RawValue>, method: &str) -> Result<(), String> {
    let Some(kind) = kind else { return Ok(()) };
    match tool::text(kind).ok_or("`resultType` is not a string")?.as_str() {
        "complete" => Ok(()),
        kind => Err(format!("the result of `{method}` has the unknown `resultType` {kind:?}")),
    }
}

/// What a server wants before it goes on (`resultType: "input_required"`).
pub(crate) struct Wants {
    questions: Vec<(String, ServerRequest)>,
    pub(crate) state: Option<RawJson>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResultWire<'a> {
    #[serde(borrow)]
    result_type: Option<&'a RawValue>,
    #[serde(borrow)]
    input_requests: Option<&'a RawValue>,
    #[serde(borrow)]
    request_state: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Question<'a> {
    method: String,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
}

/// An answer that needs nothing more of this request.
#[derive(Debug)]
pub(crate) enum Answered {
    Complete(RawJson),
    /// The result is that of a task (`resultType: "task"`).
    Task(RawJson),
}

/// What a result means.
pub(crate) enum Meant {
    Answer(Answered),
    Wants(Wants),
}

/// Only calls of tools may become tasks.
pub(crate) fn no_task_here(method: &str, result: &RawJson) -> Error {
    Error::Malformed {
        reason: format!("the result of `{method}` has the unknown `resultType` \"task\""),
        excerpt: Some(excerpt(result.as_str())),
    }
}

impl Wants {
    pub(crate) fn of(result: RawJson, method: &str) -> Result<Meant, Error> {
        let malformed = |reason: String| Error::Malformed { reason, excerpt: Some(excerpt(result.as_str())) };
        if !result.is_object() {
            return Err(malformed(format!("the result of `{method}` is not an object")));
        }
        // Lists are long, and who reads them looks at the type on the way.
        if !may_ask(method) || is_plainly_complete(result.as_bytes()) {
            return Ok(Meant::Answer(Answered::Complete(result)));
        }
        let wire: ResultWire<'_> = result
            .read()
            .map_err(|error| malformed(format!("the result of `{method}` can't be read: {error}")))?;
        match wire.result_type.and_then(tool::text).as_deref() {
            Some("input_required") => {}
            Some("task") if method == "tools/call" => return Ok(Meant::Answer(Answered::Task(result))),
            _ => {
                require_complete(wire.result_type, method).map_err(malformed)?;
                return Ok(Meant::Answer(Answered::Complete(result)));
            }
        }
        let questions = match wire.input_requests {
            None => Vec::new(),
            Some(requests) => questions(&result, requests).map_err(malformed)?,
        };
        let state = wire.request_state.map(|state| RawJson::slice(result.text(), state));
        Ok(Meant::Wants(Wants { questions, state }))
    }

    pub(crate) fn asks(&self) -> bool {
        !self.questions.is_empty()
    }

    pub(crate) fn what(&self) -> String {
        self.questions.first().map_or_else(|| "requestState".into(), |(_, question)| question.method.clone())
    }

    /// The answers as JSON, under the keys of the questions; `None` when nothing was asked.
    pub(crate) async fn answer(
        &self,
        link: &Link,
        ask: &Ask<'_>,
        rounds: &mut Rounds,
    ) -> Result<Option<String>, Error> {
        if self.questions.is_empty() {
            return Ok(None);
        }
        let _hold = ask.deadline.as_ref().map(|deadline| deadline.hold());
        let Answers { json, declined } = answers(link, &self.questions, ask).await?;
        if declined {
            rounds.decline();
        }
        Ok(Some(json))
    }
}

/// Reads `inputRequests`, which are a part of `frame`.
pub(crate) fn questions(
    frame: &RawJson,
    requests: &RawValue,
) -> Result<Vec<(String, ServerRequest)>, String> {
    let requests: BTreeMap<String, Question<'_>> = serde_json::from_str(requests.get())
        .map_err(|error| format!("`inputRequests` can't be read: {error}"))?;
    if requests.len() > MAX_QUESTIONS {
        return Err(format!("`inputRequests` are {} at once", requests.len()));
    }
    let question = |(key, question): (String, Question<'_>)| {
        let params =
            question.params.map_or_else(RawJson::empty_object, |params| RawJson::slice(frame.text(), params));
        (key, ServerRequest { method: question.method, params, tags: Vec::new() })
    };
    Ok(requests.into_iter().map(question).collect())
}

/// What the handler made of questions.
pub(crate) struct Answers {
    /// Under the keys of the questions.
    pub json: String,
    /// Whether one of them is a no.
    pub declined: bool,
}

/// Puts all questions to the handler at once.
pub(crate) async fn answers(
    link: &Link,
    questions: &[(String, ServerRequest)],
    ask: &Ask<'_>,
) -> Result<Answers, Error> {
    if link.handler.is_none() {
        let what = questions.first().map_or_else(String::new, |(_, question)| question.method.clone());
        return Err(Error::InputRequired { what, why: InputEnd::NotOffered });
    }
    let put = questions.iter().map(async |(key, question)| {
        let tags = ask.tag.iter().cloned().collect();
        match link.put(ServerRequest { tags, ..question.clone() }).await {
            Ok(answer) => Ok((format!("{}:{answer}", quoted(key)), is_no(&question.method, &answer))),
            Err(error) => Err(link.unanswered(question, &error)),
        }
    });
    let answers = try_join_all(put).await?;
    let json: Vec<&str> = answers.iter().map(|(answer, _)| answer.as_str()).collect();
    Ok(Answers { json: format!("{{{}}}", json.join(",")), declined: answers.iter().any(|(_, no)| *no) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_complete(json: &str) -> bool {
        let meant = Wants::of(RawJson::parse(json.to_owned()).unwrap(), "tools/call");
        matches!(meant, Ok(Meant::Answer(Answered::Complete(_))))
    }

    #[test]
    fn a_type_is_found_however_it_is_written() {
        for (json, complete) in [
            (r#"{}"#, true),
            (r#"{"resultType":"complete"}"#, true),
            (r#"{ "resultType" : "complete" }"#, true),
            (r#"{"content":[{"resultType":"complete"}],"resultType":"complete"}"#, true),
            (r#"{"text":"\"resultType\":\"input_required\""}"#, true),
            (r#"{"a":{"resultType":"input_required"}}"#, true),
            (r#"{"resultType":"input_required"}"#, false),
            (r#"{"result\u0054ype":"input_required"}"#, false),
            (r#"{"resultType":"input\u005frequired"}"#, false),
            (r#"{"a":{"resultType":"complete"},"resultType":"task"}"#, false),
            (r#"{"a":"\"resultType\":\"complete\"","resultType":null,"b":{"resultType":"complete"}}"#, true),
            (r#"{"resultType":5}"#, false),
        ] {
            assert_eq!(is_complete(json), complete, "{json}");
        }
    }

    proptest! {
        #[test]
        fn what_is_plainly_complete_reads_as_complete(
            parts in proptest::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "[", "]", ",", ":", " ", "\\", "\"", "\\u0054", "resultType", "complete", "task",
                    r#""resultType":"complete""#, r#""resultType":"task""#, r#""a":"#, "1",
                ]),
                0..12,
            ),
        ) {
            let text = format!("{{{}}}", parts.concat());
            if let Ok(json) = RawJson::parse(text) && is_plainly_complete(json.as_bytes()) {
                let wire: Result<ResultWire<'_>, _> = json.read();
                // A name that is given twice is refused where it is read.
                if let Ok(wire) = wire {
                    prop_assert_eq!(require_complete(wire.result_type, "tools/call"), Ok(()));
                }
            }
        }
    }
}
