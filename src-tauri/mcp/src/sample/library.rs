//! What can be read: a text, a picture, one that changes with every call, and greetings made from a template.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::picture::{self, Colour, Pattern};
use crate::server::{Outcome, unknown_resource};
use crate::wire::{JsonRpcError, RawJson};

/// The resource that changes.
pub(super) const CALLS: &str = "sample://calls";

const ABOUT: &str = "# The sample server\n\nIt runs inside Hitchpost, on this computer, and changes nothing. \
Its tools show what calls and their results look like; `ask_me` shows a question. Read `sample://calls`, subscribe \
to it, and call a tool: you will be told that it changed.\n";

const GREETING: &str = "sample://greeting/";

const GREETINGS: [(&str, &str); 6] = [
    ("de", "Guten Tag"),
    ("en", "Good day"),
    ("es", "Buenos días"),
    ("fr", "Bonjour"),
    ("it", "Buongiorno"),
    ("ja", "こんにちは"),
];

/// What `resources/list` answers.
pub(super) fn list() -> Value {
    json!([
        {
            "uri": "sample://about", "name": "about", "title": "About the sample server",
            "description": "What it is for.", "mimeType": "text/markdown", "size": ABOUT.len()
        },
        {
            "uri": "sample://post.png", "name": "post.png", "title": "A hitching post",
            "description": "A picture.", "mimeType": "image/png"
        },
        {
            "uri": CALLS, "name": "calls", "title": "How many calls there were",
            "description": "Changes with every call of a tool. Subscribe to it to be told.",
            "mimeType": "text/plain"
        }
    ])
}

/// What `resources/templates/list` answers.
pub(super) fn templates() -> Value {
    json!([{
        "uriTemplate": format!("{GREETING}{{language}}"), "name": "greeting", "title": "A greeting",
        "description": "Says good day in a language of two letters.", "mimeType": "text/plain"
    }])
}

/// The languages that begin like this.
pub(super) fn languages(beginning: &str) -> Vec<&'static str> {
    let languages = GREETINGS.iter().map(|(language, _)| *language);
    languages.filter(|language| language.starts_with(beginning)).collect()
}

/// What is at an address.
pub(super) async fn read(uri: &str, calls: u32) -> Result<Outcome, JsonRpcError> {
    let text = |mime_type: &str, text: &str| json!([{ "uri": uri, "mimeType": mime_type, "text": text }]);
    let contents = match uri {
        "sample://about" => text("text/markdown", ABOUT),
        CALLS => text("text/plain", &format!("Tools were called {calls} times since this server started.\n")),
        "sample://post.png" => {
            let file = draw().await.ok_or_else(|| unknown_resource(uri))?;
            json!([{ "uri": uri, "mimeType": "image/png", "blob": STANDARD.encode(file) }])
        }
        other => {
            let language = other.strip_prefix(GREETING);
            let greeting = GREETINGS.iter().find(|(known, _)| Some(*known) == language);
            let (_, greeting) = greeting.ok_or_else(|| unknown_resource(uri))?;
            text("text/plain", &format!("{greeting}.\n"))
        }
    };
    let contents = RawJson::of(&contents).map_err(|_| unknown_resource(uri))?;
    Ok(Outcome::contents(&contents))
}

/// A small picture of what Hitchpost is named after.
pub(super) async fn draw() -> Option<Vec<u8>> {
    let colour = Colour::parse("#e07a3f")?;
    let drawing = tokio::task::spawn_blocking(move || picture::draw(160, 120, colour, Pattern::Post));
    drawing.await.ok()?.ok()
}
