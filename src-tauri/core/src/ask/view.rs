//! A server's question as hosts show it, and its answer.

use serde::{Deserialize, Serialize};

use crate::call::{CallId, ContentPart};
use crate::connection::{ConnectionId, Millis};

/// Names a question for as long as it waits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(transparent)]
pub struct AskId(pub String);

/// A question that waits for the person.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AskView {
    /// Names it.
    pub id: AskId,
    /// Whose server asks.
    pub connection_id: ConnectionId,
    /// The connection's own name.
    pub connection_name: String,
    /// The calls it may belong to; empty when the server asks on its own.
    pub calls: Vec<CallId>,
    /// When it came.
    pub asked_at: Millis,
    /// What is asked.
    pub kind: AskKind,
}

/// What a server asks for. Its texts are claims.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum AskKind {
    /// Values for a form.
    Form {
        /// Why, in the server's words.
        message: String,
        /// The form's schema as JSON text: a flat object.
        schema: String,
    },
    /// That the person opens a page and goes on there.
    Url {
        /// Why, in the server's words.
        message: String,
        /// The page, `http` or `https`.
        url: String,
        /// The page's host, as it is dialled.
        host: String,
        /// The same in the letters it stands for, when that differs.
        unicode_host: Option<String>,
        /// The person agreed, and it was opened.
        opened: bool,
    },
    /// An answer that a model would give.
    Sampling {
        /// What was said so far.
        messages: Vec<SamplingMessage>,
        /// What the model is told beforehand.
        system_prompt: Option<String>,
        /// As much as it may answer.
        max_tokens: Option<u32>,
        /// The whole request as JSON text, indented.
        json: String,
    },
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SamplingMessage {
    /// `user` or `assistant`, as the server says.
    pub role: String,
    /// What is said.
    pub content: Vec<ContentPart>,
}

/// What the person answers.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum AskAnswer {
    /// A form's values.
    Submit {
        /// A JSON object as text.
        content: String,
    },
    /// The person agreed to open the page, and it was opened.
    Opened,
    /// What a model would have answered.
    Write {
        /// As text.
        text: String,
    },
    /// No.
    Decline,
    /// Neither yes nor no.
    Cancel,
}
