//! The tool that asks back, in every way a server can.

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::calls::arguments;
use crate::server::{Call, Elicited, Outcome, Question};
use crate::wire::{JsonRpcError, RawJson};

/// Its definition.
pub(super) const DEFINITION: &str = include_str!("ask_me.json");

const FORM: &str = r#"{"type":"object","properties":{
    "name":{"type":"string","title":"Your name","minLength":1,"maxLength":80},
    "colour":{"type":"string","title":"Your colour","oneOf":[
        {"const":"orange","title":"Orange"},{"const":"blue","title":"Blue"},{"const":"green","title":"Green"}],
        "default":"orange"},
    "visits":{"type":"integer","title":"How often were you here?","minimum":0,"maximum":1000},
    "again":{"type":"boolean","title":"Would you come again?","default":true}
},"required":["name"]}"#;

const PAGE: &str = "https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation";

#[derive(Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum How {
    #[default]
    Form,
    Page,
    Model,
    Folders,
}

pub(super) async fn call(call: &Call) -> Result<Outcome, JsonRpcError> {
    #[derive(Deserialize)]
    struct Arguments {
        #[serde(default)]
        how: How,
    }
    let Arguments { how } = match arguments(call) {
        Ok(arguments) => arguments,
        Err(outcome) => return Ok(outcome),
    };
    let question = match how {
        How::Form => {
            let schema = RawJson::parse(FORM).unwrap_or_else(|_| RawJson::empty_object());
            Question::form("about_you", "The sample server would like to know you a little.", &schema)
        }
        How::Page => {
            let message = "Please have a look at this page. It is about questions like this one.";
            Question::visit("page", message, PAGE, &Uuid::new_v4().to_string())
        }
        How::Model => Question::sampling("greeting", "Say hello in one short sentence.", 100),
        How::Folders => Question::roots("folders"),
    };
    if !call.ask.can(&question) {
        return Ok(Outcome::error(
            "This question cannot be asked: the connection does not let servers ask in this way.",
        ));
    }
    let answer = call.ask.one(question).await?;
    Ok(match how {
        How::Form => form(&Elicited::read(&answer)?),
        How::Page => page(&Elicited::read(&answer)?),
        How::Model => model(&answer),
        How::Folders => folders(&answer),
    })
}

fn form(answer: &Elicited) -> Outcome {
    let text =
        |name: &str| answer.content.get(name).and_then(Value::as_str).unwrap_or("nobody in particular");
    match answer.action.as_str() {
        "accept" => {
            Outcome::text(&format!("Hello {}. You sent {} answers.", text("name"), answer.content.len()))
        }
        "decline" => Outcome::text("You declined to answer, which is fine."),
        _ => Outcome::text("You closed the question without an answer."),
    }
}

fn page(answer: &Elicited) -> Outcome {
    Outcome::text(match answer.action.as_str() {
        "accept" => "You agreed to open the page. What you did there, this server cannot know.",
        "decline" => "You declined to open the page, which is fine.",
        _ => "You closed the question.",
    })
}

fn model(answer: &RawJson) -> Outcome {
    let answer: Value = answer.read().unwrap_or_default();
    // One block, or several.
    let content = answer["content"].as_array().map_or(&answer["content"], |blocks| &blocks[0]);
    match content["text"].as_str() {
        Some(text) => Outcome::text(&format!("The answer was: {text}")),
        None => Outcome::text("There was an answer, but no text in it."),
    }
}

fn folders(answer: &RawJson) -> Outcome {
    let answer: Value = answer.read().unwrap_or_default();
    let roots = answer["roots"].as_array().map(Vec::as_slice).unwrap_or_default();
    let names: Vec<&str> = roots.iter().filter_map(|root| root["uri"].as_str()).collect();
    Outcome::text(&match names.len() {
        0 => "You offer no folders.".to_owned(),
        _ => format!("You offer {}.", names.join(", ")),
    })
}
