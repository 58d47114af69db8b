//! Where a server of the HTTP+SSE transport wants messages posted: within the origin the person typed, or nowhere.

use bytes::Bytes;
use url::Url;

use crate::error::{Error, excerpt_of};
use crate::redact::shown_url;
use crate::transport::http::Http;

/// No address is longer; the frame's limit is for results.
const LONGEST: usize = 8 << 10;

impl Http {
    /// Reads the data of an `endpoint` event: an address, or one relative to ours.
    pub(crate) fn endpoint(&self, data: &Bytes) -> Result<Url, Error> {
        let unreadable = || Error::Malformed {
            reason: "its event stream names no usable address to post messages to".into(),
            excerpt: Some(excerpt_of(data)),
        };
        let text = std::str::from_utf8(data).map_err(|_| unreadable())?.trim();
        if text.is_empty() || text.len() > LONGEST {
            return Err(unreadable());
        }
        let mut endpoint = self.url.join(text).map_err(|_| unreadable())?;
        // An origin includes the scheme; that of `javascript:` and the like equals no other.
        if endpoint.origin() != self.url.origin() {
            return Err(Error::ForeignEndpoint { endpoint: shown_url(&endpoint) });
        }
        // Who we are is for the person to say.
        let _ = endpoint.set_username(self.url.username());
        let _ = endpoint.set_password(self.url.password());
        endpoint.set_fragment(None);
        Ok(endpoint)
    }
}

#[cfg(test)]
mod tests {
    use crate::client::ClientConfig;

    use super::*;

    fn endpoint(text: &str) -> Result<String, Error> {
        let url = Url::parse("https://mcp.example.com:8443/a/sse?key=1").unwrap();
        let http = Http::new(&ClientConfig::new(url.clone()), url).unwrap();
        http.endpoint(&Bytes::copy_from_slice(text.as_bytes())).map(String::from)
    }

    #[test]
    fn addresses_within_the_origin_are_taken() {
        for (text, expected) in [
            ("/messages?sessionId=1", "/messages?sessionId=1"),
            ("messages?s=1", "/a/messages?s=1"),
            (" ?s=1\n", "/a/sse?s=1"),
            ("//mcp.example.com:8443/m#top", "/m"),
            ("https://mcp.example.com:8443/m", "/m"),
            ("https://them:secret@mcp.example.com:8443/m", "/m"),
        ] {
            assert_eq!(endpoint(text).unwrap(), format!("https://mcp.example.com:8443{expected}"), "{text}");
        }
    }

    #[test]
    fn other_origins_are_refused_by_name() {
        for text in [
            "//evil.example/m",
            "\\\\evil.example/m",
            "https://mcp.example.com/m",
            "http://mcp.example.com:8443/m",
            "https://mcp.example.com:8443@evil.example/m",
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "file:///etc/passwd",
            "data:text/plain,x",
        ] {
            assert!(matches!(endpoint(text), Err(Error::ForeignEndpoint { .. })), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "  ", "https://", "http://[::1", &format!("/{}", "x".repeat(9_000))] {
            assert!(matches!(endpoint(text), Err(Error::Malformed { .. })), "{text}");
        }
    }
}
