//! A server's address as a link may name it. Somebody else wrote the link, so it brings no secret along.

use hitchpost_mcp::is_secret_name;
use url::Url;

/// An address from a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedAddress {
    /// http or https, without anything that looks like a secret.
    pub url: String,
    /// Whether something that looks like a secret was left out.
    pub refused_secret: bool,
}

impl LinkedAddress {
    /// Reads one; `None` for anything but a complete http or https address.
    pub fn parse(text: &str) -> Option<Self> {
        let mut url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let mut refused_secret = !url.username().is_empty() || url.password().is_some();
        // An http address can be without them, so this cannot fail.
        let _ = (url.set_username(""), url.set_password(None));
        if let Some(fragment) = url.fragment() {
            refused_secret |= fragment.split('&').any(is_secret);
            url.set_fragment(None);
        }
        if let Some(query) = url.query().map(str::to_owned) {
            let kept: Vec<&str> = query.split('&').filter(|pair| !is_secret(pair)).collect();
            if kept.len() < query.split('&').count() {
                refused_secret = true;
                url.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
            }
        }
        Some(Self { url: url.into(), refused_secret })
    }
}

/// Whether a link's parameter of this name carries a secret.
pub fn names_secret(parameter: &str) -> bool {
    is_secret_name(parameter)
}

fn is_secret(pair: &str) -> bool {
    url::form_urlencoded::parse(pair.as_bytes())
        .any(|(name, value)| !value.is_empty() && is_secret_name(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_a_links_address_are_left_out_and_said_so() {
        for (text, url, refused_secret) in [
            ("https://x.example/mcp", "https://x.example/mcp", false),
            ("https://x.example/mcp?team=a&b#part", "https://x.example/mcp?team=a&b", false),
            ("https://me:pw@x.example/mcp", "https://x.example/mcp", true),
            ("https://x.example/?api_key=s3cret", "https://x.example/", true),
            ("https://x.example/?a=1&api%5Fkey=s3cret&b=2", "https://x.example/?a=1&b=2", true),
            ("https://x.example/#access_token=s3cret", "https://x.example/", true),
            ("https://x.example/?token=", "https://x.example/?token=", false),
        ] {
            let expected = LinkedAddress { url: url.to_owned(), refused_secret };
            assert_eq!(LinkedAddress::parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn only_complete_web_addresses_are_taken() {
        for text in
            ["", "x.example/mcp", "npx some-server", "file:///etc/passwd", "javascript:alert(1)", "https://"]
        {
            assert_eq!(LinkedAddress::parse(text), None, "{text}");
        }
    }
}
