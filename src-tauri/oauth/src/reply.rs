//! Token answers as servers really send them, read leniently and put into the standard's form.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

use crate::error::Error;
use crate::quoted::quoted;

/// Longer lives are as good as endless, and arithmetic on times stays far from its limits.
const LONGEST_LIFE: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The answer of a token endpoint in the form of RFC 6749 §5.1, or the error it carries. `secrets` are what the
/// request held; a server may repeat them.
pub(crate) fn standard_form(status: u16, body: &[u8], secrets: &[&str]) -> Result<Value, Error> {
    let fields = fields(body);
    let success = (200..300).contains(&status);
    let refused = fields.as_ref().and_then(|fields| error_words(fields, secrets)).is_some();
    if refused || !success {
        let (error, description) = refusal(status, body, secrets);
        return Err(Error::Token { error, description, status });
    }
    let fields = fields.ok_or_else(|| malformed("it is neither JSON nor a form"))?;
    let token = text(&fields, "access_token").ok_or_else(|| malformed("there is no access token"))?;
    check_type(text(&fields, "token_type"))?;
    Ok(json!({
        "access_token": token,
        "token_type": "bearer",
        "expires_in": lifetime(fields.get("expires_in")).map(|life| life.as_secs()),
        "refresh_token": text(&fields, "refresh_token"),
        "scope": fields.get("scope").and_then(scope),
        "account": text(&fields, "id_token").and_then(account),
    }))
}

/// The fields of a JSON object or, as GitHub answers unless asked otherwise, of a form.
pub(crate) fn fields(body: &[u8]) -> Option<Map<String, Value>> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if let Ok(fields) = serde_json::from_slice::<Map<String, Value>>(body) {
        return Some(fields);
    }
    let fields: Map<String, Value> = form_urlencoded::parse(body.trim_ascii())
        .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
        .collect();
    (fields.contains_key("access_token") || fields.contains_key("error")).then_some(fields)
}

/// Why a server refused, in its own words where it has any: `error`, else the status, and what explains it.
pub(crate) fn refusal(status: u16, body: &[u8], secrets: &[&str]) -> (String, Option<String>) {
    let fields = fields(body).unwrap_or_default();
    error_words(&fields, secrets).unwrap_or_else(|| {
        let said = ["error_description", "message", "detail"].iter().find_map(|name| text(&fields, name));
        (format!("HTTP {status}"), said.map(|words| quoted(words, secrets)))
    })
}

/// `error` and `error_description`; some servers nest both in an object.
fn error_words(fields: &Map<String, Value>, secrets: &[&str]) -> Option<(String, Option<String>)> {
    let (error, description) = match fields.get("error")? {
        Value::String(error) if !error.is_empty() => (error.as_str(), text(fields, "error_description")),
        Value::Object(nested) => {
            let code = ["type", "code", "status"].iter().find_map(|name| text(nested, name));
            (code.unwrap_or("error"), text(nested, "message"))
        }
        _ => return None,
    };
    Some((quoted(error, secrets), description.map(|words| quoted(words, secrets))))
}

fn text<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    fields.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// Only bearer tokens are understood; a server that names no type means them.
fn check_type(named: Option<&str>) -> Result<(), Error> {
    match named {
        Some(named) if !named.trim().eq_ignore_ascii_case("bearer") => {
            Err(malformed(&format!("the token is of type {}", quoted(named, &[]))))
        }
        _ => Ok(()),
    }
}

/// Seconds as a number or a text. Nothing, zero and less mean that the server does not say.
fn lifetime(value: Option<&Value>) -> Option<Duration> {
    let seconds = match value? {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse::<f64>().ok()?,
        _ => return None,
    };
    (seconds >= 1.0).then(|| Duration::from_secs_f64(seconds.min(LONGEST_LIFE.as_secs_f64())))
}

/// Scopes separated by spaces, by commas where there is no space, or in an array.
fn scope(value: &Value) -> Option<String> {
    let scopes: Vec<&str> = match value {
        Value::String(text) if text.trim().contains(char::is_whitespace) => text.split_whitespace().collect(),
        Value::String(text) => text.trim().split(',').filter(|scope| !scope.is_empty()).collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    (!scopes.is_empty()).then(|| scopes.join(" "))
}

/// Who signed in according to an ID token that nobody verified: good for a label, for nothing else.
fn account(id_token: &str) -> Option<String> {
    let claims = BASE64URL.decode(id_token.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    let claims: Map<String, Value> = serde_json::from_slice(&claims).ok()?;
    let name = ["email", "preferred_username", "name"].iter().find_map(|name| text(&claims, name))?;
    Some(quoted(name, &[]))
}

fn malformed(reason: &str) -> Error {
    Error::TokenMalformed { reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(body: &str) -> Result<Value, Error> {
        standard_form(200, body.as_bytes(), &["sent-secret"])
    }

    #[test]
    fn a_lifetime_may_be_a_text_and_never_absurd() {
        for (written, expected) in [
            ("3600", json!(3600)),
            ("\"3600\"", json!(3600)),
            ("3599.7", json!(3599)),
            ("1e300", json!(LONGEST_LIFE.as_secs())),
            ("\"1e300\"", json!(LONGEST_LIFE.as_secs())),
            ("-1", Value::Null),
            ("0", Value::Null),
            ("null", Value::Null),
            ("\"soon\"", Value::Null),
            ("\"NaN\"", Value::Null),
            ("[]", Value::Null),
        ] {
            let reply = read(&format!(r#"{{"access_token":"a","expires_in":{written}}}"#)).unwrap();
            assert_eq!(reply["expires_in"], expected, "{written}");
        }
    }

    #[test]
    fn scopes_may_be_separated_by_spaces_or_commas_or_listed() {
        for (written, expected) in [
            (r#""a b""#, json!("a b")),
            (r#""repo,gist""#, json!("repo gist")),
            (r#""a,b c""#, json!("a,b c")),
            (r#"["a","b"]"#, json!("a b")),
            (r#""""#, Value::Null),
            ("7", Value::Null),
        ] {
            let reply = read(&format!(r#"{{"access_token":"a","scope":{written}}}"#)).unwrap();
            assert_eq!(reply["scope"], expected, "{written}");
        }
    }

    #[test]
    fn a_token_type_may_be_missing_or_oddly_spelled_but_not_another() {
        for body in [r#"{"access_token":"a"}"#, r#"{"access_token":"a","token_type":"BEARER"}"#] {
            assert!(read(body).is_ok(), "{body}");
        }
        assert!(matches!(
            read(r#"{"access_token":"a","token_type":"mac"}"#),
            Err(Error::TokenMalformed { reason }) if reason.contains("mac")
        ));
    }

    #[test]
    fn a_form_is_read_like_json() {
        let reply = read("access_token=gho_1&scope=repo%2Cgist&token_type=bearer\n").unwrap();
        assert_eq!((&reply["access_token"], &reply["scope"]), (&json!("gho_1"), &json!("repo gist")));
    }

    #[test]
    fn an_error_counts_with_any_status_and_does_not_repeat_what_we_sent() {
        for (status, body) in [
            (200, r#"{"error":"invalid_grant","error_description":"bad sent-secret"}"#),
            (400, r#"{"error":"invalid_grant","error_description":"bad sent-secret"}"#),
            (401, "error=invalid_grant&error_description=bad+sent-secret"),
            (400, r#"{"error":{"type":"invalid_grant","message":"bad sent-secret"}}"#),
        ] {
            let error = standard_form(status, body.as_bytes(), &["sent-secret"]).unwrap_err();
            let expected = ("invalid_grant".to_owned(), Some("bad ••••".to_owned()));
            assert!(
                matches!(&error, Error::Token { error, description, .. } if (error, description) == (&expected.0, &expected.1)),
                "{body}: {error:?}"
            );
        }
    }

    #[test]
    fn what_is_no_answer_is_named() {
        for body in ["<html>", "", "[]", "{}", r#"{"access_token":""}"#, r#"{"access_token":7}"#] {
            assert!(matches!(read(body), Err(Error::TokenMalformed { .. })), "{body}");
        }
        assert!(matches!(
            standard_form(502, b"<html>", &[]),
            Err(Error::Token { error, status: 502, .. }) if error == "HTTP 502"
        ));
    }

    #[test]
    fn a_refusal_without_an_error_is_explained_as_well_as_can_be() {
        for (body, description) in [
            (r#"{"error":true,"message":"not sent-secret"}"#, Some("not ••••")),
            (r#"{"detail":"not here"}"#, Some("not here")),
            ("<html>", None),
        ] {
            let said = refusal(403, body.as_bytes(), &["sent-secret"]);
            assert_eq!(said, ("HTTP 403".to_owned(), description.map(str::to_owned)), "{body}");
        }
    }

    #[test]
    fn an_id_token_gives_a_label() {
        let claims = BASE64URL.encode(r#"{"sub":"1","email":"ada@example.com"}"#);
        let reply = read(&format!(r#"{{"access_token":"a","id_token":"e30.{claims}.x"}}"#)).unwrap();
        assert_eq!(reply["account"], json!("ada@example.com"));
        for id_token in ["", "x", "a.b.c", "e30.e30.x"] {
            let reply = read(&format!(r#"{{"access_token":"a","id_token":"{id_token}"}}"#)).unwrap();
            assert_eq!(reply["account"], Value::Null, "{id_token}");
        }
    }

    proptest! {
        #[test]
        fn any_answer_is_read_or_refused(status in 200_u16..600, body in any::<Vec<u8>>()) {
            let _ = standard_form(status, &body, &["sent-secret"]);
        }

        #[test]
        fn no_error_repeats_what_was_sent(before in "\\PC{0,20}", after in "\\PC{0,20}") {
            let body = json!({ "error": format!("{before}sent-secret{after}"), "error_description": format!("{after}sent-secret") });
            let error = standard_form(400, body.to_string().as_bytes(), &["sent-secret"]).unwrap_err();
            let printed = format!("{error} {error:?}");
            prop_assert!(!printed.contains("sent-secret"));
        }
    }
}
