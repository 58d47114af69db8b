//! The arguments of a call: JSON text that is sent byte for byte, so it only has to be an object.

use hitchpost_mcp::RawJson;

use super::count;
use crate::app::Result;
use crate::failure::Failure;

/// Checks what a person entered; nothing means no arguments.
pub(crate) fn parse(text: &str) -> Result<RawJson> {
    if text.trim().is_empty() {
        return Ok(RawJson::empty_object());
    }
    let json = RawJson::parse(text.to_owned()).map_err(|fault| invalid(text, fault.offset, fault.reason))?;
    if json.is_object() {
        return Ok(json);
    }
    let start = text.len() - text.trim_start().len();
    Err(invalid(text, start, "they must start with { and end with }".to_owned()))
}

/// A fault at a byte of a text, with its line and column.
pub(crate) fn invalid(text: &str, offset: usize, reason: String) -> Failure {
    let before = &text[..text.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Failure::InvalidArguments {
        reason,
        line: count(before.matches('\n').count() + 1),
        column: count(before[line_start..].chars().count() + 1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(text: &str) -> (u32, u32) {
        match parse(text) {
            Err(Failure::InvalidArguments { line, column, .. }) => (line, column),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn an_object_passes_as_it_is_written() {
        for text in ["{}", "{\"b\": 1.10, \"a\": 123456789012345678901234567890}", "{\"a\":1,\"a\":2}"] {
            assert_eq!(parse(text).unwrap().as_str(), text);
        }
        assert_eq!(parse(" \n").unwrap().as_str(), "{}");
    }

    #[test]
    fn a_fault_is_given_with_its_line_and_column() {
        assert_eq!(place("[1]"), (1, 1));
        assert_eq!(place("\n  5"), (2, 3));
        assert_eq!(place("{\n  \"é\": x\n}"), (2, 8));
        assert_eq!(place("{\"a\": 1"), (1, 7));
    }

    proptest! {
        #[test]
        fn nothing_entered_panics(text in "\\PC{0,60}|[{}\\[\\]\",:0-9a-z\n ]{0,40}") {
            if let Ok(json) = parse(&text) {
                prop_assert!(json.is_object());
            }
        }
    }
}
