//! The prompts the suite asks for, and what completes their arguments.

use std::collections::BTreeMap;

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use hitchpost_mcp::server::{
    Call, Completion, Elicited, Outcome, Page, Prompts, Question, unfit_arguments, unknown_prompt,
};
use hitchpost_mcp::{JsonRpcError, RawJson};
use serde_json::{Value, json};

use crate::tools::{PNG, internal, object, page};

/// Five prompts, one of which asks back.
pub struct Said;

impl Prompts for Said {
    fn list(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>> {
        let prompt = |name: &str, arguments: &[&str]| {
            let argument =
                |name: &&str| json!({ "name": name, "description": "For tests.", "required": true });
            let arguments: Vec<Value> = arguments.iter().map(argument).collect();
            json!({ "name": name, "description": "For tests.", "arguments": arguments })
        };
        let list = json!([
            prompt("test_simple_prompt", &[]),
            prompt("test_prompt_with_arguments", &["arg1", "arg2"]),
            prompt("test_prompt_with_embedded_resource", &["resourceUri"]),
            prompt("test_prompt_with_image", &[]),
            prompt("test_input_required_result_prompt", &[]),
        ]);
        ready(page(&list, cursor.as_deref())).boxed()
    }

    fn get(&self, call: Call) -> BoxFuture<'_, Result<Outcome, JsonRpcError>> {
        async move {
            let messages = messages(&call).await?;
            let messages = messages.into_iter().map(|content| json!({ "role": "user", "content": content }));
            let messages = RawJson::of(&messages.collect::<Vec<_>>()).map_err(internal)?;
            Ok(Outcome::messages("For tests.", &messages))
        }
        .boxed()
    }
}

async fn messages(call: &Call) -> Result<Vec<Value>, JsonRpcError> {
    let given: BTreeMap<String, String> =
        call.arguments.read().map_err(|error| unfit_arguments(&error.to_string()))?;
    let argument = |name: &str| {
        given.get(name).cloned().ok_or_else(|| unfit_arguments(&format!("the argument {name} is missing")))
    };
    let text = |text: &str| json!({ "type": "text", "text": text });
    Ok(match call.name.as_str() {
        "test_simple_prompt" => vec![text("This is a simple prompt for testing.")],
        "test_prompt_with_arguments" => {
            let (one, two) = (argument("arg1")?, argument("arg2")?);
            vec![text(&format!("Prompt with arguments: arg1='{one}', arg2='{two}'"))]
        }
        "test_prompt_with_embedded_resource" => {
            let resource = json!({
                "uri": argument("resourceUri")?, "mimeType": "text/plain",
                "text": "Embedded resource content for testing."
            });
            let embedded = json!({ "type": "resource", "resource": resource });
            vec![embedded, text("Please process the embedded resource above.")]
        }
        "test_prompt_with_image" => {
            let image = json!({ "type": "image", "data": PNG, "mimeType": "image/png" });
            vec![image, text("Please analyze the image above.")]
        }
        "test_input_required_result_prompt" => {
            let schema = object(&json!({ "context": { "type": "string" } }), &["context"]);
            let question = Question::form("user_context", "What context should the prompt use?", &schema);
            let answer = Elicited::read(&call.ask.one(question).await?)?;
            vec![text(&format!("The context is {:?}.", answer.content.get("context")))]
        }
        unknown => return Err(unknown_prompt(unknown)),
    })
}

impl Completion for Said {
    fn complete(&self, _params: RawJson) -> BoxFuture<'_, Result<RawJson, JsonRpcError>> {
        let completion = json!({ "values": ["paris", "park", "party"], "total": 3, "hasMore": false });
        ready(RawJson::of(&completion).map_err(internal)).boxed()
    }
}
