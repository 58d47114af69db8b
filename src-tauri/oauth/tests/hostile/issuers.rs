//! The issuer a person pinned is the one that is asked, whatever the MCP server says or does not say.

use hitchpost_oauth::{Discovered, Error, discover};
use hitchpost_testkit::authorization::{AuthorizationFixture, Quirk};

use crate::world::{challenge, http, server};

/// What is found at `server` by somebody who pinned `issuer`.
async fn pinned(server: &AuthorizationFixture, issuer: &str) -> Result<Discovered, Error> {
    let url = server.mcp_url();
    discover(&http(&url), &url, challenge(&url).await.as_ref(), Some(issuer)).await
}

#[tokio::test]
async fn a_pinned_issuer_is_asked_itself_where_the_server_names_none() {
    for quirk in [Quirk::Legacy, Quirk::LegacyBare] {
        let (other, chosen) = (server(quirk).await, server(Quirk::Good).await);
        let found = pinned(&other, &chosen.issuer()).await.unwrap();
        assert_eq!(found.server.issuer, chosen.issuer(), "{quirk}");
        assert_eq!(found.server.token_endpoint, chosen.at("/token"), "{quirk}");
        assert!(!found.legacy, "{quirk}");
    }
}

#[tokio::test]
async fn a_server_cannot_speak_for_the_issuer_that_is_pinned() {
    let (hostile, chosen) = (server(Quirk::Legacy).await, server(Quirk::Good).await);
    hostile.change(|options| options.claimed_issuer = Some(chosen.issuer()));
    let found = pinned(&hostile, &chosen.issuer()).await.unwrap();
    assert_eq!(found.server.token_endpoint, chosen.at("/token"));
    assert_eq!(found.server.authorization_endpoint, Some(chosen.at("/authorize")));
    drop(chosen);
    let gone = pinned(&hostile, &found.server.issuer).await.unwrap_err();
    assert!(matches!(gone, Error::Network(_)), "{gone:?}");
}

#[tokio::test]
async fn a_pinned_issuer_that_publishes_nothing_is_not_replaced_by_the_server() {
    for quirk in [Quirk::Legacy, Quirk::LegacyBare] {
        let (server, silent) = (server(quirk).await, server(Quirk::LegacyBare).await);
        let error = pinned(&server, &silent.issuer()).await.unwrap_err();
        assert!(matches!(error, Error::Unsupported { .. }), "{quirk}: {error:?}");
    }
}

#[tokio::test]
async fn the_servers_own_origin_can_be_pinned() {
    for quirk in [Quirk::Legacy, Quirk::LegacyBare] {
        let server = server(quirk).await;
        let found = pinned(&server, &server.issuer()).await.unwrap();
        assert!(found.legacy && found.server.issuer == server.issuer(), "{quirk}");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_of_a_pin_is_part_of_it() {
    // What is found is what was pinned, letter by letter, or nothing is.
    for quirk in [Quirk::Legacy, Quirk::LegacyBare, Quirk::Good, Quirk::SlashIssuer] {
        let server = server(quirk).await;
        for pin in [server.issuer(), format!("{}/", server.issuer())] {
            match pinned(&server, &pin).await {
                Ok(found) => assert_eq!(found.server.issuer, pin, "{quirk}"),
                Err(error) => assert!(error.to_string().contains("slash"), "{quirk}: {error}"),
            }
        }
    }
}
