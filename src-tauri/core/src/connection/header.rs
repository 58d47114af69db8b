//! Rules for header names, header values and tokens (RFC 9110 section 5).

/// Headers that HTTP or MCP set themselves. A person's value would break framing or the session.
const OWNED: [&str; 15] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "last-event-id",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Whether `name` is a token in the sense of RFC 9110 section 5.6.2.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Whether the protocol sets this header.
pub(crate) fn is_owned(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("mcp-") || OWNED.contains(&name.as_str())
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueFault {
    LineBreak,
    /// A control character, or one beyond Latin-1.
    Character,
}

/// Checks a value that is to stand in a header.
pub(crate) fn check_value(value: &str) -> Result<(), ValueFault> {
    if value.contains(['\r', '\n']) {
        return Err(ValueFault::LineBreak);
    }
    let carried = |c: char| c == '\t' || (' '..='~').contains(&c) || ('\u{80}'..='\u{ff}').contains(&c);
    if value.chars().all(carried) { Ok(()) } else { Err(ValueFault::Character) }
}

/// A pasted token, tidied.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub text: String,
    pub removed_prefix: bool,
    pub joined_lines: bool,
    pub looks_structured: bool,
}

impl Token {
    /// Removes what people copy along with a token: spaces around it, the prefix, line breaks.
    pub fn tidy(pasted: &str, prefix: &str) -> Self {
        let trimmed = pasted.trim();
        let joined_lines = trimmed.contains(['\r', '\n']);
        let joined: String =
            if joined_lines { trimmed.lines().map(str::trim).collect() } else { trimmed.to_owned() };
        let bare = without_prefix(&joined, prefix);
        Self {
            removed_prefix: bare.is_some(),
            looks_structured: looks_structured(bare.unwrap_or(&joined)),
            text: bare.map_or_else(|| joined.clone(), str::to_owned),
            joined_lines,
        }
    }
}

fn without_prefix<'a>(token: &'a str, prefix: &str) -> Option<&'a str> {
    let head =
        token.get(..prefix.len()).filter(|head| !head.is_empty() && head.eq_ignore_ascii_case(prefix))?;
    let rest = &token[head.len()..];
    rest.starts_with(char::is_whitespace).then(|| rest.trim_start())
}

/// JSON, a quoted string, or a line of an `.env` file.
fn looks_structured(token: &str) -> bool {
    let env_line = token.split_once('=').is_some_and(|(name, value)| {
        !value.trim_matches('=').is_empty()
            && name.len() > 2
            && name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    });
    token.starts_with(['{', '[', '"', '\'']) || token.starts_with("export ") || env_line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_rfc_9110_and_the_protocol_keeps_its_own() {
        for name in ["X-Api-Key", "authorization", "a", "x!#$%&'*+-.^_`|~9"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "X Api Key", "X:Y", "Ä", "X\r\nY", "a/b", "\"a\""] {
            assert!(!is_name(name), "{name:?}");
        }
        for name in
            ["Mcp-Session-Id", "MCP-Anything", "Host", "content-length", "Accept", "Transfer-Encoding"]
        {
            assert!(is_owned(name), "{name}");
        }
        assert!(!is_owned("Authorization"));
        assert!(!is_owned("X-Tenant"));
    }

    #[test]
    fn values_are_latin_1_without_line_breaks() {
        assert_eq!(check_value("plain ~\t é"), Ok(()));
        assert_eq!(check_value("a\r\nX-Evil: 1"), Err(ValueFault::LineBreak));
        assert_eq!(check_value("a\nb"), Err(ValueFault::LineBreak));
        assert_eq!(check_value("日本"), Err(ValueFault::Character));
        assert_eq!(check_value("nul\0"), Err(ValueFault::Character));
        assert_eq!(check_value("\u{7f}"), Err(ValueFault::Character));
    }

    #[test]
    fn tokens_are_tidied() {
        for (pasted, prefix, text, removed, joined, structured) in [
            ("abc", "Bearer", "abc", false, false, false),
            (" Bearer abc ", "Bearer", "abc", true, false, false),
            ("bearer  abc", "Bearer", "abc", true, false, false),
            ("Bearer abc", "", "Bearer abc", false, false, false),
            ("Bearerabc", "Bearer", "Bearerabc", false, false, false),
            ("abc\r\n  def\n", "Bearer", "abcdef", false, true, false),
            ("{\"token\":1}", "Bearer", "{\"token\":1}", false, false, true),
            ("API_KEY=abc", "Bearer", "API_KEY=abc", false, false, true),
            ("QUJDREVGRw==", "Bearer", "QUJDREVGRw==", false, false, false),
            ("ABCD==", "Bearer", "ABCD==", false, false, false),
            ("", "Bearer", "", false, false, false),
        ] {
            let token = Token::tidy(pasted, prefix);
            let expected = Token {
                text: text.into(),
                removed_prefix: removed,
                joined_lines: joined,
                looks_structured: structured,
            };
            assert_eq!(token, expected, "{pasted:?}");
        }
    }
}
