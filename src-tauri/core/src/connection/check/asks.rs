//! What a server may ask: nothing to get wrong but the folders.

use std::path::Path;

use url::Url;

use super::Issues;
use crate::connection::{Asks, AsksRequest, Field, Issue, Root, RootRequest, tidy_name};
use crate::paths::at_home;

/// As it is saved. Blank rows are left out.
pub(super) fn check_asks(request: &AsksRequest, issues: &mut Issues) -> Asks {
    let mut roots = Vec::new();
    for (row, root) in (0..).zip(&request.roots) {
        if root.uri.trim().is_empty() {
            continue;
        }
        match read_root(root) {
            Some(root) => roots.push(root),
            None => issues.error(Field::Root { row }, Issue::RootInvalid),
        }
    }
    Asks { elicitation: request.elicitation, sampling: request.sampling, roots }
}

/// A folder, from its address or its path. Servers get nothing but `file://` addresses.
fn read_root(root: &RootRequest) -> Option<Root> {
    let typed = root.uri.trim();
    let url = match Url::parse(typed) {
        Ok(url) if url.scheme() == "file" => url,
        // `C:\\folder` parses as an address with the scheme `c`.
        _ => {
            let path = at_home(typed);
            Url::from_file_path(Path::new(&path)).ok()?
        }
    };
    if !url.has_host() || url.host_str().is_none_or(str::is_empty) {
        let last = url.path_segments().and_then(|mut parts| parts.rfind(|part| !part.is_empty()));
        let called = tidy_name(&root.name);
        let name = if called.is_empty() { last.unwrap_or("/").to_owned() } else { called };
        return Some(Root { name, uri: url.into() });
    }
    // A folder of another computer.
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(uri: &str, name: &str) -> Option<Root> {
        read_root(&RootRequest { uri: uri.to_owned(), name: name.to_owned() })
    }

    #[test]
    fn a_folder_is_typed_as_an_address_or_a_path() {
        for (typed, uri, name) in [
            ("file:///srv/data", "file:///srv/data", "data"),
            ("/srv/my data", "file:///srv/my%20data", "my%20data"),
            ("file:///", "file:///", "/"),
        ] {
            let found = root(typed, "").unwrap();
            assert_eq!((found.uri.as_str(), found.name.as_str()), (uri, name), "{typed}");
        }
        assert_eq!(root("/srv", " Mine ").unwrap().name, "Mine");
        for typed in ["srv/data", "https://example.com/", "file://example.com/srv", "."] {
            assert_eq!(root(typed, ""), None, "{typed}");
        }
    }
}
