//! What the client under test answers when a server asks.

use std::future::Future;
use std::pin::Pin;

use hitchpost_mcp::{JsonRpcError, RawJson, ServerRequest, ServerRequestHandler};
use serde_json::{Map, Value, json};

use crate::calls::sample;

/// Accepts every form as the server filled it in.
pub struct AcceptsDefaults;

impl ServerRequestHandler for AcceptsDefaults {
    fn capabilities(&self) -> RawJson {
        RawJson::parse(r#"{"elicitation":{"form":{}}}"#).unwrap_or_else(|_| RawJson::empty_object())
    }

    fn handle(
        &self,
        request: ServerRequest,
    ) -> Pin<Box<dyn Future<Output = Result<RawJson, JsonRpcError>> + Send + '_>> {
        Box::pin(async move {
            let refused = |message: String| JsonRpcError { code: -32602, message, data: None };
            if request.method != "elicitation/create" {
                return Err(JsonRpcError { code: -32601, message: "only elicitation".into(), data: None });
            }
            let params: Value = request.params.read().map_err(|error| refused(error.to_string()))?;
            let mut content = Map::new();
            for (name, field) in params["requestedSchema"]["properties"].as_object().into_iter().flatten() {
                content.insert(name.clone(), field.get("default").cloned().unwrap_or_else(|| sample(field)));
            }
            RawJson::of(&json!({ "action": "accept", "content": content }))
                .map_err(|fault| refused(fault.to_string()))
        })
    }
}
