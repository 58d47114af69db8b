//! The validation table of OAuth, row by row.

use crate::connection::check::{Known, check};
use crate::connection::{
    Auth, AuthRequest, ClientAuthentication, Connection, ConnectionRequest, EraChoice, ExtraParameter, Field,
    Grant, Issue, OAuthRequest, OAuthSettings, PkceChoice, RedirectMode, Registration, ResourceRequest,
    SecretInput, Severity, Target, parse_url,
};
use crate::credential::{ItemId, SavedSecret, Slot};
use crate::secret::SecretText;

/// P-256, made for this test.
const KEY: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQga0Ke7qRVA5rj47LW
llKRzIwHZJvx6L+LxEZQhjBGCXWhRANCAAQUgLA/zG1kW1SrXq95Y6v3M8FnbHTz
6N8irpXGut2E67aJqhwgXIC5/ePDd1WtZpMOdySkzo//P3itjoFiB+zP
-----END PRIVATE KEY-----";

fn blank() -> OAuthRequest {
    OAuthRequest {
        grant: Grant::AuthorizationCode,
        authorization_url: String::new(),
        token_url: String::new(),
        client_id: String::new(),
        client_secret: SecretInput::Keep,
        private_key: SecretInput::Keep,
        scopes: String::new(),
        client_authentication: ClientAuthentication::Automatic,
        registration: Registration::Automatic,
        pkce: PkceChoice::Required,
        resource: ResourceRequest::Automatic,
        extra_parameters: Vec::new(),
        redirect: RedirectMode::Automatic,
        loopback_port: None,
        issuer: String::new(),
        allow_private_addresses: false,
    }
}

/// With an app and endpoints of the person's own.
fn own() -> OAuthRequest {
    OAuthRequest {
        authorization_url: "https://as.example.com/authorize".into(),
        token_url: "https://as.example.com/token".into(),
        client_id: "my-app".into(),
        client_secret: set("s3cret"),
        ..blank()
    }
}

fn set(secret: &str) -> SecretInput {
    SecretInput::Set { value: SecretText::new(secret) }
}

fn request(url: &str, settings: OAuthRequest) -> ConnectionRequest {
    ConnectionRequest {
        target: crate::connection::TargetRequest::url(url),
        name: "Server".to_owned(),
        auth: AuthRequest::OAuth { settings: Box::new(settings) },
        era: EraChoice::Auto,
        connect_timeout_s: 15,
        request_timeout_s: 60,
        allow_plain_http: false,
        asks: crate::connection::AsksRequest::default(),
    }
}

fn checked(settings: OAuthRequest) -> (OAuthSettings, Vec<(Field, Severity, Issue)>) {
    let known = Known { connections: &[], current: None, saved: &[], is_signed_in: false };
    let draft = check(&request("https://mcp.example.com/mcp", settings), known);
    let Auth::OAuth { settings } = draft.auth else { panic!("{:?}", draft.auth) };
    let issues = draft.issues.into_iter().map(|issue| (issue.field, issue.severity, issue.issue)).collect();
    (*settings, issues)
}

fn issues(settings: OAuthRequest) -> Vec<(Field, Severity, Issue)> {
    checked(settings).1
}

fn error(field: Field, issue: Issue) -> Vec<(Field, Severity, Issue)> {
    vec![(field, Severity::Error, issue)]
}

#[test]
fn nothing_typed_and_everything_typed_are_both_fine() {
    assert_eq!(checked(blank()), (OAuthSettings::default(), vec![]));
    let (settings, issues) = checked(own());
    assert_eq!(issues, []);
    assert_eq!(settings.client_id.as_deref(), Some("my-app"));
    assert_eq!(settings.token_url.unwrap().as_str(), "https://as.example.com/token");
}

#[test]
fn endpoints_are_web_addresses_that_nobody_listens_in_on() {
    let secure = |host: &str| Issue::EndpointInsecure { host: host.into() };
    let forbidden = |host: &str| Issue::EndpointForbidden { host: host.into() };
    for (url, issue) in [
        ("not an address", Issue::EndpointInvalid),
        ("as.example.com/token", Issue::EndpointInvalid),
        ("javascript:alert(1)", Issue::EndpointInvalid),
        ("ftp://as.example.com/token", Issue::EndpointInvalid),
        ("https://user:pass@as.example.com/token", Issue::EndpointInvalid),
        ("https://as.example.com/token#fragment", Issue::EndpointInvalid),
        ("https://as.example.com\\@evil.example/token", Issue::EndpointInvalid),
        ("http://as.example.com/token", secure("as.example.com")),
        ("http://192.168.1.5/token", secure("192.168.1.5")),
        ("https://169.254.169.254/token", forbidden("169.254.169.254")),
        ("http://metadata.google.internal/token", forbidden("metadata.google.internal")),
    ] {
        let settings = OAuthRequest { token_url: url.into(), ..own() };
        assert_eq!(issues(settings), error(Field::TokenUrl, issue), "{url}");
    }
    for url in ["http://127.0.0.1:8080/token", "http://localhost/token", "https://10.0.0.5/token?tenant=a"] {
        assert_eq!(issues(OAuthRequest { token_url: url.into(), ..own() }), [], "{url}");
    }
}

#[test]
fn one_endpoint_needs_the_other() {
    let without_token = OAuthRequest { token_url: String::new(), ..own() };
    assert_eq!(issues(without_token), error(Field::TokenUrl, Issue::TokenUrlMissing));
    let without_page = OAuthRequest { authorization_url: String::new(), ..own() };
    assert_eq!(issues(without_page), error(Field::AuthorizationUrl, Issue::AuthorizationUrlMissing));
    let for_itself =
        OAuthRequest { grant: Grant::ClientCredentials, authorization_url: String::new(), ..own() };
    assert_eq!(issues(for_itself), []);
}

#[test]
fn a_client_is_named_where_nobody_registers_one_and_proves_itself_as_chosen() {
    use ClientAuthentication::{Basic, None as Public, Post, PrivateKeyJwt};
    let nameless = OAuthRequest { client_id: " ".into(), client_secret: SecretInput::Keep, ..own() };
    assert_eq!(issues(nameless), error(Field::ClientId, Issue::ClientIdMissing));
    let lonely_secret = OAuthRequest { client_secret: set("s3cret"), ..blank() };
    assert_eq!(issues(lonely_secret), error(Field::ClientId, Issue::ClientIdMissing));
    for way in [Basic, Post] {
        for secret in [SecretInput::Keep, SecretInput::Forget, set("  ")] {
            let settings = OAuthRequest { client_secret: secret, client_authentication: way, ..own() };
            assert_eq!(issues(settings), error(Field::ClientSecret, Issue::ClientSecretMissing), "{way:?}");
        }
        assert_eq!(issues(OAuthRequest { client_authentication: way, ..own() }), []);
    }
    let public = OAuthRequest { client_secret: SecretInput::Keep, client_authentication: Public, ..own() };
    assert_eq!(issues(public), []);
    let for_itself =
        OAuthRequest { grant: Grant::ClientCredentials, client_secret: SecretInput::Keep, ..own() };
    assert_eq!(issues(for_itself), error(Field::ClientSecret, Issue::ClientSecretMissing));
    let with_key = |key: SecretInput| OAuthRequest {
        client_secret: SecretInput::Keep,
        private_key: key,
        client_authentication: PrivateKeyJwt,
        ..own()
    };
    assert_eq!(issues(with_key(set(KEY))), []);
    assert_eq!(issues(with_key(SecretInput::Keep)), error(Field::PrivateKey, Issue::PrivateKeyMissing));
    let broken = KEY.replace("MIGH", "AAAA");
    for key in ["hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", &broken] {
        assert_eq!(issues(with_key(set(key))), error(Field::PrivateKey, Issue::PrivateKeyInvalid), "{key}");
    }
}

#[test]
fn a_saved_secret_is_kept_and_a_lost_one_only_warned_about() {
    let (saved_settings, _) =
        checked(OAuthRequest { client_authentication: ClientAuthentication::Basic, ..own() });
    let url = parse_url("https://mcp.example.com/mcp").unwrap();
    let current = Connection {
        target: Target::Url { url },
        auth: Auth::OAuth { settings: Box::new(saved_settings) },
        ..Connection::sample(0)
    };
    let again = || OAuthRequest {
        client_secret: SecretInput::Keep,
        client_authentication: ClientAuthentication::Basic,
        ..own()
    };
    let secret = SavedSecret { item: ItemId(uuid::Uuid::new_v4()), slot: Slot::ClientSecret, saved_at: 1 };
    for (saved, expected) in [
        (vec![secret], vec![]),
        (vec![], vec![(Field::ClientSecret, Severity::Warning, Issue::ClientSecretMissing)]),
    ] {
        let known = Known {
            connections: std::slice::from_ref(&current),
            current: Some(&current),
            saved: &saved,
            is_signed_in: false,
        };
        let draft = check(&request("https://mcp.example.com/mcp", again()), known);
        let issues: Vec<_> =
            draft.issues.into_iter().map(|issue| (issue.field, issue.severity, issue.issue)).collect();
        assert_eq!(issues, expected);
        assert_eq!(draft.secrets.contains_key(&Slot::ClientSecret), !saved.is_empty());
    }
}

#[test]
fn scopes_are_separated_by_spaces() {
    for (text, scopes, expected) in [
        ("read  write\nread", vec!["read", "write"], vec![]),
        (
            "read,write, admin",
            vec!["read", "write", "admin"],
            vec![(Field::Scopes, Severity::Notice, Issue::ScopeCommasReplaced)],
        ),
        ("https://graph.microsoft.com/.default", vec!["https://graph.microsoft.com/.default"], vec![]),
        ("a\u{200b}b", vec!["ab"], vec![]),
        ("ok \"no\"", vec!["ok"], error(Field::Scopes, Issue::ScopeInvalid { scope: "\"no\"".into() })),
        ("ö", vec![], error(Field::Scopes, Issue::ScopeInvalid { scope: "ö".into() })),
    ] {
        let (settings, issues) = checked(OAuthRequest { scopes: text.into(), ..blank() });
        assert_eq!((settings.scopes, issues), (scopes.iter().map(ToString::to_string).collect(), expected));
    }
}

#[test]
fn pkce_is_left_out_only_where_a_secret_and_a_person_stand_in_for_it() {
    let off = |settings: OAuthRequest| OAuthRequest { pkce: PkceChoice::Off, ..settings };
    let remark = |severity| vec![(Field::Pkce, severity, Issue::PkceOffUnsafe)];
    assert_eq!(issues(off(own())), remark(Severity::Warning));
    assert_eq!(issues(off(blank())), remark(Severity::Error));
    let public = OAuthRequest { client_secret: SecretInput::Keep, ..own() };
    assert_eq!(issues(off(public)), remark(Severity::Error));
    let discovered = OAuthRequest { authorization_url: String::new(), token_url: String::new(), ..own() };
    assert_eq!(issues(off(discovered)), remark(Severity::Error));
    assert_eq!(issues(OAuthRequest { pkce: PkceChoice::AllowUnadvertised, ..blank() }), []);
}

#[test]
fn parameters_of_ones_own_leave_the_protocols_alone() {
    let with = |rows: &[(&str, &str)]| {
        let row =
            |(name, value): &(&str, &str)| ExtraParameter { name: (*name).into(), value: (*value).into() };
        checked(OAuthRequest { extra_parameters: rows.iter().map(row).collect(), ..blank() })
    };
    let name = |row| Field::ExtraParameterName { row };
    let (settings, issues) = with(&[("", ""), (" prompt ", " consent "), ("audience", "api")]);
    assert_eq!((settings.extra_parameters.len(), issues), (2, vec![]));
    assert_eq!(settings.extra_parameters[0].name, "prompt");
    for reserved in [
        "client_id",
        "redirect_uri",
        "state",
        "code_challenge",
        "code_challenge_method",
        "response_type",
        "scope",
        "resource",
        "request",
        "request_uri",
        "response_mode",
        "client_secret",
        "code_verifier",
        "State",
    ] {
        let expected = error(name(0), Issue::ParameterReserved { name: reserved.into() });
        assert_eq!(with(&[(reserved, "x")]).1, expected, "{reserved}");
    }
    assert_eq!(with(&[("", "x")]).1, error(name(0), Issue::ParameterNameEmpty));
    let twice = Issue::ParameterDuplicate { name: "prompt".into() };
    assert_eq!(with(&[("prompt", "a"), ("prompt", "b")]).1, error(name(1), twice));
}

#[test]
fn resource_issuer_and_port_are_what_they_can_be() {
    let resource = |value: &str| {
        issues(OAuthRequest { resource: ResourceRequest::Custom { value: value.into() }, ..blank() })
    };
    for value in ["https://mcp.example.com/mcp", "api://0f00", "urn:example:server"] {
        assert_eq!(resource(value), [], "{value}");
    }
    for value in ["", "mcp", "/mcp", "https://mcp.example.com/#part"] {
        assert_eq!(resource(value), error(Field::Resource, Issue::ResourceInvalid), "{value}");
    }
    let issuer = |issuer: &str| checked(OAuthRequest { issuer: issuer.into(), ..blank() });
    assert_eq!(
        issuer(" https://as.example.com/tenant/ ").0.issuer.unwrap(),
        "https://as.example.com/tenant/"
    );
    for text in ["as.example.com", "https://as.example.com/?a=b", "https://as.example.com/#a"] {
        assert_eq!(issuer(text).1, error(Field::Issuer, Issue::IssuerInvalid), "{text}");
    }
    let host = "as.example.com".to_owned();
    assert_eq!(issuer("http://as.example.com").1, error(Field::Issuer, Issue::EndpointInsecure { host }));
    for (port, is_fine) in [(1024, true), (65_535, true), (1023, false), (80, false), (0, false)] {
        let expected = error(Field::LoopbackPort, Issue::NumberRange { min: 1024, max: 65_535 });
        let found = issues(OAuthRequest { loopback_port: Some(port), ..blank() });
        assert_eq!(found, if is_fine { vec![] } else { expected }, "{port}");
    }
}

#[test]
fn a_token_does_not_go_over_an_open_line() {
    let plain = |url: &str, allowed: bool| {
        let known = Known { connections: &[], current: None, saved: &[], is_signed_in: false };
        let request = ConnectionRequest { allow_plain_http: allowed, ..request(url, blank()) };
        check(&request, known).issues.into_iter().map(|issue| issue.severity).collect::<Vec<_>>()
    };
    assert_eq!(plain("http://mcp.example.com/mcp", false), [Severity::Error]);
    assert_eq!(plain("http://mcp.example.com/mcp", true), [Severity::Error]);
    assert_eq!(plain("http://192.168.1.5/mcp", false), [Severity::Error]);
    assert_eq!(plain("http://192.168.1.5/mcp", true), [Severity::Warning]);
    assert_eq!(plain("http://127.0.0.1/mcp", false), []);
}
