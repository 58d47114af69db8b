//! The resources the suite reads.

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, ready};
use hitchpost_mcp::server::{Call, Outcome, Page, Resources, unknown_resource};
use hitchpost_mcp::{JsonRpcError, RawJson};
use serde_json::{Value, json};

use crate::tools::{PNG, page};

/// Two resources, one to watch, and a template.
pub struct Library;

impl Resources for Library {
    fn list(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>> {
        let resource = |uri: &str, name: &str, mime_type: &str| json!({ "uri": uri, "name": name, "description": "For tests.", "mimeType": mime_type });
        let list = json!([
            resource("test://static-text", "static-text", "text/plain"),
            resource("test://static-binary", "static-binary", "image/png"),
            resource("test://watched-resource", "watched-resource", "text/plain"),
        ]);
        ready(page(&list, cursor.as_deref())).boxed()
    }

    fn templates(&self, cursor: Option<String>) -> BoxFuture<'_, Result<Page, JsonRpcError>> {
        let list = json!([{
            "uriTemplate": "test://template/{id}/data", "name": "template", "description": "For tests.",
            "mimeType": "application/json"
        }]);
        ready(page(&list, cursor.as_deref())).boxed()
    }

    fn read(&self, call: Call) -> BoxFuture<'_, Result<Outcome, JsonRpcError>> {
        let uri = call.name.as_str();
        let read = contents(uri)
            .ok_or_else(|| unknown_resource(uri))
            .and_then(|contents| RawJson::of(&json!([contents])).map_err(|_| unknown_resource(uri)));
        ready(read.map(|contents| Outcome::contents(&contents))).boxed()
    }
}

fn contents(uri: &str) -> Option<Value> {
    let text = |mime_type: &str, text: &str| json!({ "uri": uri, "mimeType": mime_type, "text": text });
    Some(match uri {
        "test://static-text" => text("text/plain", "This is the content of the static text resource."),
        "test://static-binary" => json!({ "uri": uri, "mimeType": "image/png", "blob": PNG }),
        "test://watched-resource" => text("text/plain", "Nothing has changed."),
        other => {
            let id = other.strip_prefix("test://template/")?.strip_suffix("/data")?;
            let data = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") });
            text("application/json", &data.to_string())
        }
    })
}
