//! What comes back from the browser: received by a listener, a link, or pasted by a person with whatever surrounds it.

use secrecy::SecretString;
use url::form_urlencoded;

use crate::error::Error;
use crate::quoted::quoted;

/// More than any server sends; what is longer is not looked at.
const LIMIT: usize = 32 << 10;

/// The parameters of an authorization response (RFC 6749 §4.1.2, RFC 9207). No `Debug`: nearly all of it is secret.
#[derive(Default)]
pub(crate) struct Callback {
    pub state: String,
    pub code: Option<SecretString>,
    /// Compared as text, so it stays as it came.
    pub issuer: Option<String>,
    pub error: Option<String>,
    pub error_description: Option<String>,
}

impl Callback {
    /// Reads the parameters out of an address, a query, or a text that contains one of them.
    pub(crate) fn read(text: &str) -> Result<Callback, Error> {
        if text.len() > LIMIT {
            return Err(Error::CallbackUnreadable);
        }
        // A terminal may have broken the address into lines, a log line may have put words around it.
        let whole: String = text.split_whitespace().collect();
        let candidates = text.split_whitespace().chain([whole.as_str()]);
        candidates
            .filter_map(|candidate| parameters(candidate).transpose())
            .next()
            .unwrap_or(Err(Error::CallbackUnreadable))
    }
}

/// `None` where `text` holds no response.
fn parameters(text: &str) -> Result<Option<Callback>, Error> {
    let text =
        text.trim_matches(|c| matches!(c, '"' | '\'' | '`' | '<' | '>' | '(' | ')' | ',' | ';' | '“' | '”'));
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default().replace("&amp;", "&");
    let mut found = Callback::default();
    let mut state = None;
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = value.into_owned();
        // A repeated parameter is not a choice to make for the server.
        let repeated = match &*name {
            "state" => state.replace(value).is_some(),
            "code" => found.code.replace(value.into()).is_some(),
            "iss" => found.issuer.replace(value).is_some(),
            "error" => found.error.replace(value).is_some(),
            "error_description" => found.error_description.replace(value).is_some(),
            _ => false,
        };
        if repeated {
            return Err(Error::CallbackUnreadable);
        }
    }
    let Some(state) = state.filter(|_| found.code.is_some() || found.error.is_some()) else {
        return Ok(None);
    };
    Ok(Some(Callback { state, ..found }))
}

impl Callback {
    /// What RFC 9207 demands, before anything else of the response counts.
    pub(crate) fn check_issuer(&self, expected: Option<&str>, promised: bool) -> Result<(), Error> {
        let Some(expected) = expected else { return Ok(()) };
        match &self.issuer {
            Some(found) if found != expected => Err(Error::ResponseIssuerMismatch {
                expected: expected.to_owned(),
                found: Some(quoted(found, &[])),
            }),
            None if promised => {
                Err(Error::ResponseIssuerMismatch { expected: expected.to_owned(), found: None })
            }
            _ => Ok(()),
        }
    }

    /// The code, or why there is none.
    pub(crate) fn into_code(self) -> Result<SecretString, Error> {
        let Some(error) = self.error else { return self.code.ok_or(Error::CallbackUnreadable) };
        let description = self.error_description.map(|words| quoted(&words, &[&self.state]));
        Err(match error.as_str() {
            "access_denied" => Error::Declined { description },
            "redirect_uri_mismatch" | "invalid_redirect_uri" => Error::RedirectRefused,
            _ => Error::AuthorizationFailed { error: quoted(&error, &[&self.state]), description },
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret as _;

    use super::*;

    fn code_and_state(text: &str) -> Option<(String, String)> {
        let callback = Callback::read(text).ok()?;
        Some((callback.code?.expose_secret().to_owned(), callback.state))
    }

    #[test]
    fn finds_the_response_in_whatever_surrounds_it() {
        for text in [
            "http://127.0.0.1:4000/callback?code=c%2B1&state=s-1",
            "hitchpost://oauth/callback?state=s-1&code=c%2B1#_=_",
            "code=c%2B1&state=s-1",
            "?code=c%2B1&state=s-1",
            "  \"http://127.0.0.1:4000/callback?code=c%2B1&state=s-1\"\n",
            "<http://127.0.0.1:4000/callback?code=c%2B1&amp;state=s-1>",
            "GET /callback?code=c%2B1&state=s-1 HTTP/1.1",
            "This site can't be reached: http://127.0.0.1:4000/callback?code=c%2B1&state=s-1 refused to connect.",
            "http://127.0.0.1:4000/callback?code=c%2\nB1&state=s-1",
        ] {
            assert_eq!(code_and_state(text), Some(("c+1".into(), "s-1".into())), "{text}");
        }
    }

    #[test]
    fn refuses_what_holds_no_response() {
        for text in [
            "",
            "hello",
            "http://127.0.0.1:4000/callback",
            "http://127.0.0.1:4000/callback?code=1",
            "http://127.0.0.1:4000/callback?state=1",
            "code=1&state=2&state=3",
            "code=1&code=2&state=3",
            "code=1&state=2&iss=a&iss=b",
        ] {
            assert!(matches!(Callback::read(text), Err(Error::CallbackUnreadable)), "{text}");
        }
        let huge = format!("code=1&state=2&x={}", "a".repeat(LIMIT));
        assert!(matches!(Callback::read(&huge), Err(Error::CallbackUnreadable)));
    }

    fn issuer_check(iss: &str, expected: Option<&str>, promised: bool) -> bool {
        let callback = Callback::read(&format!("code=1&state=2{iss}")).unwrap();
        callback.check_issuer(expected, promised).is_ok()
    }

    #[test]
    fn the_issuer_is_compared_as_text() {
        let expected = Some("https://as.example");
        assert!(issuer_check("&iss=https%3A%2F%2Fas.example", expected, true));
        assert!(issuer_check("&iss=https://as.example", expected, false));
        assert!(!issuer_check("&iss=https://as.example/", expected, false));
        assert!(!issuer_check("&iss=https://AS.example", expected, false));
        assert!(!issuer_check("&iss=", expected, false));
    }

    #[test]
    fn an_absent_issuer_is_refused_where_it_was_promised() {
        assert!(issuer_check("", Some("https://as.example"), false));
        assert!(!issuer_check("", Some("https://as.example"), true));
        assert!(issuer_check("&iss=https://as.example", None, false));
    }

    #[test]
    fn an_error_says_why_there_is_no_code() {
        let refusal = |text: &str| Callback::read(text).unwrap().into_code().unwrap_err();
        let declined = refusal("error=access_denied&error_description=no%0Away&state=2");
        assert!(matches!(declined, Error::Declined { description: Some(words) } if words == "no way"));
        let failed = refusal("error=server_error&error_description=state+s-123+failed&state=s-123");
        assert!(matches!(failed, Error::AuthorizationFailed { error, description: Some(words) }
            if error == "server_error" && words == "state •••• failed"));
        assert!(matches!(refusal("error=redirect_uri_mismatch&state=2"), Error::RedirectRefused));
    }

    #[test]
    fn an_error_wins_over_a_code() {
        let callback = Callback::read("code=1&error=access_denied&state=2").unwrap();
        assert!(matches!(callback.into_code(), Err(Error::Declined { .. })));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Callback::read(&text);
        }

        #[test]
        fn whatever_a_server_sends_comes_through(
            code in "[ -~é☃]{1,40}",
            state in "[A-Za-z0-9_-]{1,43}",
            before in "[a-zA-Z:\"'<(\n ]{0,20}",
            after in "[\"'>) \n]{0,5}",
        ) {
            let query: String =
                form_urlencoded::Serializer::new(String::new()).append_pair("code", &code).append_pair("state", &state).finish();
            let text = format!("{before} http://127.0.0.1:4000/callback?{query}{after}");
            prop_assert_eq!(code_and_state(&text), Some((code, state)));
        }
    }
}
