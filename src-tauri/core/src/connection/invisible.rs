//! Characters that nobody sees but that change what is read: pasted along by accident, or put there to deceive.

/// Whether a character takes no room of its own or reorders its neighbours: zero-width, bidirectional
/// controls, fillers that look blank, and the tag block. Joiners of emoji count too; one rule is easier to trust.
#[must_use]
pub fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e007f}')
}

/// A name as it may be shown: one line, single spaces, nothing invisible. Blank when nothing is left to see.
pub(crate) fn tidy_name(typed: &str) -> String {
    let spaced: String =
        typed.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|&c| !is_invisible(c)).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_line_of_what_can_be_seen() {
        for (typed, tidy) in [
            ("  My   server ", "My server"),
            ("tab\tname\nnext", "tab name next"),
            ("\u{200b}", ""),
            ("\u{feff} \u{2060}\u{3164}", ""),
            ("a\u{202e}b\u{2066}c\u{200f}d\u{61c}e", "abcde"),
            ("a\u{e0041}\u{e007f}b", "ab"),
            ("a\u{0}b\u{1b}c", "a b c"),
            ("日本 ☁\u{fe0f} é 😀", "日本 ☁\u{fe0f} é 😀"),
        ] {
            assert_eq!(tidy_name(typed), tidy, "{typed:?}");
        }
    }
}
