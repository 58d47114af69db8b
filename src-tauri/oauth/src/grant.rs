//! What is asked of an authorization server, what must be remembered meanwhile, and what it grants.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use url::Url;

use crate::callback::Callback;
use crate::client::ClientAuthentication;
use crate::error::Error;

/// What tokens belong to. It is pinned with them: nothing discovered later changes where they are sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantContext {
    /// Who issues the tokens.
    pub issuer: String,
    /// Where they are fetched and renewed.
    pub token_endpoint: Url,
    /// Where they are revoked.
    pub revocation_endpoint: Option<Url>,
    /// For which client.
    pub client_id: String,
    /// How that client proves itself.
    pub authentication: ClientAuthentication,
    /// For which resource (RFC 8707); absent when the parameter is not sent.
    pub resource: Option<String>,
    /// The scopes asked for; empty when the parameter is not sent.
    pub scopes: Vec<String>,
    /// The person's own parameters.
    pub extra_parameters: Vec<(String, String)>,
}

/// What a token endpoint granted.
#[derive(Clone, Debug)]
pub struct Granted {
    /// For `Authorization: Bearer`.
    pub access_token: SecretString,
    /// For the next time. Absent in a refresh means: keep the old one.
    pub refresh_token: Option<SecretString>,
    /// How long the access token lives, counted from now.
    pub expires_in: Option<Duration>,
    /// What was granted; what was asked for when the server does not say.
    pub scopes: Vec<String>,
    /// Whether the server said so itself.
    pub scopes_stated: bool,
    /// Who signed in, for a label only: nobody has checked it.
    pub account: Option<String>,
}

/// What must be remembered until the browser comes back.
#[derive(Clone, Deserialize)]
pub struct Pending {
    state: SecretString,
    verifier: Option<SecretString>,
    issuer: Option<String>,
    expects_iss: bool,
    redirect_uri: String,
    grant: GrantContext,
}

/// The parts of a [`Pending`], as `prepare` finds them.
pub(crate) struct PendingParts {
    pub state: SecretString,
    pub verifier: Option<SecretString>,
    /// Absent when the person typed the endpoints and no issuer.
    pub issuer: Option<String>,
    pub expects_iss: bool,
    pub redirect_uri: String,
    pub grant: GrantContext,
}

impl Pending {
    pub(crate) fn new(parts: PendingParts) -> Pending {
        let PendingParts { state, verifier, issuer, expects_iss, redirect_uri, grant } = parts;
        Pending { state, verifier, issuer, expects_iss, redirect_uri, grant }
    }

    /// Whether `callback`, in any form a person or a browser hands it over, answers this attempt.
    pub fn matches(&self, callback: &str) -> bool {
        Callback::read(callback).is_ok_and(|callback| self.is_state(&callback.state))
    }

    /// The redirect address that was sent.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// What the tokens will belong to.
    pub fn context(&self) -> &GrantContext {
        &self.grant
    }

    /// All of it as one text for the keychain.
    pub fn to_secret(&self) -> SecretString {
        let text = serde_json::json!({
            "state": self.state.expose_secret(),
            "verifier": self.verifier.as_ref().map(ExposeSecret::expose_secret),
            "issuer": self.issuer,
            "expects_iss": self.expects_iss,
            "redirect_uri": self.redirect_uri,
            "grant": self.grant,
        });
        text.to_string().into()
    }

    /// The attempt again as it was before [`Pending::to_secret`].
    pub fn from_secret(text: &SecretString) -> Result<Pending, Error> {
        // serde's words quote what they read.
        serde_json::from_str(text.expose_secret()).map_err(|_| Error::StateMismatch)
    }

    /// The code in `callback`, once everything that proves its origin is checked.
    pub(crate) fn code(&self, callback: &str) -> Result<SecretString, Error> {
        let callback = Callback::read(callback)?;
        if !self.is_state(&callback.state) {
            return Err(Error::StateMismatch);
        }
        callback.check_issuer(self.issuer.as_deref(), self.expects_iss)?;
        callback.into_code()
    }

    pub(crate) fn verifier(&self) -> Option<&SecretString> {
        self.verifier.as_ref()
    }

    fn is_state(&self, state: &str) -> bool {
        self.state.expose_secret().as_bytes().ct_eq(state.as_bytes()).into()
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending() -> Pending {
        Pending::new(PendingParts {
            state: "state-canary".into(),
            verifier: Some("verifier-canary".into()),
            issuer: Some("https://as.example".into()),
            expects_iss: true,
            redirect_uri: "http://127.0.0.1:4000/callback".into(),
            grant: GrantContext {
                issuer: "https://as.example".into(),
                token_endpoint: Url::parse("https://as.example/token").unwrap(),
                revocation_endpoint: None,
                client_id: "abc".into(),
                authentication: ClientAuthentication::None,
                resource: Some("https://mcp.example/mcp".into()),
                scopes: vec!["a".into()],
                extra_parameters: Vec::new(),
            },
        })
    }

    #[test]
    fn survives_the_keychain() {
        let again = Pending::from_secret(&pending().to_secret()).unwrap();
        assert_eq!(again.to_secret().expose_secret(), pending().to_secret().expose_secret());
        assert_eq!(again.context(), pending().context());
    }

    #[test]
    fn a_damaged_item_is_refused_without_quoting_it() {
        let damaged = pending()
            .to_secret()
            .expose_secret()
            .replace("\"expects_iss\":true", "\"expects_iss\":\"canary\"");
        let error = Pending::from_secret(&damaged.into()).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"));
    }

    #[test]
    fn knows_its_own_answer_in_any_form() {
        assert!(pending().matches("code=1&state=state-canary"));
        assert!(pending().matches(" http://127.0.0.1:4000/callback?error=x&state=state-canary "));
        for text in ["code=1&state=state-canarY", "code=1&state=", "code=1&state=state-canary1", "code=1", ""]
        {
            assert!(!pending().matches(text), "{text}");
        }
    }

    #[test]
    fn the_order_of_checks_is_state_then_issuer_then_error() {
        let read = |text: &str| pending().code(text).map(|code| code.expose_secret().to_owned());
        let right = "state=state-canary&iss=https://as.example";
        assert_eq!(read(&format!("code=c&{right}")), Ok("c".into()));
        assert_eq!(
            read("error=access_denied&state=other&iss=https://evil.example"),
            Err(Error::StateMismatch)
        );
        assert!(matches!(
            read("error=access_denied&error_description=boo&state=state-canary&iss=https://evil.example"),
            Err(Error::ResponseIssuerMismatch { .. })
        ));
        assert!(matches!(read(&format!("error=access_denied&{right}")), Err(Error::Declined { .. })));
    }

    #[test]
    fn prints_nothing_of_itself() {
        assert_eq!(format!("{:?}", pending()), "Pending { .. }");
    }
}
