//! Questions to the caller, in both eras with the same words. A legacy caller gets a request on the stream of its own.
//! A modern one gets `input_required` for an answer and comes back with the answers; then the call starts anew and
//! finds them. So whatever comes before a question must not mind happening twice.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::try_join_all;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::mpsc;

use super::Shared;
use super::answer::Answer;
use super::codes::{INTERNAL_ERROR, INVALID_PARAMS, missing_capability, refusal};
use super::outcome::json_text;
use crate::wire::{JsonRpcError, RawJson};

/// As long as anybody thinks about an answer.
const PATIENCE: Duration = Duration::from_secs(600);

/// One question.
#[derive(Clone, Debug)]
pub struct Question {
    /// Names it among the questions of a call.
    pub(super) key: String,
    pub(super) method: &'static str,
    pub(super) params: RawJson,
    /// The `ClientCapabilities` it takes.
    required: &'static str,
}

impl Question {
    /// A form for the person to fill in; `schema` is a JSON Schema of a flat object.
    pub fn form(key: &str, message: &str, schema: &RawJson) -> Question {
        let params = format!(r#"{{"message":{},"requestedSchema":{schema}}}"#, json_text(message));
        Question::new(key, "elicitation/create", &params, r#"{"elicitation":{}}"#)
    }

    /// A page for the person to visit; `id` names the visit.
    pub fn visit(key: &str, message: &str, url: &str, id: &str) -> Question {
        let [message, url, id] = [message, url, id].map(json_text);
        let params = format!(r#"{{"mode":"url","message":{message},"url":{url},"elicitationId":{id}}}"#);
        Question::new(key, "elicitation/create", &params, r#"{"elicitation":{"url":{}}}"#)
    }

    /// Something for the caller's model to answer.
    pub fn sampling(key: &str, prompt: &str, max_tokens: u32) -> Question {
        let content = format!(r#"{{"type":"text","text":{}}}"#, json_text(prompt));
        let params =
            format!(r#"{{"messages":[{{"role":"user","content":{content}}}],"maxTokens":{max_tokens}}}"#);
        Question::new(key, "sampling/createMessage", &params, r#"{"sampling":{}}"#)
    }

    /// The folders the caller lets us know about.
    pub fn roots(key: &str) -> Question {
        Question::new(key, "roots/list", "{}", r#"{"roots":{}}"#)
    }

    fn new(key: &str, method: &'static str, params: &str, required: &'static str) -> Question {
        let params = RawJson::parse(params.to_owned()).unwrap_or_else(|_| RawJson::empty_object());
        Question { key: key.to_owned(), method, params, required }
    }

    /// Whether a client with `capabilities` can be asked this.
    fn is_answerable(&self, capabilities: &Value) -> bool {
        match (self.method, self.required.contains("url")) {
            ("elicitation/create", true) => capabilities["elicitation"]["url"].is_object(),
            // No mode means form, as before there were modes.
            ("elicitation/create", false) => capabilities["elicitation"].as_object().is_some_and(|modes| {
                modes.is_empty() || modes.contains_key("form") || !modes.contains_key("url")
            }),
            ("sampling/createMessage", _) => capabilities["sampling"].is_object(),
            _ => capabilities["roots"].is_object(),
        }
    }

    /// Whether `answer` has the shape of one.
    fn check(&self, answer: &Value) -> Result<(), JsonRpcError> {
        let fits = match self.method {
            "elicitation/create" => match answer["action"].as_str() {
                Some("accept") => self.required.contains("url") || answer["content"].is_object(),
                Some("decline" | "cancel") => true,
                _ => false,
            },
            "sampling/createMessage" => answer["role"].is_string() && !answer["content"].is_null(),
            _ => answer["roots"].is_array(),
        };
        let refuse = || refusal(INVALID_PARAMS, format!("the response to {:?} is not one", self.key));
        if fits { Ok(()) } else { Err(refuse()) }
    }
}

/// What a person made of a form or a visit.
#[derive(Clone, Debug, Deserialize)]
pub struct Elicited {
    /// `accept`, `decline` or `cancel`.
    pub action: String,
    /// What was filled in.
    #[serde(default)]
    pub content: BTreeMap<String, Value>,
}

impl Elicited {
    /// Reads the answer to a form or a visit.
    pub fn read(answer: &RawJson) -> Result<Elicited, JsonRpcError> {
        answer.read().map_err(|error| refusal(INVALID_PARAMS, error.to_string()))
    }
}

/// Asks the caller.
#[derive(Clone)]
pub struct Asker {
    capabilities: Arc<Value>,
    way: Way,
}

#[derive(Clone)]
enum Way {
    /// With what was answered so far, and where to put what was not.
    Rounds { answers: Arc<BTreeMap<String, RawJson>>, open: mpsc::Sender<Vec<Question>> },
    /// `None` when the caller takes no stream.
    Session { shared: Arc<Shared>, session: String, stream: Option<mpsc::Sender<Answer>> },
}

impl fmt::Debug for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asker").field("capabilities", &self.capabilities).finish_non_exhaustive()
    }
}

impl Asker {
    pub(super) fn in_rounds(
        capabilities: Value,
        answers: BTreeMap<String, RawJson>,
        open: mpsc::Sender<Vec<Question>>,
    ) -> Asker {
        let way = Way::Rounds { answers: Arc::new(answers), open };
        Asker { capabilities: Arc::new(capabilities), way }
    }

    pub(super) fn in_session(
        capabilities: Value,
        shared: Arc<Shared>,
        session: String,
        stream: Option<mpsc::Sender<Answer>>,
    ) -> Asker {
        Asker { capabilities: Arc::new(capabilities), way: Way::Session { shared, session, stream } }
    }

    /// Whether the caller has declared that it can be asked this.
    pub fn can(&self, question: &Question) -> bool {
        question.is_answerable(&self.capabilities)
    }

    /// The answer to one question.
    pub async fn one(&self, question: Question) -> Result<RawJson, JsonRpcError> {
        let mut answers = self.all(vec![question]).await?;
        answers.pop().ok_or_else(|| refusal(INTERNAL_ERROR, "a question without an answer"))
    }

    /// The answers to several, asked at once, in the same order.
    pub async fn all(&self, questions: Vec<Question>) -> Result<Vec<RawJson>, JsonRpcError> {
        if let Some(question) = questions.iter().find(|question| !self.can(question)) {
            let required = RawJson::parse(question.required).unwrap_or_else(|_| RawJson::empty_object());
            return Err(missing_capability(&required));
        }
        match &self.way {
            Way::Session { shared, session, stream } => {
                let Some(stream) = stream else {
                    return Err(refusal(INTERNAL_ERROR, "a caller without event streams cannot be asked"));
                };
                try_join_all(questions.iter().map(|question| ask(shared, session, stream, question))).await
            }
            Way::Rounds { answers, open } => {
                let missing = questions.iter().filter(|question| !answers.contains_key(&question.key));
                let missing: Vec<Question> = missing.cloned().collect();
                if !missing.is_empty() {
                    // Whoever runs this call ends it here, and answers with the questions.
                    let _ = open.send(missing).await;
                    return std::future::pending().await;
                }
                let found = questions.iter().filter_map(|question| {
                    let answer = answers.get(&question.key)?;
                    let checked = answer.read().map_err(|error| refusal(INVALID_PARAMS, error.to_string()));
                    Some(checked.and_then(|value| question.check(&value)).map(|()| answer.clone()))
                });
                found.collect()
            }
        }
    }
}

/// One request on the caller's stream, and its answer, which comes in a message of its own.
async fn ask(
    shared: &Shared,
    session: &str,
    stream: &mpsc::Sender<Answer>,
    question: &Question,
) -> Result<RawJson, JsonRpcError> {
    let left = || refusal(INTERNAL_ERROR, "the caller left before it answered");
    let (id, answer) = shared.sessions.ask(session).ok_or_else(left)?;
    let request = Answer::request(&id, question.method, &question.params);
    stream.send(request).await.map_err(|_| left())?;
    let answer = tokio::time::timeout(PATIENCE, answer).await;
    let answer = answer.map_err(|_| refusal(INTERNAL_ERROR, "the caller did not answer"))?;
    let answer = answer.map_err(|_| left())??;
    let value = answer.read().map_err(|error| refusal(INVALID_PARAMS, error.to_string()))?;
    question.check(&value).map(|()| answer)
}
