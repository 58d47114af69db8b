//! Indents JSON text. Only whitespace outside strings changes: numbers, escapes and key order stay as received.

/// Hands the indented text of one valid JSON value to `sink`, piece by piece. Works on bytes: making sure once more
/// that megabytes are UTF-8 would take longer than indenting them.
pub(crate) fn indent(json: &[u8], mut sink: impl FnMut(&[u8])) {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(&byte) = json.get(at) {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            b'"' => {
                let end = string_end(json, at);
                sink(&json[at..end]);
                at = end;
            }
            b'{' | b'[' => {
                let next = skip_whitespace(json, at + 1);
                sink(&json[at..=at]);
                if matches!(json.get(next), Some(b'}' | b']')) {
                    sink(&json[next..=next]);
                    at = next + 1;
                } else {
                    depth += 1;
                    new_line(depth, &mut sink);
                    at = next;
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                new_line(depth, &mut sink);
                sink(&json[at..=at]);
                at += 1;
            }
            b',' => {
                sink(b",");
                new_line(depth, &mut sink);
                at += 1;
            }
            b':' => {
                sink(b": ");
                at += 1;
            }
            _ => {
                let end = scalar_end(json, at);
                sink(&json[at..end]);
                at = end;
            }
        }
    }
}

/// The indented text as a whole.
pub(crate) fn indented_bytes(json: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(json.len() + json.len() / 4);
    indent(json, |piece| text.extend_from_slice(piece));
    text
}

/// The indented text as a whole, for small values.
pub(crate) fn indented(json: &str) -> String {
    String::from_utf8_lossy(&indented_bytes(json.as_bytes())).into_owned()
}

fn new_line(depth: usize, sink: &mut impl FnMut(&[u8])) {
    const SPACES: &[u8] = b"\n                                                                ";
    match SPACES.get(..1 + 2 * depth) {
        Some(line) => sink(line),
        None => {
            sink(b"\n");
            (0..depth).for_each(|_| sink(b"  "));
        }
    }
}

fn skip_whitespace(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count()
}

/// One past the closing quote.
fn string_end(bytes: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

fn scalar_end(bytes: &[u8], from: usize) -> usize {
    let is_end = |byte: &u8| {
        matches!(byte, b',' | b'}' | b']' | b':' | b'"' | b'{' | b'[' | b' ' | b'\t' | b'\n' | b'\r')
    };
    bytes[from..].iter().position(is_end).map_or(bytes.len(), |length| from + length.max(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_escapes_and_order_stay_as_received() {
        let text = r#"{"z":1.10,"a":[123456789012345678901234567890,-0,1e999],"s":"a\u0041 {,} \" \\","o":{ },"l":[ ]}"#;
        let expected = r#"{
  "z": 1.10,
  "a": [
    123456789012345678901234567890,
    -0,
    1e999
  ],
  "s": "a\u0041 {,} \" \\",
  "o": {},
  "l": []
}"#;
        assert_eq!(indented(text), expected);
    }

    /// What is left when whitespace outside strings is taken away.
    fn squeezed(text: &str) -> String {
        let (mut in_string, mut escaped) = (false, false);
        text.chars()
            .filter(|c| {
                let keep = in_string || !c.is_ascii_whitespace();
                match c {
                    _ if escaped => escaped = false,
                    '\\' if in_string => escaped = true,
                    '"' => in_string = !in_string,
                    _ => {}
                }
                keep
            })
            .collect()
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            "(\\PC|[\n\t\"\\\\]){0,12}".prop_map(Into::into),
        ];
        leaf.prop_recursive(5, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
                prop::collection::vec(("\\PC{0,6}", inner), 0..5)
                    .prop_map(|pairs| serde_json::Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn only_whitespace_outside_strings_changes(value in json(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
            let indented = indented(&text);
            prop_assert_eq!(squeezed(&indented), squeezed(&text));
            prop_assert_eq!(indented, serde_json::to_string_pretty(&value).unwrap());
        }

        #[test]
        fn text_that_is_not_json_does_not_panic(text in "\\PC{0,60}|[{}\\[\\]\",:\\\\ 0-9]{0,40}") {
            indented(&text);
        }
    }
}
