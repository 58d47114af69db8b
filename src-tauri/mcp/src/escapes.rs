//! Recognises a text in the spellings others give it: JSON, percent and HTML escapes, in any mixture.
//!
//! The text is not decoded as a whole, since nobody says how it was encoded: at every place, each spelling of the
//! next character is tried, and all readings are followed side by side.

/// Readings followed at a time. Only texts made of nothing but backslashes or `%25` have more than two.
const READINGS: usize = 12;

/// Bytes with which an escape begins; `+` stands for a space in a form.
pub(crate) const MARKS: [u8; 4] = *b"\\%&+";

/// Where `wanted` ends when it begins at `at`, in the longest of its readings.
pub(crate) fn end_of(wanted: &str, any_case: bool, text: &[u8], at: usize) -> Option<usize> {
    // Most backslashes of a JSON text stand before these, and most secrets begin otherwise.
    if let Some([b'\\', b'"' | b'n' | b't' | b'r', ..]) = text.get(at..)
        && wanted.starts_with(|first: char| first.is_ascii_alphanumeric())
    {
        return None;
    }
    let mut places = Places::default();
    places.add(at);
    for character in wanted.chars() {
        let mut next = Places::default();
        for place in places.iter() {
            spelled(character, any_case, text, place, &mut next);
        }
        if next.count == 0 {
            return None;
        }
        places = next;
    }
    places.iter().max()
}

#[derive(Default)]
struct Places {
    found: [usize; READINGS],
    count: usize,
}

impl Places {
    fn add(&mut self, place: usize) {
        if self.count < READINGS && !self.found[..self.count].contains(&place) {
            self.found[self.count] = place;
            self.count += 1;
        }
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        self.found[..self.count].iter().copied()
    }
}

/// Adds the place behind every spelling of `wanted` that stands at `at`.
fn spelled(wanted: char, any_case: bool, text: &[u8], at: usize, found: &mut Places) {
    let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) else { return };
    let mut buffer = [0; 4];
    let literal = wanted.encode_utf8(&mut buffer).as_bytes();
    let is_literal = match any_case {
        true => rest.get(..literal.len()).is_some_and(|there| there.eq_ignore_ascii_case(literal)),
        false => rest.starts_with(literal),
    };
    if is_literal {
        found.add(at + literal.len());
    }
    let same = |there: char| there == wanted || (any_case && there.eq_ignore_ascii_case(&wanted));
    match rest[0] {
        b'+' if wanted == ' ' => found.add(at + 1),
        b'%' => percent(&same, literal.len(), rest, |length| found.add(at + length)),
        b'\\' => backslash(&same, rest, |length| found.add(at + length)),
        b'&' => {
            if let Some(length) = entity(&same, rest) {
                found.add(at + length);
            }
        }
        _ => {}
    }
}

/// `%2F`, `%2f`, `%252F`: UTF-8 byte by byte, or one byte of Latin-1.
fn percent(same: &impl Fn(char) -> bool, bytes: usize, rest: &[u8], mut found: impl FnMut(usize)) {
    if same('%') {
        // Each round of escaping adds another `25`.
        let rounds = rest[1..].chunks_exact(2).take_while(|digits| digits == b"25").count();
        return (1..=rounds).for_each(|round| found(1 + 2 * round));
    }
    let mut decoded = [0; 4];
    let mut at = 0;
    for count in 1..=bytes {
        let Some((byte, end)) = percent_byte(rest, at) else { return };
        at = end;
        decoded[count - 1] = byte;
        if count == 1 && byte >= 0x80 && same(char::from(byte)) {
            found(at);
        }
    }
    if std::str::from_utf8(&decoded[..bytes]).is_ok_and(|text| text.chars().all(same)) {
        found(at);
    }
}

/// One byte and where its escape ends; a percent sign may be escaped itself, any number of times.
fn percent_byte(rest: &[u8], at: usize) -> Option<(u8, usize)> {
    if rest.get(at) != Some(&b'%') {
        return None;
    }
    let mut digits = at + 1;
    while rest.get(digits..digits + 2) == Some(b"25")
        && rest.get(digits + 2..digits + 4).is_some_and(|more| more.iter().all(u8::is_ascii_hexdigit))
    {
        digits += 2;
    }
    let byte = hex(rest.get(digits..digits + 2)?)?;
    Some((u8::try_from(byte).ok()?, digits + 2))
}

/// `\/`, `\"`, `\n`, `\u002f`, `\x2f`, with the backslash doubled where JSON stands in JSON.
fn backslash(same: &impl Fn(char) -> bool, rest: &[u8], mut found: impl FnMut(usize)) {
    let run = rest.iter().take_while(|byte| **byte == b'\\').count();
    if same('\\') {
        let doublings = (1..).map(|power| 1 << power).take_while(|length| *length <= run);
        doublings.for_each(&mut found);
    }
    let Some(&letter) = rest.get(run) else { return };
    let escaped = match letter {
        b'"' | b'\'' | b'/' => Some((char::from(letter), 1)),
        b'n' => Some(('\n', 1)),
        b't' => Some(('\t', 1)),
        b'r' => Some(('\r', 1)),
        b'x' => rest.get(run + 1..run + 3).and_then(hex).and_then(char::from_u32).map(|c| (c, 3)),
        b'u' => unicode(&rest[run..], run),
        _ => None,
    };
    if let Some((character, length)) = escaped
        && same(character)
    {
        found(run + length);
    }
}

/// The character of `u002f` or `ud83d\ude00`, and its length; `run` backslashes stand before each half.
fn unicode(rest: &[u8], run: usize) -> Option<(char, usize)> {
    let high = hex(rest.get(1..5)?)?;
    if let Some(character) = char::from_u32(high) {
        return Some((character, 5));
    }
    let second = rest.get(5 + run..)?;
    let low = hex(second.get(1..5).filter(|_| second.starts_with(b"u"))?)?;
    let units = [u16::try_from(high).ok()?, u16::try_from(low).ok()?];
    let character = char::decode_utf16(units).next()?.ok()?;
    Some((character, 10 + run))
}

/// `&amp;`, `&#47;`, `&#x2F;`: its length when it stands for the character.
fn entity(same: &impl Fn(char) -> bool, rest: &[u8]) -> Option<usize> {
    const NAMED: [(&[u8], char); 6] = [
        (b"&amp;", '&'),
        (b"&lt;", '<'),
        (b"&gt;", '>'),
        (b"&quot;", '"'),
        (b"&apos;", '\''),
        (b"&sol;", '/'),
    ];
    if let Some((name, character)) = NAMED.iter().find(|(name, _)| rest.starts_with(name)) {
        return same(*character).then_some(name.len());
    }
    let end = rest.iter().take(12).position(|byte| *byte == b';')?;
    let number = std::str::from_utf8(rest.get(2..end)?).ok().filter(|_| rest[1] == b'#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    same(char::from_u32(code)?).then_some(end + 1)
}

fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_text_is_the_text() {
        for (wanted, spelling) in [
            ("a/b", r"a\/b"),
            ("a/b", r"a\\\/b"),
            ("a/b", r"a\u002fb"),
            ("a/b", r"\u0061\u002F\u0062"),
            ("a/b", r"a\\u002fb"),
            ("a/b", r"a\x2fb"),
            ("a/b", "a%2fb"),
            ("a/b", "%61%2F%62"),
            ("a/b", "a%252fb"),
            ("a/b", "a%25252Fb"),
            ("a/b", "a&#47;b"),
            ("a/b", "a&#x2f;b"),
            ("a&b", "a&amp;b"),
            ("a b", "a+b"),
            ("a b", "a%20b"),
            ("~%\\\"", r#"~%\\\""#),
            ("~%\\\"", "~%25%5c%22"),
            ("%41", "%2541"),
            ("%41", "%41"),
            ("é😀", r"\u00e9\uD83D\ude00"),
            ("é😀", r"\\u00e9\\ud83d\\uDE00"),
            ("é😀", "%c3%A9%f0%9f%98%80"),
            ("é", "%E9"),
        ] {
            assert_eq!(end_of(wanted, false, spelling.as_bytes(), 0), Some(spelling.len()), "{spelling}");
        }
    }

    #[test]
    fn another_text_is_not() {
        for (wanted, text) in
            [("a/b", "a\\b"), ("a/b", "a%2"), ("a/b", r"a\u00"), ("a/b", "a&#;b"), ("é", "%c3"), ("ab", "AB")]
        {
            assert_eq!(end_of(wanted, false, text.as_bytes(), 0), None, "{text}");
        }
        assert_eq!(end_of("ab", true, b"Ab", 0), Some(2));
    }
}
