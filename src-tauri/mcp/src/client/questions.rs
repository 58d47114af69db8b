//! What legacy servers ask of us: `ping`, elicitation and the like.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use crate::client::ServerRequest;
pub(crate) use crate::client::asking::METHOD_NOT_FOUND;
use crate::client::asking::is_no;
use crate::client::link::Link;
use crate::client::waiting::Concerned;
use crate::client::way::Way;
use crate::wire::request::quoted;
use crate::wire::{JsonRpcError, RawJson, request, tool};

/// As many are answered at once. Answering all of a flood would be another.
const OPEN: usize = 64;
/// Questions that ended without an answer of the handler.
const NOT_ANSWERED: i64 = -32000;

/// A request of a server.
pub(crate) struct Question {
    pub id: RawJson,
    pub method: String,
    pub params: Option<RawJson>,
}

/// The questions being answered, by id as the server wrote it.
#[derive(Default)]
pub(crate) struct Questions(Mutex<HashMap<String, CancellationToken>>);

impl Questions {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `None` when it is asked already, or one too many.
    fn open(&self, id: &RawJson) -> Option<CancellationToken> {
        let mut open = self.lock();
        if open.len() >= OPEN || open.contains_key(id.as_str()) {
            return None;
        }
        let taken_back = CancellationToken::new();
        open.insert(id.as_str().to_owned(), taken_back.clone());
        Some(taken_back)
    }

    /// The server needs no answer any more (`notifications/cancelled`).
    pub(crate) fn take_back(&self, params: &RawJson) {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Wire<'a> {
            #[serde(borrow)]
            request_id: &'a RawValue,
        }
        if let Ok(wire) = params.read::<Wire<'_>>()
            && let Some(taken_back) = self.lock().get(wire.request_id.get())
        {
            taken_back.cancel();
        }
    }
}

/// Answers a request of a legacy server in a task of its own, so that the stream it came on is read on. `known` is the
/// call on whose stream it came. While a person is at it, the deadlines of the calls it may belong to do not run.
pub(crate) fn answer(link: &Arc<Link>, way: &Way, question: Question, known: Option<u64>) {
    let Some(taken_back) = link.questions.open(&question.id) else {
        return link.note(|| format!("a request of the server ({}) was ignored: too many", question.method));
    };
    let (link, way) = (Arc::clone(link), way.clone());
    tokio::spawn(async move {
        let id = question.id.clone();
        let work = async {
            let outcome = tokio::select! {
                biased;
                () = taken_back.cancelled() => return,
                outcome = outcome(&link, question, known) => outcome,
            };
            let body = request::response(&id, &outcome);
            if let Err(error) = link.tell(&way, body, Duration::from_secs(30)).await {
                let error = link.clean(error);
                link.note(|| format!("our answer to the server's request {id} could not be sent: {error}"));
            }
        };
        tokio::select! {
            () = way.gone().cancelled() => {}
            () = work => {}
        }
        link.questions.lock().remove(id.as_str());
    });
}

async fn outcome(link: &Link, question: Question, known: Option<u64>) -> Result<RawJson, JsonRpcError> {
    let Question { method, params, .. } = question;
    if method == "ping" {
        return Ok(RawJson::empty_object());
    }
    let params = params.unwrap_or_else(RawJson::empty_object);
    let task = related_task(&params);
    let place = task.as_deref().and_then(|task| link.tasks.place_of(task));
    let concerned = link.waiting.concerned(place.or(known));
    if link.offers_to_ask(&method)
        && let Err(why) = link.waiting.count(&concerned, &method)
    {
        return Err(JsonRpcError { code: NOT_ANSWERED, message: format!("not answered: {why}"), data: None });
    }
    let Concerned { deadlines, .. } = &concerned;
    let _holds: Vec<_> = deadlines.iter().map(|deadline| deadline.hold()).collect();
    let request = ServerRequest { method: method.clone(), params, tags: concerned.tags.clone() };
    let answer = tokio::select! {
        biased;
        answer = link.put(request) => answer?,
        () = concerned.are_over() => {
            let message = "the call it belongs to is over".into();
            return Err(JsonRpcError { code: NOT_ANSWERED, message, data: None });
        }
    };
    if is_no(&method, &answer) {
        link.waiting.note_declined(&concerned);
    }
    Ok(match task {
        Some(task) => related_to(&task, &answer),
        None => answer,
    })
}

impl Link {
    /// Whether a person may have to answer it: only such questions are counted.
    fn offers_to_ask(&self, method: &str) -> bool {
        self.handler.is_some() && method != "roots/list"
    }
}

const RELATED: &str = "io.modelcontextprotocol/related-task";

/// The task a question belongs to (2025-11-25).
fn related_task(params: &RawJson) -> Option<String> {
    #[derive(Deserialize)]
    struct Wire<'a> {
        #[serde(borrow, rename = "_meta")]
        meta: Option<Meta<'a>>,
    }
    #[derive(Deserialize)]
    struct Meta<'a> {
        #[serde(borrow, rename = "io.modelcontextprotocol/related-task")]
        related: Option<Related<'a>>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Related<'a> {
        #[serde(borrow)]
        task_id: &'a RawValue,
    }
    // Most questions belong to none.
    memchr::memmem::find(params.as_bytes(), RELATED.as_bytes())?;
    tool::text(params.read::<Wire<'_>>().ok()?.meta?.related?.task_id)
}

/// The answer, saying which task it is for.
fn related_to(task: &str, answer: &RawJson) -> RawJson {
    let has_meta =
        answer.read::<HashMap<String, &RawValue>>().map_or(true, |members| members.contains_key("_meta"));
    if has_meta {
        return answer.clone();
    }
    let members = answer.as_str().strip_prefix('{').unwrap_or_default().trim_start();
    let comma = if members.starts_with('}') { "" } else { "," };
    let text = format!(r#"{{"_meta":{{"{RELATED}":{{"taskId":{}}}}}{comma}{members}"#, quoted(task));
    RawJson::parse(text).unwrap_or_else(|_| answer.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> RawJson {
        RawJson::parse(text.to_owned()).unwrap()
    }

    #[test]
    fn an_answer_says_which_task_it_is_for() {
        let meta = r#""_meta":{"io.modelcontextprotocol/related-task":{"taskId":"t\"1"}}"#;
        for (answer, told) in [
            ("{}", format!("{{{meta}}}")),
            (r#"{ "action":"accept"}"#, format!(r#"{{{meta},"action":"accept"}}"#)),
            (r#"{"_meta":{}}"#, r#"{"_meta":{}}"#.to_owned()),
            ("5", "5".to_owned()),
        ] {
            assert_eq!(related_to("t\"1", &raw(answer)).as_str(), told);
        }
        let params = raw(&format!(r#"{{"message":"?",{meta}}}"#));
        assert_eq!(related_task(&params).as_deref(), Some("t\"1"));
        assert_eq!(related_task(&raw(r#"{"_meta":{"io.modelcontextprotocol/related-task":5}}"#)), None);
    }

    #[test]
    fn a_flood_of_questions_is_not_answered_in_full() {
        let questions = Questions::default();
        let opened = (0..200).filter(|id| questions.open(&raw(&id.to_string())).is_some()).count();
        assert_eq!(opened, OPEN);
    }
}
