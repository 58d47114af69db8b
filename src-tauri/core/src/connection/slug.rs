//! The short name agents see: `a-z`, `0-9` and single dashes.

/// Slugs of what is built in.
const RESERVED: [&str; 2] = ["hitchpost", "sample"];

/// The slug of a name, or of the host when the name has no Latin letter or digit.
pub(crate) fn slug(name: &str, host: Option<&str>) -> String {
    [name, host.unwrap_or_default()]
        .into_iter()
        .map(ascii_words)
        .find(|slug| !slug.is_empty())
        .unwrap_or_else(|| "server".to_owned())
}

/// Whether the slug belongs to a built-in.
pub(crate) fn is_reserved(slug: &str) -> bool {
    RESERVED.contains(&slug)
}

fn ascii_words(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_what_agents_can_type() {
        for (name, expected) in [
            ("Linear", "linear"),
            ("Linear!", "linear"),
            ("  My CRM (EU)  ", "my-crm-eu"),
            ("a--b", "a-b"),
            ("日本語", "mcp-example-com"),
            ("Ünïcode 7", "n-code-7"),
        ] {
            assert_eq!(slug(name, Some("mcp.example.com")), expected, "{name}");
        }
        assert_eq!(slug("日本語", None), "server");
    }
}
