//! What must hold of every parser, whatever it is given: for the fuzzer, and for property tests in between. Each
//! function panics when it does not.

use bytes::Bytes;
use futures_util::{FutureExt as _, stream};
use http::HeaderName;

use crate::server::mirror;
use crate::transport::{Event, EventStream, StreamFault};
use crate::wire::header::{encode_value, header_params, param_headers};
use crate::wire::message::our_id;
use crate::wire::{Frame, Message, RawJson};

/// An event stream reads the same however it is cut into chunks.
pub fn sse(bytes: &[u8]) {
    let whole = events(bytes, bytes.len().max(1));
    for size in [1, 2, 3, 7, 64] {
        assert_eq!(events(bytes, size), whole, "in chunks of {size}");
    }
}

fn events(bytes: &[u8], size: usize) -> Result<Vec<Event>, String> {
    let chunks: Vec<Bytes> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
    let chunks = stream::iter(chunks.into_iter().map(Ok::<_, StreamFault>));
    let mut stream = EventStream::new(chunks, usize::MAX);
    let all = async {
        let mut seen = Vec::new();
        while let Some(event) = stream.next().await.map_err(|fault| fault.to_string())? {
            seen.push(event);
        }
        Ok(seen)
    };
    all.now_or_never().expect("nothing is waited for")
}

/// A frame is JSON-RPC or refused, and whatever is kept of it is a part of it.
pub fn envelope(bytes: &[u8]) {
    let frame = Bytes::copy_from_slice(bytes);
    let messages = match Frame::parse(&frame) {
        Ok(messages) => messages.into_messages(),
        Err(fault) => {
            assert!(fault.offset <= frame.len(), "{fault}: outside of the frame");
            return;
        }
    };
    for message in messages.into_iter().flatten() {
        match message {
            Message::Request { id, params, .. } => {
                our_id(&id);
                part(&frame, &id);
                params.iter().for_each(|params| part(&frame, params));
            }
            Message::Notification { params, .. } => params.iter().for_each(|params| part(&frame, params)),
            Message::Response { id, outcome } => {
                id.iter().for_each(|id| part(&frame, id));
                match outcome {
                    Ok(result) => part(&frame, &result),
                    Err(error) => error.data.iter().for_each(|data| part(&frame, data)),
                }
            }
        }
    }
}

/// `part` is a slice of `frame` and JSON by itself.
fn part(frame: &Bytes, part: &RawJson) {
    let (outer, inner) = (frame.as_ptr_range(), part.as_bytes().as_ptr_range());
    assert!(outer.start <= inner.start && inner.end <= outer.end, "a copy: {part}");
    assert_eq!(RawJson::parse(part.as_bytes().clone()).as_ref(), Ok(part));
}

/// A text comes back out of a header as it went in, and a schema's annotations are read or refused.
pub fn header(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let name = HeaderName::from_static("mcp-name");
    let value = encode_value(&text);
    let back = mirror::decode(&name, &value);
    assert_eq!(back.as_deref().ok(), Some(&*text), "{value:?}");
    if let Ok(json) = RawJson::parse(bytes.to_vec())
        && let Ok(params) = header_params(&json)
    {
        param_headers(&params, &json);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_bytes_are_an_event_stream_or_not(bytes in any::<Vec<u8>>()) {
            super::sse(&bytes);
        }

        #[test]
        fn streams_of_their_own_characters_read_the_same_in_any_chunks(
            text in "(data|id|retry|event|: ?|[ :é0-9]|\r|\n|\r\n|\u{feff}){0,60}"
        ) {
            super::sse(text.as_bytes());
        }

        #[test]
        fn any_bytes_are_an_envelope_or_not(bytes in any::<Vec<u8>>()) {
            super::envelope(&bytes);
        }

        #[test]
        fn envelopes_are_kept_as_they_came(
            members in proptest::collection::vec(member(), 0..5), batch in any::<bool>(), space in "[ \n\t]{0,3}"
        ) {
            let object = format!("{space}{{{space}{}{space}}}{space}", members.join(","));
            super::envelope(if batch { format!("[{object},{object}]") } else { object }.as_bytes());
        }

        #[test]
        fn any_bytes_survive_a_header(bytes in any::<Vec<u8>>()) {
            super::header(&bytes);
        }
    }

    /// A member of an envelope, with a value that belongs there or one that does not.
    fn member() -> impl Strategy<Value = String> {
        let name = prop_oneof![
            Just("jsonrpc"),
            Just("id"),
            Just("method"),
            Just("params"),
            Just("result"),
            Just("error"),
            Just("else")
        ];
        let value = prop_oneof![
            Just(r#""2.0""#.to_owned()),
            Just("null".to_owned()),
            "-?[1-9][0-9]{0,30}(\\.[0-9]{1,3})?(e[0-9]{1,3})?",
            "\"[a-z é]{0,9}\"",
            "\\[{0,130}",
            Just(r#"{"code":-32000,"message":"m","data":{"b":1,"a":[]}}"#.to_owned()),
        ];
        (name, value).prop_map(|(name, value)| format!(r#""{name}":{value}"#))
    }
}
