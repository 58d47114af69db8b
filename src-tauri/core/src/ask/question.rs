//! What a server asks, read from its request: what is shown of it, and what its answer is checked against.

use std::borrow::Cow;

use hitchpost_mcp::{ContentBlock, RawJson, ToolResult};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::page::{self, Page};
use super::{AskKind, Form, SamplingMessage};
use crate::call::{ContentPart, Parts, indented};
use crate::credential::Redactor;

/// Bytes of a conversation that is shown to somebody.
const CONVERSATION: usize = 8 << 20;
/// As much of a conversation is shown as JSON.
const SHOWN: usize = 256 << 10;
/// Messages of a conversation.
const MESSAGES: usize = 500;
/// Their contents together.
const BLOCKS: usize = 1000;
/// As much is shown of what a server says about a question.
const MESSAGE: usize = 16 << 10;
/// As much is shown of all that the contents of a conversation say of themselves: names, addresses, types.
const LABELS: usize = 64 << 10;
/// Base64 of all pictures of a conversation that are shown. Every change of the desk brings it to the window anew.
const PICTURES: usize = 1 << 20;

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
    let message = redactor.beginning(&wire.message, MESSAGE).into_owned();
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
    let mut room = Room { parts: Parts::new(redactor), blocks: BLOCKS, labels: LABELS, pictures: PICTURES };
    let messages = wire.messages.iter().map(|message| room.message(message, redactor)).collect();
    let kind = AskKind::Sampling {
        messages,
        system_prompt: wire.system_prompt.map(|text| redactor.beginning(&text, MESSAGE).into_owned()),
        max_tokens: wire
            .max_tokens
            .and_then(|most| most.as_f64())
            .map(|most| most.clamp(0.0, f64::from(u32::MAX)) as u32),
        json: redactor.beginning(&indented(params.as_str()), SHOWN).into_owned(),
    };
    Ok((kind, Question::Sampling))
}

/// How much more of a conversation is shown; the first messages have it first. The beginning of the whole comes as JSON.
struct Room<'a> {
    /// Has its own room for texts.
    parts: Parts<'a>,
    blocks: usize,
    labels: usize,
    pictures: usize,
}

impl Room<'_> {
    fn message(&mut self, message: &Message<'_>, redactor: &Redactor) -> SamplingMessage {
        let mut role = redactor.clean(message.role.as_ref()).into_owned();
        self.label(&mut role);
        let blocks: Vec<_> = blocks(message.content).into_iter().take(self.blocks).collect();
        self.blocks -= blocks.len();
        SamplingMessage { role, content: blocks.into_iter().map(|block| self.block(block)).collect() }
    }

    fn block(&mut self, block: ContentBlock) -> ContentPart {
        let mut shown = match self.parts.block(block) {
            ContentPart::Image { mime_type, data, bytes, part, .. } if data.len() > self.pictures => {
                let note = Some("there are too many pictures to show".to_owned());
                ContentPart::Binary {
                    kind: "image".to_owned(),
                    mime_type: Some(mime_type),
                    bytes,
                    note,
                    part,
                }
            }
            shown => shown,
        };
        match &mut shown {
            ContentPart::Image { data, .. } => self.pictures -= data.len(),
            ContentPart::Binary { mime_type, .. } => self.labels([mime_type]),
            ContentPart::Resource { uri, mime_type, .. } => {
                self.label(uri);
                self.labels([mime_type]);
            }
            ContentPart::ResourceLink { uri, name, description, mime_type } => {
                self.label(uri);
                self.labels([name, description, mime_type]);
            }
            ContentPart::Unknown { kind, reason, .. } => {
                self.labels([kind]);
                self.label(reason);
            }
            // Texts have had their room, and a conversation's contents are no messages.
            ContentPart::Text { .. } | ContentPart::Message { .. } => {}
        }
        shown
    }

    fn labels<const N: usize>(&mut self, labels: [&mut Option<String>; N]) {
        labels.into_iter().flatten().for_each(|label| self.label(label));
    }

    fn label(&mut self, label: &mut String) {
        // No half of a secret: they are masked already.
        label.truncate(label.floor_char_boundary(self.labels));
        self.labels -= label.len();
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
    fn what_reaches_the_window_has_an_end() {
        let long = format!("{}s3cret-token", "x".repeat(MESSAGE - 3));
        let redactor = Redactor::new(["s3cret-token"]);
        let form = json(&format!(r#"{{"message":"{long}","requestedSchema":{{"properties":{{}}}}}}"#));
        let AskKind::Form { message, .. } = elicitation(&form, &redactor).unwrap().0 else { panic!() };
        assert!(message.len() <= MESSAGE && !message.contains("s3"), "{}", message.len());

        let text = serde_json::json!({ "type": "text", "text": "t".repeat(100_000) });
        let link = serde_json::json!({ "type": "resource_link", "uri": "u".repeat(60_000), "name": "n".repeat(60_000) });
        let content = [vec![text; 10], vec![link; 10], vec![serde_json::json!({}); BLOCKS]].concat();
        let wire =
            serde_json::json!({ "messages": [{ "role": "user", "content": content }], "systemPrompt": long });
        let (kind, _) = sampling(&json(&wire.to_string()), &redactor).unwrap();
        let AskKind::Sampling { messages, system_prompt, .. } = &kind else { panic!("{kind:?}") };
        assert!(system_prompt.as_ref().is_some_and(|text| text.len() <= MESSAGE && !text.contains("s3")));
        assert_eq!(messages[0].content.len(), BLOCKS);
        let sent = serde_json::to_string(messages).unwrap().len();
        assert!(sent < SHOWN + LABELS + BLOCKS * 200, "{sent}");
    }

    #[test]
    fn pictures_without_room_are_named_only() {
        use base64::Engine;
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01".to_vec();
        png.resize(PICTURES / 2, 0);
        let data = base64::engine::general_purpose::STANDARD.encode(png);
        let image = serde_json::json!({ "type": "image", "mimeType": "image/png", "data": data });
        let wire = serde_json::json!({ "messages": [{ "role": "user", "content": [image, image] }] });
        let (kind, _) = sampling(&json(&wire.to_string()), &Redactor::default()).unwrap();
        let AskKind::Sampling { messages, .. } = kind else { panic!("{kind:?}") };
        let [ContentPart::Image { .. }, ContentPart::Binary { note: Some(_), .. }] =
            messages[0].content.as_slice()
        else {
            panic!("not one of each")
        };
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
