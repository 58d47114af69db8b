use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// `scheme name=value …` for each challenge.
fn read(headers: &[&str]) -> Vec<String> {
    let one = |challenge: Challenge| {
        let params = challenge.params.iter().map(|(name, value)| format!(" {name}={value}"));
        format!("{}{}", challenge.scheme, params.collect::<String>())
    };
    Challenge::parse_all(headers.iter().copied()).into_iter().map(one).collect()
}

#[test]
fn challenges_are_read_as_the_rfc_writes_them() {
    let table: [(&[&str], &[&str]); 12] = [
        (&["Bearer"], &["bearer"]),
        (&[r#"Bearer realm="a, b", scope="x y""#], &["bearer realm=a, b scope=x y"]),
        (
            &[r#"Basic realm="simple", Bearer error="invalid_token""#],
            &["basic realm=simple", "bearer error=invalid_token"],
        ),
        (&["Negotiate", "NTLM, Bearer"], &["negotiate", "ntlm", "bearer"]),
        (&["Negotiate YII=, Bearer a=b"], &["negotiate", "bearer a=b"]),
        (
            &[r#"Newauth realm="apps", type=1, title="Login to \"apps\"", Basic realm="simple""#],
            &[r#"newauth realm=apps type=1 title=Login to "apps""#, "basic realm=simple"],
        ),
        (
            &[r#"BEARER Resource_Metadata="https://h/x?a=1,2""#],
            &["bearer resource_metadata=https://h/x?a=1,2"],
        ),
        (&[r#"Bearer realm = "x" ,error="y""#], &["bearer realm=x error=y"]),
        (&[r#", ,Bearer realm="x",,"#], &["bearer realm=x"]),
        (&["Bearer abc"], &["bearer"]),
        (&[""], &[]),
        (&[r#"Bearer realm="", error="""#], &["bearer realm= error="]),
    ];
    for (headers, expected) in table {
        assert_eq!(read(headers), expected, "{headers:?}");
    }
}

#[test]
fn garbage_costs_what_it_stands_in_and_no_more() {
    let table: [(&str, &[&str]); 9] = [
        (
            r#"Bearer resource_metadata=https://h/x?a=1, scope="a""#,
            &["bearer resource_metadata=https://h/x?a=1 scope=a"],
        ),
        (r#"Bearer realm=x error=y"#, &["bearer realm=x error=y"]),
        (r#"Bearer scope=mcp:read mcp:write, error="z""#, &["bearer scope=mcp:read error=z"]),
        (r#"Bearer realm="never closed"#, &["bearer realm=never closed"]),
        (r#"Bearer realm="ends in a backslash\"#, &["bearer realm=ends in a backslash"]),
        (r#"=x, "quoted, comma", Bearer a=b"#, &["bearer a=b"]),
        (r#"Bearer ü=1, error="y""#, &["bearer error=y"]),
        (r#"{"error":"x"}"#, &[]),
        (r#"error="without a scheme", Bearer"#, &["bearer"]),
    ];
    for (header, expected) in table {
        assert_eq!(read(&[header]), expected, "{header}");
    }
}

#[test]
fn the_bearer_challenge_that_says_most_is_found() {
    let found = BearerChallenge::find([
        r#"DPoP algs="ES256", Basic realm="x""#,
        r#"Bearer realm="nothing to say""#,
        r#"Bearer resource_metadata="https://h/m", scope="a  b,a c", error="invalid_token", error_description="gone""#,
    ]);
    let expected = BearerChallenge {
        resource_metadata: Some("https://h/m".into()),
        scope: vec!["a".into(), "b".into(), "c".into()],
        error: Some("invalid_token".into()),
        error_description: Some("gone".into()),
    };
    assert_eq!(found, Some(expected));
    assert_eq!(BearerChallenge::find(["Basic realm=\"x\""]), None);
    assert_eq!(BearerChallenge::find(["Bearer"]), Some(BearerChallenge::default()));
}

#[test]
fn a_header_of_a_megabyte_is_not_read() {
    let long = format!("Bearer realm=\"{}\"", "x".repeat(1024 * 1024));
    assert_eq!(read(&[&long, "Basic realm=y"]), ["basic realm=y"]);
}

fn rendered(challenge: &Challenge) -> String {
    let params = challenge.params.iter().enumerate().map(|(index, (name, value))| {
        let value = value.replace('\\', r"\\").replace('"', r#"\""#);
        format!("{} {name}=\"{value}\"", if index == 0 { "" } else { "," })
    });
    params.fold(challenge.scheme.clone(), |text, part| text + &part)
}

/// A challenge and how it is written. Of a token68 nothing is read.
fn challenge() -> impl Strategy<Value = (Challenge, String)> {
    let name = "[a-z][a-z0-9_-]{0,8}";
    let with_params = (name, vec((name, "[ -~]{0,20}"), 0..4)).prop_map(|(scheme, params)| {
        let challenge = Challenge { scheme, params };
        let text = rendered(&challenge);
        (challenge, text)
    });
    let with_token = (name, "[A-Za-z0-9._~+/-]{1,12}={0,2}").prop_map(|(scheme, token)| {
        let text = format!("{scheme} {token}");
        (Challenge { scheme, params: Vec::new() }, text)
    });
    prop_oneof![3 => with_params, 1 => with_token]
}

proptest! {
    #[test]
    fn any_text_can_be_read(texts in vec(".{0,200}", 0..3)) {
        crate::fuzzing::challenge(texts.join("\n").as_bytes());
    }

    #[test]
    fn texts_of_the_grammars_own_characters_can_be_read(text in "[Ba =,\"\\\\\t;:ü]{0,60}") {
        crate::fuzzing::challenge(text.as_bytes());
    }

    #[test]
    fn what_is_written_is_read_back(challenges in vec(challenge(), 1..4)) {
        let (challenges, texts): (Vec<Challenge>, Vec<String>) = challenges.into_iter().unzip();
        prop_assert_eq!(&Challenge::parse_all([texts.join(", ").as_str()]), &challenges);
        prop_assert_eq!(&Challenge::parse_all(texts.iter().map(String::as_str)), &challenges);
    }
}
