use proptest::prelude::*;

use super::*;

const SECRET: &str = "Canary/7f0d~c9be4+Wx";

#[test]
fn text_without_a_secret_is_not_copied() {
    let redactor = Redactor::new(["s3cret-value"]);
    assert!(matches!(redactor.clean("nothing % here, \\ + & s3cret"), Cow::Borrowed(_)));
    assert!(matches!(Redactor::default().clean("s3cret-value"), Cow::Borrowed(_)));
}

/// Written by hand, as other people's programs write them.
#[test]
fn a_secret_is_found_as_others_encode_it() {
    let redactor = Redactor::new([SECRET]);
    for (text, cleaned) in [
        ("got Canary/7f0d~c9be4+Wx!", "got ••••!"),
        (r#"{"a":"Canary\/7f0d~c9be4+Wx"}"#, r#"{"a":"••••"}"#),
        (r#"{"a":"Canary\u002f7f0d~c9be4\u002BWx"}"#, r#"{"a":"••••"}"#),
        (r#"{"a":"\n\u0043anary\/7f0d\u007ec9be4+Wx"}"#, r#"{"a":"\n••••"}"#),
        (r#""{\"a\":\"Canary\\\/7f0d~c9be4+Wx\"}""#, r#""{\"a\":\"••••\"}""#),
        ("?a=Canary%2f7f0d~c9be4%2bWx&b=1", "?a=••••&b=1"),
        ("?a=Canary%2F7f0d%7Ec9be4%2BWx&b=1", "?a=••••&b=1"),
        ("?a=Canary%252F7f0d%257Ec9be4%252BWx", "?a=••••"),
        ("<p>Canary&#x2F;7f0d~c9be4&#43;Wx</p>", "<p>••••</p>"),
        ("43616e6172792f376630647e63396265342b5778", "••••"),
        ("43616E6172792F376630647E63396265342B5778", "••••"),
        // base64 of "Canary/7f0d~c9be4+Wx", of "u:…" and of "xy:…z"
        ("Q2FuYXJ5LzdmMGR+YzliZTQrV3g=", "••••="),
        ("Q2FuYXJ5LzdmMGR-YzliZTQrV3g", "••••"),
        ("dTpDYW5hcnkvN2YwZH5jOWJlNCtXeA==", "dT••••=="),
        (r"eHk6Q2FuYXJ5LzdmMGR+YzliZTQrV3h6", "eHk6••••6"),
    ] {
        assert_eq!(redactor.clean(text), cleaned, "{text}");
    }
}

#[test]
fn a_secret_within_basic_and_bearer_is_found_at_every_offset() {
    let redactor = Redactor::new([SECRET]);
    for prefix in ["", "u:", "us:", "user:", "Bearer ", "Authorization: Bearer "] {
        for suffix in ["", "x", "yz"] {
            let encoded = STANDARD.encode(format!("{prefix}{SECRET}{suffix}"));
            let cleaned = redactor.clean(encoded.as_str());
            assert!(cleaned.contains(Redactor::MASK), "{prefix} {encoded} {cleaned}");
            assert!(!cleaned.contains("DdmMGR") && cleaned.len() < 54, "{encoded} {cleaned}");
        }
    }
}

#[test]
fn a_secret_of_several_lines_is_found_line_by_line() {
    let key = "-----BEGIN KEY-----\r\n  MIIEvQIBADAN\n}\n1234567\n";
    let redactor = Redactor::by_line([key, "one-line-secret"]);
    assert_eq!(redactor.clean(key), "••••");
    assert_eq!(
        redactor.clean("key: -----BEGIN KEY-----\nMIIEvQIBADAN!\n} 1234567\none-line-secret"),
        "key: ••••\n••••!\n} 1234567\n••••"
    );
    // Thousands of them too.
    let many: String = (0..9_000).map(|line| format!("line-{line:04}\n")).collect();
    assert_eq!(Redactor::by_line([many.as_str()]).clean("a line-8999"), "a ••••");
}

#[test]
fn a_scheme_is_known_with_its_secret_and_without() {
    let redactor = Redactor::new(["Bearer abcdefghijkl", "Basic dXNlcjpwYXNzd29yZCE="]);
    assert_eq!(redactor.clean("Bearer abcdefghijkl, abcdefghijkl"), "••••, ••••");
    assert_eq!(redactor.clean("user:password! password! dXNlcjpwYXNzd29yZCE="), "•••• •••• ••••");
}

#[test]
fn a_value_typed_percent_encoded_is_known_decoded() {
    let redactor = Redactor::new(["a%2Fb%20c-d"]);
    assert_eq!(redactor.clean("a/b c-d a%2fb%20c-d a%2fb+c-d"), "•••• •••• ••••");
}

#[test]
fn secrets_that_overlap_are_struck_out_together() {
    let redactor = Redactor::new(["abcd-efgh", "efgh-ijkl-mnop"]);
    assert_eq!(redactor.clean("<abcd-efgh-ijkl-mnop>"), "<••••>");
}

#[test]
fn a_text_is_cleaned_before_it_is_cut() {
    let redactor = Redactor::new(["abcdefghij"]);
    assert_eq!(redactor.beginning("12345abcdefghij678", 8), "12345•");
    assert_eq!(redactor.beginning("12345abcdefghij678", 18), "12345••••6");
    let echoes = "abcdefghij".repeat(100);
    assert!(!redactor.beginning(&echoes, 100).contains("abc"));
    assert!(matches!(redactor.beginning("12345678abcdefghij", 8), Cow::Borrowed("12345678")));
}

#[test]
fn a_learnt_secret_is_struck_out_by_every_clone_at_once() {
    let redactor = Redactor::new(["given-secret"]);
    let shared = redactor.clone();
    assert_eq!(shared.clean("given-secret token-first"), "•••• token-first");
    redactor.learn("Bearer token-first");
    assert_eq!(shared.clean("given-secret token-first Bearer token-first"), "•••• •••• ••••");

    let empty = Redactor::default();
    assert!(empty.is_empty());
    empty.clone().learn("token-first");
    assert!(!empty.is_empty());
    assert_eq!(empty.clean("token-first"), Redactor::MASK);
}

#[test]
fn the_latest_tokens_are_remembered_beside_what_was_given() {
    let redactor = Redactor::new(["given-secret"]);
    let token = |number: usize| format!("token-{number:04}");
    for number in 0..100 {
        redactor.learn(&token(number));
        redactor.learn(&token(number));
    }
    for number in 100 - LEARNT..100 {
        assert_eq!(redactor.clean(token(number)), Redactor::MASK);
    }
    assert_eq!(redactor.clean("given-secret"), Redactor::MASK);
    assert_eq!(redactor.known().secrets.len(), 1 + LEARNT);
}

#[test]
fn learning_and_cleaning_go_on_side_by_side() {
    let redactor = Redactor::new(["given-secret"]);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..200 {
                    assert_eq!(redactor.clean("<given-secret>"), "<••••>");
                }
            });
        }
        scope.spawn(|| (0..50).for_each(|number| redactor.learn(&format!("token-{number:04}"))));
    });
    assert_eq!(redactor.clean("token-0049"), Redactor::MASK);
}

proptest! {
    #[test]
    fn what_was_learnt_is_known_as_what_was_given(
        secrets in proptest::collection::vec("[A-Za-z0-9+/=é&%~-]{8,40}", 1..4),
        text in "\\PC{0,40}",
        at in 0..4_usize,
    ) {
        let given = Redactor::new(secrets.iter().map(String::as_str));
        let learnt = Redactor::default();
        secrets.iter().for_each(|secret| learnt.learn(secret));
        let text = format!("{text}{}{text}", secrets[at % secrets.len()]);
        let cleaned = learnt.clean(text.as_str());
        prop_assert!(cleaned.contains(Redactor::MASK));
        prop_assert_eq!(cleaned, given.clean(text.as_str()));
    }

    #[test]
    fn a_secret_never_survives_in_any_form(
        secret in "[A-Za-z0-9+/=\"\\\\ é&%~-]{8,40}",
        before in "\\PC{0,20}",
        after in "\\PC{0,20}",
    ) {
        let redactor = Redactor::new([secret.as_str()]);
        let json = serde_json::to_string(&format!("{before}{secret}{after}")).unwrap();
        let url: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let base64 = STANDARD_NO_PAD.encode(&secret);
        for (text, form) in [
            (format!("{before}{secret}{after}"), secret.clone()),
            (json, serde_json::to_string(&secret).unwrap().trim_matches('"').to_owned()),
            (format!("{before}{url}{after}"), url),
            (format!("{before}{base64}"), base64),
        ] {
            let cleaned = redactor.clean(text);
            prop_assert!(!cleaned.contains(&form), "{cleaned}");
        }
    }

    #[test]
    fn any_text_can_be_cleaned_and_cut(text in "(\\PC|[\\\\%&+u0a2;#5]){0,60}", length in 0..80_usize) {
        let redactor = Redactor::new(["a%2a\\\"u00a0", "&#500000"]);
        let cleaned = redactor.clean(text.as_str());
        let end = cleaned.floor_char_boundary(length);
        prop_assert_eq!(redactor.beginning(&text, length), &cleaned[..end]);
    }
}
