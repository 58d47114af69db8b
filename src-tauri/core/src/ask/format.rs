//! The formats a form may demand of a text.

use time::format_description::well_known::{Iso8601, Rfc3339};
use time::{Date, OffsetDateTime};
use url::Url;

/// What a text of this format would be, when it is none. Formats we do not know demand nothing.
pub(super) fn complaint(format: &str, text: &str) -> Option<&'static str> {
    let (is_one, what) = match format {
        "email" => (is_email(text), "an email address"),
        "uri" => (Url::parse(text).is_ok(), "a complete address, such as https://example.com"),
        "date" => (is_date(text), "a date, such as 2026-12-31"),
        "date-time" => {
            (OffsetDateTime::parse(text, &Rfc3339).is_ok(), "a date and time, such as 2026-12-31T18:00:00Z")
        }
        _ => return None,
    };
    (!is_one).then_some(what)
}

/// As strict as a form in the browser: whether there is such a mailbox, only mail can tell.
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || c == '@';
    let is_label = |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    !name.is_empty() && !name.contains(is_odd) && !host.contains(is_odd) && host.split('.').all(is_label)
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && Date::parse(text, &Iso8601::DATE).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_apart() {
        for (format, good, bad) in [
            (
                "email",
                &["a@b", "first.last+tag@example.co.uk"][..],
                &["", "a", "@b", "a@", "a b@c", "a@b c", "a@-b"][..],
            ),
            (
                "uri",
                &["https://example.com/x?y", "urn:isbn:1", "mailto:a@b"],
                &["", "example.com", "/path", "http://"],
            ),
            (
                "date",
                &["2026-02-28", "2024-02-29"],
                &["", "2026-02-30", "20260228", "2026-2-8", "2026-02-28T00:00:00Z"],
            ),
            (
                "date-time",
                &["2026-02-28T10:00:00Z", "2026-02-28T10:00:00.5+02:00"],
                &["", "2026-02-28", "2026-02-28T10:00:00", "2026-02-28T25:00:00Z"],
            ),
            ("hostname", &["anything at all"], &[]),
        ] {
            for text in good {
                assert_eq!(complaint(format, text), None, "{format}: {text}");
            }
            for text in bad {
                assert!(complaint(format, text).is_some(), "{format}: {text}");
            }
        }
    }
}
