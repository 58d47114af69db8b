//! JSON-RPC 2.0 messages, one parse per frame.

use bytes::Bytes;
use bytestring::ByteString;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::wire::raw::{check, fault_of};
use crate::wire::{JsonFault, RawJson};

/// One frame: a message, or several where the revision allows batches.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// A single message.
    One(Message),
    /// An array of messages (2025-03-26 only). Elements that are no messages carry the reason.
    Batch(Vec<Result<Message, JsonFault>>),
}

/// One message. Parts are slices of the frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Wants an answer.
    Request {
        /// Echoed back as it is.
        id: RawJson,
        /// What to do.
        method: String,
        /// With what.
        params: Option<RawJson>,
    },
    /// Wants none.
    Notification {
        /// What happened.
        method: String,
        /// Details.
        params: Option<RawJson>,
    },
    /// An answer.
    Response {
        /// The id it carries, `None` when absent or null.
        id: Option<RawJson>,
        /// The result or the error.
        outcome: Result<RawJson, JsonRpcError>,
    },
}

/// An error object.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonRpcError {
    /// The code.
    pub code: i64,
    /// In words.
    pub message: String,
    /// Anything more.
    pub data: Option<RawJson>,
}

impl Frame {
    /// Reads a frame. Never panics, whatever the bytes; a fault names the byte.
    pub fn parse(bytes: &Bytes) -> Result<Frame, JsonFault> {
        let text = check(bytes.clone())?;
        if !text.trim_ascii_start().starts_with('[') {
            return Message::parse(&text, &text).map(Frame::One);
        }
        let elements: Vec<&RawValue> =
            serde_json::from_str(&text).map_err(|error| fault_of(&text, &error))?;
        let messages = elements.into_iter().map(|element| Message::parse(&text, element.get()));
        Ok(Frame::Batch(messages.collect()))
    }

    /// The messages in order.
    pub fn into_messages(self) -> Vec<Result<Message, JsonFault>> {
        match self {
            Frame::One(message) => vec![Ok(message)],
            Frame::Batch(messages) => messages,
        }
    }
}

impl Message {
    fn parse(frame: &ByteString, text: &str) -> Result<Message, JsonFault> {
        let envelope: Envelope<'_> = serde_json::from_str(text).map_err(|error| fault_of(text, &error))?;
        let slice = |value: &RawValue| RawJson::slice(frame, value);
        let id = envelope.id.filter(|id| id.get() != "null").map(slice);
        let outcome = match (envelope.method, envelope.result, envelope.error) {
            (Some(method), None, None) => {
                let params = envelope.params.map(slice);
                return Ok(match id {
                    Some(id) => Message::Request { id, method, params },
                    None => Message::Notification { method, params },
                });
            }
            (None, Some(result), None) => Ok(slice(result)),
            (None, None, Some(error)) => Err(JsonRpcError::parse(frame, error)),
            (None, Some(result), Some(error)) if error.get() == "null" => Ok(slice(result)),
            (None, Some(_), Some(_)) => return Err(not_a_message("carries both a result and an error")),
            (None, None, None) => return Err(not_a_message("is neither a request nor a response")),
            (Some(_), _, _) => return Err(not_a_message("is both a request and a response")),
        };
        Ok(Message::Response { id, outcome })
    }
}

fn not_a_message(reason: &str) -> JsonFault {
    JsonFault { reason: format!("the JSON-RPC message {reason}"), offset: 0 }
}

/// Duplicates of these names are refused by serde; unknown names are skipped.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    id: Option<&'a RawValue>,
    method: Option<String>,
    #[serde(borrow)]
    params: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    result: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    error: Option<&'a RawValue>,
}

/// `null` is a value here, unlike absence.
pub(crate) fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

impl JsonRpcError {
    /// Takes what can be read: an error that breaks its own rules still is an error.
    pub(crate) fn parse(frame: &ByteString, error: &RawValue) -> JsonRpcError {
        #[derive(Deserialize)]
        struct Wire<'a> {
            #[serde(borrow)]
            code: Option<&'a RawValue>,
            #[serde(borrow)]
            message: Option<&'a RawValue>,
            #[serde(borrow)]
            data: Option<&'a RawValue>,
        }
        let Ok(wire) = serde_json::from_str::<Wire<'_>>(error.get()) else {
            return JsonRpcError { code: 0, message: error.get().to_owned(), data: None };
        };
        let message = wire.message.map_or_else(String::new, |message| {
            serde_json::from_str(message.get()).unwrap_or_else(|_| message.get().to_owned())
        });
        JsonRpcError {
            code: wire.code.and_then(whole_number).unwrap_or(0),
            message,
            data: wire.data.map(|data| RawJson::slice(frame, data)),
        }
    }
}

/// An integer, also when written as `1.0` or `"1"`.
fn whole_number(value: &RawValue) -> Option<i64> {
    let text = value.get().trim_matches('"');
    text.parse().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
    })
}

/// The id of ours that `id` stands for, in any of the spellings servers send: `7`, `7.0` or `"7"`.
pub(crate) fn our_id(id: &RawJson) -> Option<u64> {
    let text = id.as_str().trim_matches('"');
    text.parse().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        (number.fract() == 0.0 && (0.0..9e15).contains(&number)).then_some(number as u64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Result<Message, JsonFault> {
        match Frame::parse(&Bytes::copy_from_slice(text.as_bytes()))? {
            Frame::One(message) => Ok(message),
            Frame::Batch(_) => panic!("not a batch"),
        }
    }

    fn json(text: &str) -> RawJson {
        RawJson::parse(text.to_owned()).unwrap()
    }

    #[test]
    fn keeps_the_text_of_numbers_and_the_order_of_keys() {
        let result = r#"{"z":123456789012345678901234567890,"a":1.0,"m":-0}"#;
        let message = one(&format!(r#"{{"jsonrpc":"2.0","id":1,"result":{result}}}"#)).unwrap();
        assert_eq!(message, Message::Response { id: Some(json("1")), outcome: Ok(json(result)) });
    }

    #[test]
    fn shares_the_frame_instead_of_copying_it() {
        let frame = Bytes::from_static(br#"{"id":1,"result":{"text":"long"}}"#);
        let Ok(Frame::One(Message::Response { outcome: Ok(result), .. })) = Frame::parse(&frame) else {
            panic!("a response")
        };
        assert_eq!(result.as_bytes().as_ptr(), frame[17..].as_ptr());
    }

    #[test]
    fn tells_the_kinds_of_messages_apart() {
        let request = one(r#"{"jsonrpc":"2.0","id":"a","method":"ping"}"#).unwrap();
        assert_eq!(request, Message::Request { id: json("\"a\""), method: "ping".into(), params: None });
        let notification = one(r#"{"jsonrpc":"2.0","method":"n","params":{}}"#).unwrap();
        assert_eq!(notification, Message::Notification { method: "n".into(), params: Some(json("{}")) });
        let null = one(r#"{"jsonrpc":"2.0","id":null,"result":null}"#).unwrap();
        assert_eq!(null, Message::Response { id: None, outcome: Ok(json("null")) });
    }

    #[test]
    fn reads_errors_that_break_their_own_rules() {
        for (error, code, message) in [
            (r#"{"code":-32601,"message":"no"}"#, -32601, "no"),
            (r#"{"code":-32601.0,"message":5}"#, -32601, "5"),
            (r#"{"code":"-32000","message":"s"}"#, -32000, "s"),
            (r#""just words""#, 0, r#""just words""#),
            ("{}", 0, ""),
        ] {
            let Ok(Message::Response { outcome: Err(read), .. }) = one(&format!(r#"{{"error":{error}}}"#))
            else {
                panic!("an error response: {error}")
            };
            assert_eq!((read.code, read.message.as_str()), (code, message), "{error}");
        }
    }

    #[test]
    fn refuses_what_is_no_message_and_names_the_byte() {
        for (text, reason, offset) in [
            (&b"{}"[..], "neither", 0),
            (br#"{"id":1,"result":1,"error":{"code":1}}"#, "both a result and an error", 0),
            (br#"{"id":1,"id":2,"result":1}"#, "duplicate field `id`", 12),
            (br#"{"id":1,"result":NaN}"#, "expected", 17),
            (b"{\"id\":1,\"result\":\"\xff\"}", "invalid UTF-8", 18),
            (b"\xff\xfe{\0}\0", "invalid UTF-8", 0),
            (b"<html>", "expected value", 0),
            (br#"{"id":1"#, "EOF", 7),
        ] {
            let fault = Frame::parse(&Bytes::copy_from_slice(text)).unwrap_err();
            assert!(fault.reason.contains(reason), "{fault} for {}", String::from_utf8_lossy(text));
            assert!(fault.offset.abs_diff(offset) <= 1, "{fault} for {}", String::from_utf8_lossy(text));
        }
    }

    #[test]
    fn survives_a_depth_bomb() {
        let bomb = format!(r#"{{"id":1,"result":{}"#, "[".repeat(100_000));
        let fault = one(&bomb).unwrap_err();
        assert_eq!((fault.reason.as_str(), fault.offset), ("nested deeper than 128 levels", 17 + 127));
        let brackets_in_text = format!(r#"{{"id":1,"result":"\"{}"}}"#, "[".repeat(1_000));
        one(&brackets_in_text).unwrap();
    }

    #[test]
    fn reads_batches_element_by_element() {
        let frame = Bytes::from_static(br#" [{"method":"a"},5,{"id":1,"result":2}]"#);
        let messages = Frame::parse(&frame).unwrap().into_messages();
        assert_eq!(messages.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn recognises_our_id_in_the_spellings_servers_send() {
        for (id, ours) in [
            ("7", Some(7)),
            ("7.0", Some(7)),
            ("\"7\"", Some(7)),
            ("7.5", None),
            ("-7", None),
            ("\"x\"", None),
            ("[7]", None),
        ] {
            assert_eq!(our_id(&json(id)), ours, "{id}");
        }
    }
}
