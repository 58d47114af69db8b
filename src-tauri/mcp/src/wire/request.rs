//! Messages of ours, written once into their body.

use bytes::Bytes;

use crate::wire::{JsonRpcError, RawJson};

/// A member of `params` and its JSON text.
pub(crate) type Member<'a> = (&'static str, &'a str);

/// A request's body.
pub(crate) fn request(id: u64, method: &str, params: &[Member<'_>]) -> Bytes {
    message(&format!(r#""id":{id},"method":"{method}""#), params)
}

/// A notification's body.
pub(crate) fn notification(method: &str, params: &[Member<'_>]) -> Bytes {
    message(&format!(r#""method":"{method}""#), params)
}

/// The body of our answer to a server's request.
pub(crate) fn response(id: &RawJson, outcome: &Result<RawJson, JsonRpcError>) -> Bytes {
    let outcome = match outcome {
        Ok(result) => format!(r#""result":{result}"#),
        Err(JsonRpcError { code, message, data }) => {
            let data = data.as_ref().map_or_else(String::new, |data| format!(r#","data":{data}"#));
            format!(r#""error":{{"code":{code},"message":{}{data}}}"#, quoted(message))
        }
    };
    format!(r#"{{"jsonrpc":"2.0","id":{id},{outcome}}}"#).into()
}

/// A JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn message(head: &str, params: &[Member<'_>]) -> Bytes {
    let length: usize = params.iter().map(|(name, json)| name.len() + json.len() + 4).sum();
    let mut body = String::with_capacity(head.len() + length + 48);
    body.push_str(r#"{"jsonrpc":"2.0","#);
    body.push_str(head);
    if !params.is_empty() {
        body.push_str(r#","params":"#);
        let mut opening = '{';
        for (name, json) in params {
            body.push(opening);
            body.push('"');
            body.push_str(name);
            body.push_str("\":");
            body.push_str(json);
            opening = ',';
        }
        body.push('}');
    }
    body.push('}');
    body.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_arguments_byte_for_byte() {
        let body = request(7, "tools/call", &[("name", "\"t\""), ("arguments", r#"{"n":1.0, "z":-0}"#)]);
        assert_eq!(
            body,
            r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"t","arguments":{"n":1.0, "z":-0}}}"#
        );
        assert_eq!(
            notification("notifications/initialized", &[]),
            r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#
        );
    }

    #[test]
    fn answers_with_the_id_as_it_came() {
        let id = RawJson::parse("\"a\\u0062\"").unwrap();
        assert_eq!(
            response(&id, &Ok(RawJson::empty_object())),
            r#"{"jsonrpc":"2.0","id":"a\u0062","result":{}}"#
        );
        let error = JsonRpcError { code: -32601, message: "no \"such\" method".into(), data: None };
        assert_eq!(
            response(&id, &Err(error)),
            r#"{"jsonrpc":"2.0","id":"a\u0062","error":{"code":-32601,"message":"no \"such\" method"}}"#
        );
    }
}
