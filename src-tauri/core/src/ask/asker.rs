//! Takes the requests of one session's server to the desk, and the decisions back.

use std::future::Future;
use std::pin::Pin;

use hitchpost_mcp::{JsonRpcError, RawJson, ServerRequest, ServerRequestHandler};
use serde_json::json;

use super::desk::{Decision, Desk};
use super::question::{self, Question};
use super::{AskKind, AskView};
use crate::call::CallId;
use crate::connection::{Asks, Connection, ConnectionId};
use crate::credential::Redactor;

const INVALID_PARAMS: i64 = -32602;
const METHOD_NOT_FOUND: i64 = -32601;
/// What the specification's example of a rejected sampling request has.
const REJECTED: i64 = -1;
/// Free for implementations.
const TOO_MANY: i64 = -32000;

/// Who stands in for the model; servers want a name.
const MODEL: &str = "person";

/// Answers one session's server.
pub(super) struct Asker {
    desk: Desk,
    session: u64,
    connection: (ConnectionId, String),
    asks: Asks,
    redactor: Redactor,
}

impl Asker {
    /// Nothing when the server may ask nothing.
    pub fn new(desk: Desk, session: u64, connection: &Connection, redactor: Redactor) -> Option<Self> {
        let asks = connection.asks.clone();
        let may_ask = asks.elicitation || asks.sampling || !asks.roots.is_empty();
        let connection = (connection.id, connection.name.clone());
        may_ask.then_some(Self { desk, session, connection, asks, redactor })
    }

    async fn elicit(&self, request: ServerRequest) -> Answer {
        let (kind, question) = question::elicitation(&request.params, &self.redactor)
            .map_err(|reason| self.malformed(reason))?;
        let answer = match self.decide(&request, kind, question).await? {
            Decision::Accept(Some(content)) => {
                return answer_of(format!(r#"{{"action":"accept","content":{content}}}"#));
            }
            Decision::Accept(None) => r#"{"action":"accept"}"#,
            Decision::Decline => r#"{"action":"decline"}"#,
            Decision::Cancel | Decision::Write(_) => r#"{"action":"cancel"}"#,
        };
        answer_of(answer.to_owned())
    }

    async fn sample(&self, request: ServerRequest) -> Answer {
        let (kind, question) =
            question::sampling(&request.params, &self.redactor).map_err(|reason| self.malformed(reason))?;
        match self.decide(&request, kind, question).await? {
            Decision::Write(text) => answer_of(
                json!({
                    "role": "assistant",
                    "content": { "type": "text", "text": text },
                    "model": MODEL,
                    "stopReason": "endTurn",
                })
                .to_string(),
            ),
            Decision::Accept(_) | Decision::Decline | Decision::Cancel => {
                Err(error(REJECTED, "the person declined the sampling request".to_owned()))
            }
        }
    }

    /// What the person decides; where nobody looks, no.
    async fn decide(
        &self,
        request: &ServerRequest,
        kind: AskKind,
        question: Question,
    ) -> Result<Decision, JsonRpcError> {
        if !self.desk.is_attended() {
            return Ok(Decision::Decline);
        }
        let calls = request.tags.iter().map(|tag| CallId(tag.to_string())).collect();
        let view = AskView::new((self.connection.0, &self.connection.1), calls, kind);
        let decision = self.desk.ask(self.session, view, question).await;
        decision.ok_or_else(|| error(TOO_MANY, "too many questions wait for the person already".to_owned()))
    }

    fn roots(&self) -> Answer {
        let roots: Vec<_> =
            self.asks.roots.iter().map(|root| json!({ "uri": root.uri, "name": root.name })).collect();
        answer_of(json!({ "roots": roots }).to_string())
    }

    fn malformed(&self, reason: String) -> JsonRpcError {
        let reason = self.redactor.clean(reason).into_owned();
        tracing::info!(connection_id = %self.connection.0, %reason, "a server's question was refused");
        error(INVALID_PARAMS, reason)
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        self.desk.leave(self.session);
    }
}

impl ServerRequestHandler for Asker {
    fn capabilities(&self) -> RawJson {
        let mut capabilities = serde_json::Map::new();
        if self.asks.elicitation {
            capabilities.insert("elicitation".to_owned(), json!({ "form": {}, "url": {} }));
        }
        if self.asks.sampling {
            capabilities.insert("sampling".to_owned(), json!({}));
        }
        if !self.asks.roots.is_empty() {
            capabilities.insert("roots".to_owned(), json!({}));
        }
        RawJson::of(&capabilities).unwrap_or_else(|_| RawJson::empty_object())
    }

    fn handle(&self, request: ServerRequest) -> Pin<Box<dyn Future<Output = Answer> + Send + '_>> {
        Box::pin(async move {
            match request.method.as_str() {
                "elicitation/create" if self.asks.elicitation => self.elicit(request).await,
                "sampling/createMessage" if self.asks.sampling => self.sample(request).await,
                "roots/list" if !self.asks.roots.is_empty() => self.roots(),
                method => Err(error(METHOD_NOT_FOUND, format!("{method} is not supported"))),
            }
        })
    }
}

type Answer = Result<RawJson, JsonRpcError>;

fn answer_of(json: String) -> Answer {
    RawJson::parse(json).map_err(|fault| error(REJECTED, fault.to_string()))
}

fn error(code: i64, message: String) -> JsonRpcError {
    JsonRpcError { code, message, data: None }
}
