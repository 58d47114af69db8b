//! What people paste, row by row.

use proptest::prelude::*;

use super::*;

fn shown(text: &str) -> String {
    ParsedUrl::parse(text).url.map(|url| url.shown).unwrap_or_default()
}

fn first_issue(text: &str) -> Option<Issue> {
    ParsedUrl::parse(text).issues.into_iter().next().map(|(_, issue)| issue)
}

#[test]
fn what_people_paste_becomes_an_address() {
    for (typed, expected) in [
        ("https://example.com/mcp", "https://example.com/mcp"),
        ("  \"https://example.com/mcp\" ", "https://example.com/mcp"),
        ("<https://example.com>", "https://example.com/"),
        ("example.com/mcp", "https://example.com/mcp"),
        ("//example.com/mcp", "https://example.com/mcp"),
        ("example.com:8443/mcp", "https://example.com:8443/mcp"),
        ("localhost:3000/mcp", "http://localhost:3000/mcp"),
        ("localhost", "http://localhost/"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/"),
        ("[::1]:9/x", "http://[::1]:9/x"),
        ("192.168.1.5/mcp", "http://192.168.1.5/mcp"),
        ("HTTPS://Example.COM/MCP", "https://example.com/MCP"),
        ("http://intranet/mcp", "http://intranet/mcp"),
        ("box:3000/mcp", "https://box:3000/mcp"),
        ("https://example.com/mcp\u{200b}", "https://example.com/mcp"),
        ("\u{feff}\"https://exa\u{ad}mple.com/\u{202e}mcp\"", "https://example.com/mcp"),
        ("https://example.com./mcp", "https://example.com./mcp"),
        ("https://example.com/mcp?a=b&c", "https://example.com/mcp?a=b&c"),
    ] {
        assert_eq!(shown(typed), expected, "{typed}");
    }
}

#[test]
fn what_is_not_a_server_address_says_why() {
    for (typed, expected) in [
        ("", Issue::UrlEmpty),
        ("  \"\" ", Issue::UrlEmpty),
        ("linear", Issue::UrlUnparsable),
        ("http://", Issue::UrlUnparsable),
        ("https://exa mple.com", Issue::UrlUnparsable),
        ("\\\\host\\share", Issue::UrlUnparsable),
        ("--proxy-server", Issue::UrlUnparsable),
        ("https://a:99999/", Issue::UrlUnparsable),
        ("https://example.com:0/", Issue::UrlUnparsable),
        ("example.com:0", Issue::UrlUnparsable),
        ("example.com:abc", Issue::UrlUnparsable),
        ("localhost:abc", Issue::UrlUnparsable),
        ("https://https://example.com/mcp", Issue::UrlUnparsable),
        ("https://http://example.com/mcp", Issue::UrlUnparsable),
        ("http://HTTPS/mcp", Issue::UrlUnparsable),
        ("https://.example.com", Issue::UrlUnparsable),
        ("https://example..com", Issue::UrlUnparsable),
        ("https://example.com../mcp", Issue::UrlUnparsable),
        ("https://./mcp", Issue::UrlUnparsable),
        ("\u{200b}", Issue::UrlEmpty),
        ("ftp://example.com", Issue::UrlScheme { scheme: "ftp".into() }),
        ("file:///etc/passwd", Issue::UrlScheme { scheme: "file".into() }),
        ("javascript:alert(1)", Issue::UrlScheme { scheme: "javascript".into() }),
        ("https://user:pass@example.com", Issue::UrlUserinfo),
        ("user:pass@example.com/mcp", Issue::UrlUserinfo),
        ("https://user@example.com", Issue::UrlUserinfo),
        ("http://169.254.169.254/", Issue::UrlAddressForbidden { host: "169.254.169.254".into() }),
        ("metadata/x", Issue::UrlAddressForbidden { host: "metadata".into() }),
        ("https://github.com/acme/mcp", Issue::UrlProjectPage { host: "github.com".into() }),
        ("www.npmjs.com/package/x", Issue::UrlProjectPage { host: "www.npmjs.com".into() }),
        ("https://gitlab.com/acme", Issue::UrlProjectPage { host: "gitlab.com".into() }),
        ("https://example.com/#x", Issue::UrlFragmentRemoved { fragment: "#x".into() }),
    ] {
        assert_eq!(first_issue(typed), Some(expected), "{typed}");
    }
    assert_eq!(first_issue("https://gitlab.com/api/v4/mcp"), None);
}

#[test]
fn keys_in_the_query_are_hidden_and_come_back() {
    let parsed = ParsedUrl::parse("https://h.example/mcp?a=1&api_key=s%20ecret&token=t&token=u&v=2");
    let url = parsed.url.unwrap();
    assert_eq!(url.shown(), "https://h.example/mcp?a=1&api_key=••••&token=••••&token=••••&v=2");
    assert_eq!(url.hidden(), ["api_key", "token", "token#2"]);
    let values: Vec<_> =
        parsed.values.iter().map(|(n, v)| (n.clone(), v.as_ref().unwrap().expose().to_owned())).collect();
    let resolved =
        url.resolve(|name| values.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str()));
    assert_eq!(resolved.unwrap().as_str(), "https://h.example/mcp?a=1&api_key=s%20ecret&token=t&token=u&v=2");
    assert_eq!(url.without_secrets().unwrap().as_str(), "https://h.example/mcp?a=1&v=2");
}

#[test]
fn parameters_are_keys_by_their_names() {
    for name in
        ["key", "api_key", "private_key", "pass", "X-Amz-Signature", "sessionId", "token_v2", "client_key"]
    {
        let url = ParsedUrl::parse(&format!("https://h.example/?{name}=abcdef")).url.unwrap();
        assert_eq!(url.hidden(), [name]);
        assert!(!url.shown().contains("abcdef"));
    }
    for name in ["q", "page", "tenant", "version", "region"] {
        let url = ParsedUrl::parse(&format!("https://h.example/?{name}=abcdef")).url.unwrap();
        assert!(url.hidden().is_empty(), "{name}");
    }
}

#[test]
fn a_masked_value_keeps_the_saved_one() {
    for typed in
        ["https://h.example/?key=••••", "https://h.example/?key=%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A2"]
    {
        let parsed = ParsedUrl::parse(typed);
        assert_eq!(parsed.url.unwrap().shown(), "https://h.example/?key=••••");
        assert!(matches!(parsed.values.as_slice(), [(name, None)] if name == "key"));
    }
}

#[test]
fn a_host_suggests_a_name() {
    for (host, name) in [
        ("mcp.linear.app", "Linear"),
        ("api.githubcopilot.com", "Githubcopilot"),
        ("www.example.co.uk", "Example"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("mcp.com", "Mcp"),
    ] {
        assert_eq!(suggested_name(host), name);
    }
}

proptest! {
    #[test]
    fn nothing_a_person_types_panics(text in "\\PC*") {
        ParsedUrl::parse(&text);
    }

    #[test]
    fn whatever_parses_parses_again_to_the_same(text in "(https?://)?[a-z0-9.\\-:\\[\\]]{1,20}(/[ -~]{0,20})?(\\?[ -~]{0,30})?") {
        if let Some(url) = ParsedUrl::parse(&text).url {
            let again = ParsedUrl::parse(url.shown()).url;
            prop_assert_eq!(again, Some(url));
        }
    }

    #[test]
    fn no_key_is_ever_shown(secret in "[A-Za-z0-9]{12,40}") {
        let parsed = ParsedUrl::parse(&format!("https://h.example/?access_token={secret}"));
        let shown = format!("{parsed:?}");
        prop_assert!(!shown.contains(&secret));
    }
}
