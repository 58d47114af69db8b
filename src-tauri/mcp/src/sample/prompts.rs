//! What can be said: two prompts, one with arguments and one with a picture.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::library;
use crate::server::{Call, Outcome, unfit_arguments, unknown_prompt};
use crate::wire::{JsonRpcError, RawJson};

/// What `prompts/list` answers.
pub(super) fn list() -> Value {
    json!([
        {
            "name": "introduce", "title": "Introduce somebody",
            "description": "Asks for a short introduction of a person.",
            "arguments": [
                { "name": "name", "title": "Name", "description": "Of whom.", "required": true },
                { "name": "language", "title": "Language", "description": "In two letters, such as en." }
            ]
        },
        {
            "name": "look_closely", "title": "Look closely",
            "description": "Asks what is to be seen in a picture, which comes along."
        }
    ])
}

/// One of them, filled in.
pub(super) async fn get(call: &Call) -> Result<Outcome, JsonRpcError> {
    let text = |text: &str| json!({ "role": "user", "content": { "type": "text", "text": text } });
    let (description, messages) = match call.name.as_str() {
        "introduce" => {
            let given: BTreeMap<String, String> =
                call.arguments.read().map_err(|_| unfit_arguments("the arguments of a prompt are texts"))?;
            let name = given.get("name").filter(|name| !name.trim().is_empty());
            let name = name.ok_or_else(|| unfit_arguments("the argument name is missing"))?;
            let language = given.get("language").map_or("en", String::as_str);
            let wish = format!("Introduce {name} in two sentences. Write in the language {language:?}.");
            ("An introduction", json!([text(&wish)]))
        }
        "look_closely" => {
            let file = library::draw().await.unwrap_or_default();
            let image = json!({ "type": "image", "mimeType": "image/png", "data": STANDARD.encode(file) });
            let image = json!({ "role": "user", "content": image });
            ("A question about a picture", json!([image, text("What do you see in this picture?")]))
        }
        unknown => return Err(unknown_prompt(unknown)),
    };
    let messages = RawJson::of(&messages).map_err(|_| unknown_prompt(&call.name))?;
    Ok(Outcome::messages(description, &messages))
}
