//! The tools that ask their caller, in both eras.

use hitchpost_mcp::server::{Call, Elicited, Outcome, Question, missing_capability, unknown_tool};
use hitchpost_mcp::{JsonRpcError, RawJson};
use serde_json::{Value, json};

use crate::tools::{internal, object};

/// Their names.
pub const NAMES: [&str; 13] = [
    "test_streaming_elicitation",
    "test_sampling",
    "test_elicitation",
    "test_elicitation_sep1034_defaults",
    "test_elicitation_sep1330_enums",
    "test_input_required_result_elicitation",
    "test_input_required_result_sampling",
    "test_input_required_result_list_roots",
    "test_input_required_result_request_state",
    "test_input_required_result_multiple_inputs",
    "test_input_required_result_multi_round",
    "test_input_required_result_tampered_state",
    "test_input_required_result_capabilities",
];

/// Runs one of them.
pub async fn call(call: &Call) -> Result<Outcome, JsonRpcError> {
    let arguments: Value = call.arguments.read().map_err(internal)?;
    let argument = |name: &str| arguments[name].as_str().unwrap_or_default().to_owned();
    let name = Question::form("user_name", "What is your name?", &one("name", "string"));
    let confirm = Question::form("confirm", "Please confirm", &one("ok", "boolean"));
    match call.name.as_str() {
        "test_sampling" => {
            let answer = call.ask.one(Question::sampling("prompt", &argument("prompt"), 100)).await?;
            Ok(Outcome::text(&format!("LLM response: {answer}")))
        }
        "test_elicitation" => {
            let fields = json!({
                "username": { "type": "string", "description": "User's response" },
                "email": { "type": "string", "description": "User's email address" },
            });
            let schema = object(&fields, &["username", "email"]);
            let answer = call.ask.one(Question::form("form", &argument("message"), &schema)).await?;
            Ok(Outcome::text(&format!("User response: {answer}")))
        }
        "test_elicitation_sep1034_defaults" => form(call, &defaults()).await,
        "test_elicitation_sep1330_enums" => form(call, &choices()).await,
        "test_streaming_elicitation" | "test_input_required_result_elicitation" => {
            let answer = Elicited::read(&call.ask.one(name).await?)?;
            let name = answer.content.get("name").and_then(Value::as_str).unwrap_or("you");
            Ok(Outcome::text(&format!("Hello, {name}!")))
        }
        "test_input_required_result_sampling" => {
            let question = Question::sampling("capital_question", "What is the capital of France?", 100);
            answered(call, vec![question]).await
        }
        "test_input_required_result_list_roots" => {
            answered(call, vec![Question::roots("client_roots")]).await
        }
        "test_input_required_result_request_state" | "test_input_required_result_tampered_state" => {
            call.ask.one(confirm).await?;
            Ok(Outcome::text("state-ok"))
        }
        "test_input_required_result_multiple_inputs" => {
            let greeting = Question::sampling("greeting", "Generate a greeting", 50);
            answered(call, vec![name, greeting, Question::roots("client_roots")]).await
        }
        "test_input_required_result_multi_round" => {
            let first = Question::form("step1", "Step 1: What is your name?", &one("name", "string"));
            let first = call.ask.one(first).await?;
            let second =
                Question::form("step2", "Step 2: What is your favorite color?", &one("color", "string"));
            let second = call.ask.one(second).await?;
            Ok(Outcome::text(&format!("{first} and {second}")))
        }
        "test_input_required_result_capabilities" => {
            let all =
                [name, Question::sampling("greeting", "Generate a greeting", 50), Question::roots("roots")];
            let possible: Vec<Question> = all.into_iter().filter(|one| call.ask.can(one)).collect();
            answered(call, possible).await
        }
        unknown => Err(unknown_tool(unknown)),
    }
}

/// Refuses callers that have not said they take samplings.
pub fn needs_sampling(call: &Call) -> Result<Outcome, JsonRpcError> {
    if call.ask.can(&Question::sampling("any", "", 1)) {
        return Ok(Outcome::text("Nothing is missing."));
    }
    Err(missing_capability(&RawJson::of(&json!({ "sampling": {} })).map_err(internal)?))
}

async fn answered(call: &Call, questions: Vec<Question>) -> Result<Outcome, JsonRpcError> {
    let answers = call.ask.all(questions).await?;
    Ok(Outcome::text(&format!("{answers:?}")))
}

async fn form(call: &Call, fields: &Value) -> Result<Outcome, JsonRpcError> {
    let question = Question::form("form", "Please review and fill in", &object(fields, &[]));
    let answer = Elicited::read(&call.ask.one(question).await?)?;
    let content = json!(answer.content);
    Ok(Outcome::text(&format!("Elicitation completed: action={}, content={content}", answer.action)))
}

fn one(name: &str, kind: &str) -> RawJson {
    object(&json!({ name: { "type": kind } }), &[name])
}

fn defaults() -> Value {
    json!({
        "name": { "type": "string", "default": "John Doe" },
        "age": { "type": "integer", "default": 30 },
        "score": { "type": "number", "default": 95.5 },
        "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
        "verified": { "type": "boolean", "default": true },
    })
}

fn choices() -> Value {
    let titled = |word: &str| {
        json!([
            { "const": "value1", "title": format!("First {word}") },
            { "const": "value2", "title": format!("Second {word}") },
            { "const": "value3", "title": format!("Third {word}") },
        ])
    };
    let plain = json!(["option1", "option2", "option3"]);
    json!({
        "untitledSingle": { "type": "string", "enum": plain },
        "titledSingle": { "type": "string", "oneOf": titled("Option") },
        "legacyEnum": {
            "type": "string", "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option One", "Option Two", "Option Three"],
        },
        "untitledMulti": { "type": "array", "items": { "type": "string", "enum": plain } },
        "titledMulti": { "type": "array", "items": { "anyOf": titled("Choice") } },
    })
}
