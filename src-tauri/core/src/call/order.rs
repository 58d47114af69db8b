//! What is asked of a server: a tool's work, a resource's contents or a prompt's messages. Whatever it is, it is made,
//! watched, shown and remembered in the same way.

use hitchpost_mcp::{
    Client, ContentBlock, Error, Extras, GetPrompt, RawJson, ReadResource, TaskNews, ToolCall,
};
use serde_json::Value;

use super::{CallOutcome, ContentPart, NamedText, Parts, TaskChoice};

/// One thing to ask for.
pub(crate) enum Order {
    Tool { name: String, arguments: RawJson, task: TaskChoice },
    Resource { uri: String },
    Prompt { name: String, arguments: Vec<NamedText> },
}

/// Hears how a task goes.
pub(crate) type OnTask = std::sync::Arc<dyn Fn(TaskNews) + Send + Sync>;

impl Order {
    /// As history keeps it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Tool { .. } => "tool",
            Self::Resource { .. } => "resource",
            Self::Prompt { .. } => "prompt",
        }
    }

    /// What it is called: a name or an address.
    pub fn subject(&self) -> &str {
        match self {
            Self::Tool { name, .. } | Self::Prompt { name, .. } => name,
            Self::Resource { uri } => uri,
        }
    }

    /// Names the files that parts of its answer are saved to.
    pub fn file_name(&self) -> &str {
        match self {
            Self::Tool { name, .. } | Self::Prompt { name, .. } => name,
            Self::Resource { uri } => {
                let last = uri.rsplit('/').find(|part| !part.is_empty()).unwrap_or(uri);
                last.rsplit_once('.').map_or(last, |(name, _)| name)
            }
        }
    }

    /// As JSON text.
    pub fn arguments(&self) -> String {
        match self {
            Self::Tool { arguments, .. } => arguments.as_str().to_owned(),
            Self::Resource { .. } => String::new(),
            // Written by hand: an object of serde_json forgets the order.
            Self::Prompt { arguments, .. } => {
                let text = |text: &str| Value::from(text).to_string();
                let members = arguments.iter().map(|one| format!("{}:{}", text(&one.name), text(&one.value)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
        }
    }

    /// Asks for it.
    pub async fn send(&self, client: &Client, extras: Extras, on_task: OnTask) -> Result<Answer, Error> {
        match self {
            Self::Tool { name, arguments, task } => {
                let task = match task {
                    TaskChoice::Automatic => hitchpost_mcp::TaskChoice::Automatic,
                    TaskChoice::Always => hitchpost_mcp::TaskChoice::Always,
                    TaskChoice::Never => hitchpost_mcp::TaskChoice::Never,
                };
                let call = ToolCall {
                    task,
                    on_task: Some(on_task),
                    extras,
                    ..ToolCall::new(name, arguments.clone())
                };
                let result = client.call_tool(call).await?;
                Ok(Answer {
                    is_error: result.is_error,
                    pieces: result.content.into_iter().map(Piece::Block).collect(),
                    structured: result.structured,
                    raw: result.raw,
                })
            }
            Self::Resource { uri } => {
                let read = client.read_resource(ReadResource { extras, ..ReadResource::new(uri) }).await?;
                let pieces = read.contents.into_iter().map(Piece::Block).collect();
                Ok(Answer { is_error: false, pieces, structured: None, raw: read.raw })
            }
            Self::Prompt { name, arguments } => {
                let pairs = arguments.iter().map(|named| (named.name.clone(), named.value.clone()));
                let prompt = GetPrompt { extras, ..GetPrompt::new(name, pairs.collect()) };
                let got = client.get_prompt(prompt).await?;
                let message = |message: hitchpost_mcp::PromptMessage| Piece::Message {
                    role: message.role,
                    content: message.content,
                };
                let pieces = got.messages.into_iter().map(message).collect();
                Ok(Answer { is_error: false, pieces, structured: None, raw: got.raw })
            }
        }
    }
}

/// What a server answered.
pub(crate) struct Answer {
    /// A tool reported a problem.
    pub is_error: bool,
    pieces: Vec<Piece>,
    structured: Option<RawJson>,
    /// The whole result as received.
    pub raw: RawJson,
}

enum Piece {
    Block(ContentBlock),
    Message { role: String, content: ContentBlock },
}

impl Answer {
    /// As it is shown.
    pub fn outcome(self, parts: &mut Parts<'_>) -> CallOutcome {
        CallOutcome::Completed {
            is_error: self.is_error,
            content: self.pieces.into_iter().map(|piece| piece.shown(parts)).collect(),
            structured: self.structured.map(|structured| parts.json(structured)),
            json: parts.json(self.raw),
        }
    }
}

impl Piece {
    fn shown(self, parts: &mut Parts<'_>) -> ContentPart {
        match self {
            Self::Block(block) => parts.block(block),
            Self::Message { role, content } => {
                ContentPart::Message { role: parts.clean(role), content: Box::new(parts.block(content)) }
            }
        }
    }
}
