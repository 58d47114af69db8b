//! The page a server wants the person to open: shown as it is dialled, and only what a browser may safely get.

use url::{Host, Url};

/// Longer ones are no addresses of pages.
const LONGEST: usize = 16 << 10;

/// A checked page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Page {
    pub url: Url,
    /// As it is dialled.
    pub host: String,
    /// In the letters it stands for, when that differs.
    pub unicode_host: Option<String>,
}

/// Reads an address as a browser does; the reason when no browser is to get it.
pub(super) fn read(text: &str) -> Result<Page, String> {
    if text.len() > LONGEST {
        return Err(format!("`url` is {} bytes long", text.len()));
    }
    let url = Url::parse(text).map_err(|error| format!("`url` is no complete address: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("`url` begins with {}:, not with https:", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("`url` has a user name or password in front of its host".to_owned());
    }
    let Some(host) = url.host() else { return Err("`url` has no host".to_owned()) };
    let unicode_host = match host {
        Host::Domain(host) => Some(idna::domain_to_unicode(host).0).filter(|letters| letters != host),
        Host::Ipv4(_) | Host::Ipv6(_) => None,
    };
    Ok(Page { host: host.to_string(), unicode_host, url })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_pass() {
        for bad in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,<script>",
            "ftp://example.com",
            "hitchpost://connect",
            "https://user@example.com",
            "https://user:secret@example.com",
            "https://",
            "example.com",
            "/relative",
            "",
            "https://exa mple.com",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(read(&format!("https://example.com/{}", "x".repeat(LONGEST))).is_err());
    }

    #[test]
    fn a_page_is_shown_as_it_is_dialled() {
        let page = read(" HTTPS://Example.COM:443/a\tb/../c?q= ü#f").unwrap();
        assert_eq!(page.url.as_str(), "https://example.com/c?q=%20%C3%BC#f");
        assert_eq!((page.host.as_str(), page.unicode_host), ("example.com", None));
        for spelled in ["https://xn--pple-43d.com/", "https://\u{430}pple.com/"] {
            let page = read(spelled).unwrap();
            assert_eq!(page.host, "xn--pple-43d.com");
            assert_eq!(page.unicode_host.as_deref(), Some("\u{430}pple.com"));
        }
        assert_eq!(read("http://[::1]:8080/").unwrap().host, "[::1]");
    }
}
