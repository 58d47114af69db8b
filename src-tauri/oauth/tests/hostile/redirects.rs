//! Redirects of metadata, hop by hop.

use hitchpost_oauth::{BearerChallenge, discover};
use hitchpost_testkit::fixture::{Fixture, Mode};
use url::form_urlencoded::byte_serialize;

use crate::world::{failure, http};

/// What discovery says when resource metadata redirects `hops` times and then to `last`.
async fn redirected(hops: usize, last: &str) -> String {
    let fixture = Fixture::start(Mode::Missing).await.unwrap();
    let redirect = |to: String| format!("/redirect?to={}", byte_serialize(to.as_bytes()).collect::<String>());
    let place = (0..hops).fold(last.to_owned(), |to, _| redirect(to));
    let metadata = fixture.at(&place).to_string();
    let naming = BearerChallenge { resource_metadata: Some(metadata), ..BearerChallenge::default() };
    let server = fixture.url();
    failure(&discover(&http(&server), &server, Some(&naming), None).await.unwrap_err())
}

#[tokio::test]
async fn a_redirect_out_of_bounds_is_refused_at_any_hop() {
    for hops in [1, 4] {
        for (target, class) in [
            ("https://10.0.0.1/x", "Address(Private)"),
            ("http://169.254.169.254/latest/meta-data", "Address(Never)"),
            ("http://as.example/x", "Insecure"),
            ("file:///etc/passwd", "Scheme"),
            ("https://user@as.example/", "Userinfo"),
        ] {
            let said = redirected(hops, target).await;
            assert_eq!(
                said,
                format!("endpoint refused: resource metadata: {class}"),
                "{target} at hop {hops}"
            );
        }
    }
}

#[tokio::test]
async fn a_long_chain_of_redirects_is_followed_no_further_than_five() {
    assert_eq!(redirected(6, "/html").await, "endpoint refused: resource metadata: Redirect");
    assert_eq!(redirected(5, "/html").await, "malformed: it is a web page");
}
