//! What a server asks, read from its request: what is shown of it, and what its answer is checked against.

use std::borrow::Cow;

use hitchpost_mcp::{ContentBlock, RawJson, ToolResult};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::page::{self, Page};
use super::{AskKind, Form, SamplingMessage};
use crate::call::{Parts, indented};
use crate::credential::Redactor;

/// Bytes of a conversation that is shown to somebody.
const CONVERSATION: usize = 8 << 20;
/// As much of a conversation is shown as JSON.
const SHOWN: usize = 256 << 10;
/// Messages of a conversation.
const MESSAGES: usize = 500;

/// A question that was understood.
pub(super) enum Question {
    Form { form: Form },
    Page { page: Page, id: Option<String> },
    Sampling,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Elicitation<'a> {
    mode: Option<String>,
    #[serde(default)]
    message: String,
    #[serde(borrow)]
    requested_schema: Option<&'a RawValue>,
    url: Option<String>,
    elicitation_id: Option<String>,
}

/// Reads `elicitation/create`; the reason when it breaks the rules.
pub(super) fn elicitation(params: &RawJson, redactor: &Redactor) -> Result<(AskKind, Question), String> {
    let wire: Elicitation<'_> =
        params.read().map_err(|error| format!("the question can't be read: {error}"))?;
    let message = redactor.clean(wire.message).into_owned();
    match wire.mode.as_deref() {
        None | Some("form") => {
            let schema = wire.requested_schema.ok_or("`requestedSchema` is missing")?.get();
            let cleaned = redactor.clean(schema);
            // What is shown and what is checked are the same.
            let form = Form::read(&cleaned)?;
            Ok((AskKind::Form { message, schema: cleaned.into_owned() }, Question::Form { form }))
        }
        Some("url") => {
            let page = page::read(&wire.url.ok_or("`url` is missing")?)?;
            let kind = AskKind::Url {
                message,
                url: redactor.clean(page.url.as_str()).into_owned(),
                host: redactor.clean(page.host.as_str()).into_owned(),
                unicode_host: page.unicode_host.as_deref().map(|host| redactor.clean(host).into_owned()),
                opened: false,
            };
            Ok((kind, Question::Page { page, id: wire.elicitation_id }))
        }
        Some(mode) => Err(format!("there are no questions of the mode {mode:?}")),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sampling<'a> {
    #[serde(borrow)]
    messages: Vec<Message<'a>>,
    system_prompt: Option<String>,
    max_tokens: Option<serde_json::Number>,
    #[serde(borrow)]
    tools: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(default)]
    role: Cow<'a, str>,
    #[serde(borrow)]
    content: &'a RawValue,
}

/// Reads `sampling/createMessage`; the reason when it breaks the rules.
pub(super) fn sampling(params: &RawJson, redactor: &Redactor) -> Result<(AskKind, Question), String> {
    if params.as_str().len() > CONVERSATION {
        return Err(format!("the conversation has more than {CONVERSATION} bytes"));
    }
    let wire: Sampling<'_> =
        params.read().map_err(|error| format!("the conversation can't be read: {error}"))?;
    if wire.messages.len() > MESSAGES {
        return Err(format!("the conversation has more than {MESSAGES} messages"));
    }
    if wire.tools.is_some_and(|tools| tools.get() != "[]") {
        return Err("tools for the model are not supported".to_owned());
    }
    let mut parts = Parts::new(redactor);
    let messages = wire.messages.iter().map(|message| message.shown(&mut parts, redactor)).collect();
    let kind = AskKind::Sampling {
        messages,
        system_prompt: wire.system_prompt.map(|text| redactor.clean(text).into_owned()),
        max_tokens: wire
            .max_tokens
            .and_then(|most| most.as_f64())
            .map(|most| most.clamp(0.0, f64::from(u32::MAX)) as u32),
        json: redactor.beginning(&indented(params.as_str()), SHOWN).into_owned(),
    };
    Ok((kind, Question::Sampling))
}

impl Message<'_> {
    fn shown(&self, parts: &mut Parts<'_>, redactor: &Redactor) -> SamplingMessage {
        SamplingMessage {
            role: redactor.clean(self.role.as_ref()).into_owned(),
            content: blocks(self.content).into_iter().map(|block| parts.block(block)).collect(),
        }
    }
}

/// One block, or a list of them.
fn blocks(content: &RawValue) -> Vec<ContentBlock> {
    let list = match content.get().starts_with('[') {
        true => Cow::Borrowed(content.get()),
        false => Cow::Owned(format!("[{}]", content.get())),
    };
    let result = RawJson::parse(format!(r#"{{"content":{list}}}"#));
    result
        .ok()
        .and_then(|result| ToolResult::parse(&result).ok())
        .map(|result| result.content)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> RawJson {
        RawJson::parse(text.to_owned()).unwrap()
    }

    #[test]
    fn a_question_without_a_mode_is_a_form() {
        let params =
            json(r#"{"message":"as s3cret-token","requestedSchema":{"type":"object","properties":{}}}"#);
        let (kind, _) = elicitation(&params, &Redactor::new(["s3cret-token"])).unwrap();
        let AskKind::Form { message, schema } = kind else { panic!("{kind:?}") };
        assert_eq!((message.as_str(), schema.as_str()), ("as ••••", r#"{"type":"object","properties":{}}"#));
    }

    #[test]
    fn what_breaks_the_rules_is_refused() {
        for (params, reason) in [
            ("{}", "`requestedSchema` is missing"),
            (r#"{"mode":"form","requestedSchema":{"type":"string"}}"#, "not of the type"),
            (r#"{"mode":"url"}"#, "`url` is missing"),
            (r#"{"mode":"url","url":"javascript:alert(1)"}"#, "begins with javascript:"),
            (r#"{"mode":"url","url":"file:///etc/passwd"}"#, "begins with file:"),
            (r#"{"mode":"telepathy"}"#, "no questions of the mode"),
            (r#"{"message":5}"#, "can't be read"),
            ("[]", "can't be read"),
        ] {
            let Err(refused) = elicitation(&json(params), &Redactor::default()) else { panic!("{params}") };
            assert!(refused.contains(reason), "{params}: {refused}");
        }
    }

    #[test]
    fn a_conversation_is_shown_message_by_message() {
        let params = json(
            r#"{"messages":[{"role":"user","content":{"type":"text","text":"my s3cret-token"}},
                {"role":"assistant","content":[{"type":"text","text":"a"},{"type":"odd"}]},{"content":5}],
                "systemPrompt":"Be brief.","maxTokens":1e30}"#,
        );
        let (kind, _) = sampling(&params, &Redactor::new(["s3cret-token"])).unwrap();
        let AskKind::Sampling { messages, system_prompt, max_tokens, json } = kind else {
            panic!("{kind:?}")
        };
        assert_eq!(messages.iter().map(|message| message.content.len()).collect::<Vec<_>>(), [1, 2, 1]);
        assert_eq!((system_prompt.as_deref(), max_tokens), (Some("Be brief."), Some(u32::MAX)));
        assert!(!format!("{messages:?}{json}").contains("s3cret"), "{json}");
    }

    #[test]
    fn a_conversation_nobody_reads_is_refused() {
        let message = r#"{"role":"user","content":{"type":"text","text":"x"}}"#;
        let many = format!(r#"{{"messages":[{}]}}"#, vec![message; MESSAGES + 1].join(","));
        for params in [many.as_str(), "{}", r#"{"messages":[],"tools":[{"name":"t"}]}"#] {
            assert!(
                sampling(&json(params), &Redactor::default()).is_err(),
                "{}",
                &params[..params.len().min(60)]
            );
        }
    }
}
