//! Every quirk of the authorization server.

use hitchpost_oauth::{Pkce, ResourceChoice, Wishes, refresh};
use hitchpost_testkit::authorization::Quirk;

use crate::world::{http, outcome, prepared, server, sign_in};

const GRANTED: &str = "granted [mcp:read offline_access] for 3600 s";

/// What a sign-in without any wishes comes to.
fn expected(quirk: Quirk) -> &'static str {
    match quirk {
        Quirk::Good | Quirk::OpenIdOnly | Quirk::PathIssuer => GRANTED,
        Quirk::TwoIssuers | Quirk::FirstFails | Quirk::PostOnly | Quirk::BasicOnly => GRANTED,
        Quirk::TokenForm | Quirk::TypeMissing | Quirk::TypeOddCase | Quirk::ExpiresText => GRANTED,
        Quirk::ScopeCommas | Quirk::RefreshKeeps | Quirk::Legacy | Quirk::MetadataText => GRANTED,
        Quirk::RevokeSecret => GRANTED,
        // Without a challenge, metadata says what to ask for.
        Quirk::NoChallenge => "granted [mcp:read mcp:write offline_access] for 3600 s",
        // Nothing says which scopes there are.
        Quirk::LegacyBare => "granted [] for 3600 s",
        Quirk::ScopeShrunk => "granted [mcp:read] for 3600 s",
        Quirk::ExpiresNegative => "granted [mcp:read offline_access] for unknown",
        Quirk::ExpiresHuge => "granted [mcp:read offline_access] for 315360000 s",
        Quirk::WrongIssuer | Quirk::SlashIssuer => "issuer mismatch",
        Quirk::OtherResource => "resource mismatch",
        Quirk::NoPkce => "no PKCE: None",
        Quirk::PlainPkce => r#"no PKCE: Some(["plain"])"#,
        Quirk::MetadataHtml => "malformed: it is a web page",
        Quirk::MetadataHuge => "malformed: it is larger than 256 KiB",
        Quirk::MetadataGzip => "malformed: it is compressed, which was not asked for",
        Quirk::MetadataEndless => "timeout",
        Quirk::MetadataLinkLocal => "endpoint refused: resource metadata: Address(Never)",
        Quirk::MetadataPrivate => "endpoint refused: resource metadata: Address(Private)",
        Quirk::MetadataRedirected => "endpoint refused: resource metadata: Address(Private)",
        Quirk::IssuerLinkLocal => "endpoint refused: issuer: Address(Never)",
        Quirk::IssuerPrivate => "endpoint refused: issuer: Address(Private)",
        Quirk::AuthorizeJavascript | Quirk::AuthorizeData => {
            "endpoint refused: authorization endpoint: Scheme"
        }
        Quirk::AuthorizeFile | Quirk::AuthorizeOwnScheme => {
            "endpoint refused: authorization endpoint: Scheme"
        }
        Quirk::AuthorizeFlag | Quirk::AuthorizeHuge => "endpoint refused: authorization endpoint: Unparsable",
        Quirk::AuthorizeUserinfo => "endpoint refused: authorization endpoint: Userinfo",
        Quirk::AuthorizePlain => "endpoint refused: authorization endpoint: Insecure",
        Quirk::AuthorizeShell => "one address",
        Quirk::TokenPlain => "endpoint refused: token endpoint: Insecure",
        Quirk::MixUp => "response of https://other.example",
        Quirk::MissingIss => "response of nobody",
        Quirk::ResourceRefused => "authorization failed: invalid_request",
        Quirk::RegisterNameless => "malformed: there is no client_id",
        Quirk::RegisterRefused => "registration refused: invalid_redirect_uri",
        Quirk::RegisterHuge => "malformed: it is larger than 256 KiB",
        Quirk::RegisterOtherRedirect => "malformed: it is for another redirect address",
        Quirk::RegisterExpired => "malformed: its secret has expired already",
        Quirk::TokenRedirect => "endpoint refused: token endpoint: Redirect",
        Quirk::TokenHtml => "token malformed: it is neither JSON nor a form",
        Quirk::TokenEmpty => "token malformed: there is no access token",
        Quirk::TokenErrorOk => "no token: invalid_grant",
        Quirk::TypeMac => "token malformed: the token is of type mac",
    }
}

#[tokio::test]
async fn every_quirk_has_its_outcome() {
    let mut wrong = Vec::new();
    for (quirk, ..) in Quirk::ALL {
        // Its browser has a test of its own.
        if quirk == Quirk::AuthorizeShell {
            continue;
        }
        let server = server(quirk).await;
        let found = outcome(&sign_in(&server, &Wishes::default()).await);
        if found != expected(quirk) {
            wrong.push(format!("{quirk}: {found}, not {}", expected(quirk)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn nothing_is_registered_or_sent_where_discovery_has_failed() {
    for (quirk, ..) in Quirk::ALL {
        let before_the_browser =
            ["endpoint refused: a", "endpoint refused: i", "endpoint refused: r", "no PKCE"];
        let is_early = |outcome: &str| before_the_browser.iter().any(|early| outcome.starts_with(early));
        if is_early(expected(quirk)) {
            let server = server(quirk).await;
            assert!(sign_in(&server, &Wishes::default()).await.is_err(), "{quirk}");
            let posts =
                server.log().into_iter().filter(|request| request.method == "POST" && request.path != "/mcp");
            assert_eq!(posts.count(), 0, "{quirk}");
        }
    }
}

#[tokio::test]
async fn a_redirected_token_request_takes_the_verifier_nowhere() {
    let server = server(Quirk::TokenRedirect).await;
    assert!(sign_in(&server, &Wishes::default()).await.is_err());
    assert_eq!(server.requests_to("/token").len(), 1);
    assert_eq!(server.requests_to("/elsewhere"), []);
}

#[tokio::test]
async fn an_answer_from_another_server_never_reaches_the_token_endpoint() {
    for quirk in [Quirk::MixUp, Quirk::MissingIss] {
        let server = server(quirk).await;
        assert!(sign_in(&server, &Wishes::default()).await.is_err());
        assert_eq!(server.requests_to("/token"), [], "{quirk}");
    }
}

#[tokio::test]
async fn shell_characters_stay_part_of_one_address() {
    let server = server(Quirk::AuthorizeShell).await;
    let url = prepared(&server, &Wishes::default()).await.unwrap().url;
    let start = server.at("/authorize$(touch$%7BIFS%7Dpwned)%60id%60;calc.exe?");
    assert!(url.as_str().starts_with(start.as_str()), "{url}");
    assert!(!url.as_str().contains([' ', '"', '`', '\'', '\n', '<', '>', '{', '}']), "{url}");
}

#[tokio::test]
async fn a_person_can_do_without_what_a_server_refuses_or_forgets() {
    let wishes = Wishes { resource: ResourceChoice::Omit, ..Wishes::default() };
    let refuses = server(Quirk::ResourceRefused).await;
    assert_eq!(outcome(&sign_in(&refuses, &wishes).await), GRANTED);
    let silent = server(Quirk::NoPkce).await;
    let wishes = Wishes { pkce: Pkce::AllowUnadvertised, ..Wishes::default() };
    assert_eq!(outcome(&sign_in(&silent, &wishes).await), GRANTED);
    let verified =
        silent.requests_to("/token").iter().any(|request| request.param("code_verifier").is_some());
    assert!(verified, "S256 is used all the same");
}

#[tokio::test]
async fn a_refresh_that_brings_no_refresh_token_says_so() {
    let server = server(Quirk::RefreshKeeps).await;
    let url = server.mcp_url();
    let prepared = prepared(&server, &Wishes::default()).await.unwrap();
    let callback = server.browse(prepared.url.as_str()).unwrap();
    let http = http(&url);
    let granted =
        hitchpost_oauth::finish(&http, &prepared.pending, &prepared.client, &callback).await.unwrap();
    let token = granted.refresh_token.unwrap();
    for _ in 0..2 {
        let again = refresh(&http, prepared.pending.context(), &prepared.client, &token).await.unwrap();
        assert!(again.refresh_token.is_none());
    }
}
