//! What a token is for: an address and everything below it.

use url::Url;

/// Whether `resource` stands for `server`: its address, or a parent of it on the same origin.
pub fn covers(resource: &Url, server: &Url) -> bool {
    let parent = |url: &Url| url.path().trim_end_matches('/').to_owned();
    resource.origin() == server.origin()
        && resource.fragment().is_none()
        && (resource.username(), resource.password()) == ("", None)
        && (resource.query().is_none() || resource.query() == server.query())
        && parent(server)
            .strip_prefix(&parent(resource))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_covers_what_is_below_it_and_nothing_else() {
        let table = [
            ("https://h.example/a/mcp", true),
            ("https://h.example/a/mcp/", true),
            ("https://h.example/a", true),
            ("https://h.example/", true),
            ("https://h.example", true),
            ("https://H.EXAMPLE:443/a/mcp", true),
            ("https://h.example/a/m", false),
            ("https://h.example/a/mcp/deeper", false),
            ("https://h.example/A/mcp", false),
            ("https://h.example/a/mcp#f", false),
            ("https://h.example/a/mcp?x=1", false),
            ("https://u@h.example/a/mcp", false),
            ("http://h.example/a/mcp", false),
            ("https://h.example:8443/a/mcp", false),
            ("https://evil.example/a/mcp", false),
            ("https://h.example.evil.example/a/mcp", false),
            ("urn:example:mcp", false),
        ];
        let server = Url::parse("https://h.example/a/mcp").unwrap();
        for (resource, expected) in table {
            assert_eq!(covers(&Url::parse(resource).unwrap(), &server), expected, "{resource}");
        }
    }
}
