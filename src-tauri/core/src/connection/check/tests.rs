//! The validation table, row by row.

use proptest::prelude::*;

use super::*;
use crate::connection::{AuthRequest, HeaderRequest, HeaderRow, HeaderValueRequest, SecretInput};
use crate::credential::ItemId;

fn request(url: &str, name: &str, auth: AuthRequest) -> ConnectionRequest {
    ConnectionRequest {
        target: TargetRequest::url(url),
        name: name.to_owned(),
        auth,
        era: crate::connection::EraChoice::Auto,
        connect_timeout_s: 15,
        request_timeout_s: 60,
        allow_plain_http: false,
        asks: crate::connection::AsksRequest::default(),
    }
}

fn set(secret: &str) -> SecretInput {
    SecretInput::Set { value: SecretText::new(secret) }
}

fn token(secret: SecretInput) -> AuthRequest {
    AuthRequest::Token { header: "Authorization".to_owned(), prefix: "Bearer".to_owned(), token: secret }
}

fn plain(name: &str, value: &str) -> HeaderRequest {
    HeaderRequest { name: name.to_owned(), value: HeaderValueRequest::Plain { value: value.to_owned() } }
}

fn secret(name: &str, value: SecretInput) -> HeaderRequest {
    HeaderRequest { name: name.to_owned(), value: HeaderValueRequest::Secret { value } }
}

fn linear() -> Connection {
    let url = ParsedUrl::parse("https://mcp.linear.app/mcp").url.unwrap();
    Connection {
        name: "Linear".to_owned(),
        slug: "linear".to_owned(),
        target: Target::Url { url },
        ..Connection::sample(0)
    }
}

/// Checked as a new connection beside “Linear”.
fn added(request: &ConnectionRequest) -> Draft {
    check(request, Known { connections: &[linear()], current: None, saved: &[], is_signed_in: false })
}

fn issues(request: &ConnectionRequest) -> Vec<(Field, Severity, Issue)> {
    added(request).issues.into_iter().map(|issue| (issue.field, issue.severity, issue.issue)).collect()
}

const URL: &str = "https://example.com/mcp";

#[test]
fn an_ordinary_request_passes_without_a_remark() {
    let draft = added(&request("example.com/mcp", "  My   server ", AuthRequest::None));
    assert_eq!(
        draft.checked(),
        Checked {
            url: Some(URL.to_owned()),
            name: "My server".to_owned(),
            slug: "my-server".to_owned(),
            issues: vec![],
        }
    );
}

#[test]
fn names_are_unique_short_and_filled_in_when_blank() {
    let name = |name: &str| {
        let draft = added(&request(URL, name, AuthRequest::None));
        (
            draft.name.clone(),
            draft.slug.clone(),
            draft.issues.into_iter().map(|issue| issue.issue).collect::<Vec<_>>(),
        )
    };
    assert_eq!(name(""), ("Example".into(), "example".into(), vec![]));
    assert_eq!(name("linear").2, [Issue::NameTaken { name: "linear".into(), suggestion: "linear 2".into() }]);
    let taken = Issue::SlugTaken { slug: "linear".into(), name: "Linear!".into(), other: "Linear".into() };
    assert_eq!(name("Linear!").2, [taken]);
    assert_eq!(name("Hitchpost").2, [Issue::SlugReserved { slug: "hitchpost".into() }]);
    assert_eq!(name("Sample").2, [Issue::SlugReserved { slug: "sample".into() }]);
    assert_eq!(name(&"é".repeat(64)).2, []);
    assert_eq!(name(&"x".repeat(71)).2, [Issue::NameTooLong { length: 71 }]);
    assert_eq!(name("日本"), ("日本".into(), "example-com".into(), vec![]));
    assert_eq!(name("\u{200b}\u{202e}"), ("Example".into(), "example".into(), vec![]));
    assert_eq!(name("tab\tname"), ("tab name".into(), "tab-name".into(), vec![]));
    assert_eq!(name("a\u{202e}b\u{200b}"), ("ab".into(), "ab".into(), vec![]));
    assert_eq!(
        name("Lin\u{200b}ear").2,
        [Issue::NameTaken { name: "Linear".into(), suggestion: "Linear 2".into() }]
    );

    let blank = added(&request("https://mcp.linear.app/other", "", AuthRequest::None));
    assert_eq!((blank.name.as_str(), blank.slug.as_str(), blank.issues.len()), ("Linear 2", "linear-2", 0));
}

#[test]
fn the_same_address_twice_is_a_warning() {
    let linear = linear();
    let known =
        Known { connections: std::slice::from_ref(&linear), current: None, saved: &[], is_signed_in: false };
    let draft = check(&request("mcp.linear.app/mcp", "Other", AuthRequest::None), known);
    let issue = Issue::UrlDuplicate { connection_id: linear.id, name: "Linear".into() };
    assert_eq!(draft.issues, [FieldIssue { field: Field::Url, severity: Severity::Warning, issue }]);

    let same = Known { current: Some(&linear), ..known };
    assert_eq!(check(&request("mcp.linear.app/mcp", "Linear", AuthRequest::None), same).issues, []);
}

#[test]
fn a_secret_over_plain_http_needs_consent() {
    let issue = |allowed: bool, url: &str, auth: AuthRequest| {
        let request = ConnectionRequest { allow_plain_http: allowed, ..request(url, "x", auth) };
        issues(&request).into_iter().find(|(_, _, issue)| matches!(issue, Issue::UrlPlainHttpSecret { .. }))
    };
    let host = Issue::UrlPlainHttpSecret { host: "example.com".into() };
    let url = "http://example.com/mcp";
    assert_eq!(issue(false, url, token(set("t0ken"))), Some((Field::Url, Severity::Error, host.clone())));
    assert_eq!(issue(true, url, token(set("t0ken"))), Some((Field::Url, Severity::Warning, host.clone())));
    assert_eq!(
        issue(false, "http://example.com/?key=abc", AuthRequest::None),
        Some((Field::Url, Severity::Error, host))
    );
    assert_eq!(issue(false, url, AuthRequest::None), None);
    for near in ["http://localhost:1/mcp", "http://127.0.0.1/", "http://[::1]/", URL] {
        assert_eq!(issue(false, near, token(set("t0ken"))), None, "{near}");
    }
    assert!(issue(false, "http://192.168.1.5/", token(set("t0ken"))).is_some());
    let plainly = |name: &str| AuthRequest::Headers { rows: vec![plain(name, "abc")] };
    for name in ["X-Api-Key", "Proxy-Authorization", "X-Auth"] {
        assert!(issue(false, url, plainly(name)).is_some(), "{name}");
    }
    assert_eq!(issue(false, url, plainly("X-Tenant")), None);
    assert!(issue(false, "http://example.com/?private_key=abc", AuthRequest::None).is_some());
}

#[test]
fn tokens_are_tidied_and_must_be_there() {
    let of = |input: SecretInput| issues(&request(URL, "x", token(input)));
    assert_eq!(of(SecretInput::Keep), [(Field::Token, Severity::Error, Issue::TokenEmpty)]);
    assert_eq!(of(set("  ")), [(Field::Token, Severity::Error, Issue::TokenEmpty)]);
    assert_eq!(of(set("abc")), []);
    let removed = Issue::TokenPrefixRemoved { prefix: "Bearer".into() };
    assert_eq!(of(set("Bearer abc")), [(Field::Token, Severity::Notice, removed)]);
    assert_eq!(of(set("ab\nc")), [(Field::Token, Severity::Warning, Issue::TokenLineBreaksJoined)]);
    assert_eq!(of(set("{\"a\":1}")), [(Field::Token, Severity::Warning, Issue::TokenLooksStructured)]);
    assert_eq!(of(set("日本")), [(Field::Token, Severity::Error, Issue::HeaderValueInvalid)]);

    let draft = added(&request(URL, "x", token(set("Bearer ab\r\nc"))));
    assert!(matches!(&draft.secrets[&Slot::Token], SecretChange::Set(text) if text.expose() == "abc"));
}

#[test]
fn token_header_and_prefix_are_checked() {
    let of = |header: &str, prefix: &str| {
        let auth =
            AuthRequest::Token { header: header.to_owned(), prefix: prefix.to_owned(), token: set("abc") };
        issues(&request(URL, "x", auth))
            .into_iter()
            .map(|(field, _, issue)| (field, issue))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("X-API-Key", ""), []);
    assert_eq!(of("", "Bearer"), [(Field::TokenHeader, Issue::HeaderNameEmpty)]);
    assert_eq!(of("X Api", ""), [(Field::TokenHeader, Issue::HeaderNameInvalid { name: "X Api".into() })]);
    assert_eq!(of("Host", ""), [(Field::TokenHeader, Issue::HeaderOwned { name: "Host".into() })]);
    assert_eq!(of("A", "x\ny"), [(Field::TokenPrefix, Issue::HeaderValueLineBreak)]);
}

#[test]
fn header_rows_name_what_is_wrong_with_which_row() {
    let rows = vec![
        plain("X Api Key", "1"),
        plain("X-Tenant", "a"),
        plain("x-tenant", "b"),
        plain("", ""),
        plain("Mcp-Session-Id", "1"),
        plain("Content-Length", "1"),
        plain("X-Break", "a\r\nX-Evil: 1"),
        plain("X-Empty", " "),
        plain("", "value"),
        secret("X-Secret", SecretInput::Keep),
        secret("X-Wide", set("日本")),
    ];
    let found: Vec<_> = issues(&request(URL, "x", AuthRequest::Headers { rows }))
        .into_iter()
        .map(|(field, severity, issue)| {
            assert_eq!(severity, Severity::Error);
            (field, issue)
        })
        .collect();
    let name = |row| Field::HeaderName { row };
    let value = |row| Field::HeaderValue { row };
    assert_eq!(
        found,
        [
            (name(0), Issue::HeaderNameInvalid { name: "X Api Key".into() }),
            (name(2), Issue::HeaderDuplicate { name: "x-tenant".into() }),
            (name(4), Issue::HeaderOwned { name: "Mcp-Session-Id".into() }),
            (name(5), Issue::HeaderOwned { name: "Content-Length".into() }),
            (value(6), Issue::HeaderValueLineBreak),
            (value(7), Issue::HeaderValueEmpty),
            (name(8), Issue::HeaderNameEmpty),
            (value(9), Issue::HeaderValueEmpty),
            (value(10), Issue::HeaderValueInvalid),
        ]
    );
}

#[test]
fn timeouts_are_one_to_six_hundred_seconds() {
    let found = |seconds| {
        let request =
            ConnectionRequest { connect_timeout_s: seconds, ..request(URL, "x", AuthRequest::None) };
        issues(&request)
    };
    let range = (Field::ConnectTimeout, Severity::Error, Issue::NumberRange { min: 1, max: 600 });
    assert_eq!([found(0), found(601)].concat(), [range.clone(), range]);
    assert_eq!(found(1), []);
    assert_eq!(found(600), []);
}

#[test]
fn blank_keeps_a_saved_secret_and_a_lost_one_is_only_a_warning() {
    let current = Connection {
        auth: Auth::Token { header: "Authorization".into(), prefix: "Bearer".into() },
        ..linear()
    };
    let saved = saved(&[Slot::Token]);
    let request = request("https://mcp.linear.app/mcp", "Linear", token(SecretInput::Keep));
    let with = |saved: &[SavedSecret]| {
        check(
            &request,
            Known {
                connections: std::slice::from_ref(&current),
                current: Some(&current),
                saved,
                is_signed_in: false,
            },
        )
        .issues
    };
    assert_eq!(with(&saved), []);
    let warning = FieldIssue { field: Field::Token, severity: Severity::Warning, issue: Issue::TokenEmpty };
    assert_eq!(with(&[]), [warning]);
}

#[test]
fn a_plain_header_with_the_name_of_a_secret_goes_to_the_keychain() {
    let rows = vec![plain("X-Tenant", "acme"), plain("Proxy-Authorization", " Basic abc ")];
    let draft = added(&request(URL, "x", AuthRequest::Headers { rows }));
    let tenant = HeaderRow { name: "X-Tenant".into(), plain: Some("acme".into()) };
    let proxy = HeaderRow { name: "Proxy-Authorization".into(), plain: None };
    assert_eq!(draft.auth, Auth::Headers { rows: vec![tenant, proxy] });
    let slot = Slot::header("proxy-authorization");
    assert!(matches!(&draft.secrets[&slot], SecretChange::Set(text) if text.expose() == "Basic abc"));
    let notice = FieldIssue {
        field: Field::HeaderValue { row: 1 },
        severity: Severity::Notice,
        issue: Issue::HeaderKeptSecret { name: "Proxy-Authorization".into() },
    };
    assert_eq!(draft.issues, [notice]);
}

fn saved(slots: &[Slot]) -> Vec<SavedSecret> {
    let saved =
        |slot: &Slot| SavedSecret { item: ItemId(uuid::Uuid::nil()), slot: slot.clone(), saved_at: 1 };
    slots.iter().map(saved).collect()
}

/// Checked as a change of `current`.
fn changed(
    current: &Connection,
    slots: &[Slot],
    request: &ConnectionRequest,
) -> Vec<(Field, Severity, Issue)> {
    let saved = saved(slots);
    let known = Known {
        connections: std::slice::from_ref(current),
        current: Some(current),
        saved: &saved,
        is_signed_in: false,
    };
    let issues = check(request, known).issues;
    issues.into_iter().map(|issue| (issue.field, issue.severity, issue.issue)).collect()
}

#[test]
fn a_masked_key_needs_a_saved_value() {
    let missing = |severity| (Field::Url, severity, Issue::UrlKeyMissing { names: vec!["key".into()] });
    let kept = [(Field::Url, Severity::Notice, Issue::UrlKeyInQuery { names: vec!["key".into()] })];
    let masked = "https://mcp.linear.app/mcp?key=••••";
    let asked = request(masked, "Linear", AuthRequest::None);
    assert_eq!(issues(&request(masked, "x", AuthRequest::None)), [missing(Severity::Error)]);
    let slot = Slot::Query("key".into());
    assert_eq!(changed(&linear(), &[], &asked), [missing(Severity::Error)]);

    let url = ParsedUrl::parse(masked).url.unwrap();
    let with_key = Connection { target: Target::Url { url }, ..linear() };
    assert_eq!(issues(&request("https://example.com/?key=abc", "x", AuthRequest::None)), kept);
    assert_eq!(changed(&with_key, &[slot], &asked), kept);
    assert_eq!(changed(&with_key, &[], &asked), [missing(Severity::Warning)]);
}

#[test]
fn a_renamed_header_wants_its_secret_again() {
    let rows = vec![HeaderRow { name: "X-Api-Key".into(), plain: None }];
    let current = Connection { auth: Auth::Headers { rows }, ..linear() };
    let keep = |name: &str| {
        let rows = vec![secret(name, SecretInput::Keep)];
        request("https://mcp.linear.app/mcp", "Linear", AuthRequest::Headers { rows })
    };
    let slot = Slot::header("X-Api-Key");
    let empty = |severity| (Field::HeaderValue { row: 0 }, severity, Issue::HeaderValueEmpty);
    assert_eq!(changed(&current, std::slice::from_ref(&slot), &keep("x-api-key")), []);
    assert_eq!(changed(&current, &[], &keep("X-Api-Key")), [empty(Severity::Warning)]);
    assert_eq!(changed(&current, &[slot], &keep("X-Api-Token")), [empty(Severity::Error)]);
}

#[test]
fn a_token_is_wanted_where_there_was_none_before() {
    let asked = request("https://mcp.linear.app/mcp", "Linear", token(SecretInput::Keep));
    assert_eq!(changed(&linear(), &[], &asked), [(Field::Token, Severity::Error, Issue::TokenEmpty)]);
}

#[test]
fn a_kept_secret_that_would_go_elsewhere_is_a_warning() {
    let auth = Auth::Token { header: "Authorization".into(), prefix: "Bearer".into() };
    let current = Connection { auth, ..linear() };
    let moved = |url: &str, input: SecretInput| {
        changed(&current, &[Slot::Token], &request(url, "Linear", token(input)))
    };
    let to = |host: &str| (Field::Url, Severity::Warning, Issue::UrlSecretMoves { host: host.into() });
    assert_eq!(moved("https://other.example/mcp", SecretInput::Keep), [to("other.example")]);
    assert_eq!(moved("https://mcp.linear.app:8443/mcp", SecretInput::Keep), [to("mcp.linear.app:8443")]);
    assert!(moved("http://mcp.linear.app/mcp", SecretInput::Keep).contains(&to("mcp.linear.app")));
    assert_eq!(moved("https://mcp.linear.app:443/other", SecretInput::Keep), []);
    assert_eq!(moved("https://other.example/mcp", set("new")), []);
    assert_eq!(moved("https://other.example/mcp", SecretInput::Forget), []);
}

#[test]
fn the_sample_keeps_its_target_and_slug() {
    let sample = Connection::sample(0);
    let known = Known {
        connections: std::slice::from_ref(&sample),
        current: Some(&sample),
        saved: &[],
        is_signed_in: false,
    };
    let draft = check(&request("", "My sample", token(set("abc"))), known);
    assert_eq!((draft.name.as_str(), draft.slug.as_str()), ("My sample", "sample"));
    assert_eq!((draft.target, draft.auth, draft.issues), (Some(Target::Sample), Auth::None, vec![]));
}

proptest! {
    #[test]
    fn nothing_entered_anywhere_panics(
        url in "\\PC{0,40}", name in "\\PC{0,80}", header in "\\PC{0,20}", prefix in "\\PC{0,10}",
        secret_text in "(\\PC|[\r\n]){0,40}", seconds in any::<u32>(),
    ) {
        let rows = vec![plain(&header, &prefix), secret(&header, set(&secret_text))];
        for auth in [
            AuthRequest::Token { header: header.clone(), prefix: prefix.clone(), token: set(&secret_text) },
            AuthRequest::Headers { rows },
        ] {
            let request = ConnectionRequest { connect_timeout_s: seconds, ..request(&url, &name, auth) };
            let draft = added(&request);
            prop_assert!(draft.slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
        }
    }
}
