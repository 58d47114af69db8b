//! Words of a server that a person may see: short, one line, and without anything we sent in confidence.

/// As much of a description as an error carries.
const LENGTH: usize = 300;

/// `words` made fit to show. A server may repeat what it refused, so every one of `secrets` is struck out.
pub(crate) fn quoted(words: &str, secrets: &[&str]) -> String {
    let mut text = words.to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() > 3) {
        text = text.replace(secret, "••••");
    }
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    line[..line.floor_char_boundary(LENGTH)].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strikes_out_what_was_sent_in_confidence() {
        assert_eq!(quoted("unknown code c0de-1 (c0de-1)", &["c0de-1"]), "unknown code •••• (••••)");
    }

    #[test]
    fn an_empty_secret_strikes_out_nothing() {
        assert_eq!(quoted("no such client", &["", "o"]), "no such client");
    }

    #[test]
    fn keeps_one_short_line() {
        assert_eq!(quoted("  a\r\nb\u{1b}[2J ", &[]), "a  b [2J");
        assert_eq!(quoted(&"é".repeat(400), &[]).len(), 300);
    }
}
