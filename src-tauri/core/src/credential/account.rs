//! An account: what the database knows of it, and what only the keychain does.

use hitchpost_oauth::{GrantContext, Granted};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use super::ClientId;
use crate::connection::{CredentialId, Grant, Millis};

/// So long before its end a token is renewed.
const EARLY: Millis = 60_000;

/// No token is believed to live longer: ten years.
const FOREVER: Millis = 10 * 365 * 24 * 60 * 60 * 1_000;

/// An account as it is saved: everything but its tokens.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    pub id: CredentialId,
    pub client: ClientId,
    pub label: String,
    pub grant: Grant,
    /// Origin of the server it was granted for: decides which addresses may be asked.
    pub server: Url,
    /// Where and as what it is renewed. Pinned at the sign-in; nothing is looked up again.
    pub context: GrantContext,
    /// As granted.
    pub scopes: Vec<String>,
    /// Counts up with every token.
    pub generation: i64,
    pub expires_at: Option<Millis>,
    pub renew_at: Option<Millis>,
    /// Whether there is a refresh token.
    pub refreshable: bool,
    /// When it turned out that it cannot be renewed any more.
    pub expired_at: Option<Millis>,
    pub created_at: Millis,
}

impl Credential {
    /// Whether a new token can be had without the person.
    pub fn is_renewable(&self) -> bool {
        self.refreshable || self.grant == Grant::ClientCredentials
    }
}

/// A token for the next request.
#[derive(Clone, Debug)]
pub(crate) struct AccessToken {
    pub value: SecretString,
    /// Tells it from those before and after it.
    pub generation: i64,
    /// What it is good for.
    pub scopes: Vec<String>,
}

/// The tokens of one generation. All the database says about them is here too, so that whoever finds them in the
/// keychain can go on with them.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    pub generation: i64,
    pub access: SecretString,
    pub refresh: Option<SecretString>,
    pub scopes: Vec<String>,
    pub expires_at: Option<Millis>,
    pub renew_at: Option<Millis>,
}

/// [`Tokens`] as they are written.
#[derive(Serialize)]
struct Written<'a> {
    generation: i64,
    access_token: &'a str,
    refresh_token: Option<&'a str>,
    scopes: &'a [String],
    expires_at: Option<Millis>,
    renew_at: Option<Millis>,
}

/// [`Tokens`] as they are read.
#[derive(Deserialize)]
struct Read {
    generation: i64,
    access_token: SecretString,
    refresh_token: Option<SecretString>,
    scopes: Vec<String>,
    expires_at: Option<Millis>,
    renew_at: Option<Millis>,
}

impl Tokens {
    /// What was granted just now.
    pub fn granted(granted: Granted, generation: i64, now: Millis) -> Self {
        // Some say 0 of a token that does not end; one that does is refused, and renewed then.
        let life = granted
            .expires_in
            .filter(|life| !life.is_zero())
            .map(|life| Millis::try_from(life.as_millis()).unwrap_or(FOREVER).clamp(0, FOREVER));
        Self {
            generation,
            access: granted.access_token,
            refresh: granted.refresh_token,
            scopes: granted.scopes,
            expires_at: life.map(|life| now + life),
            renew_at: life.map(|life| now + life - if life < 2 * EARLY { life / 2 } else { EARLY }),
        }
    }

    /// What was granted for these. What the answer leaves out stays as it is.
    pub fn followed_by(&self, granted: Granted, now: Millis) -> Self {
        let (stated, before) = (granted.scopes_stated, self.scopes.clone());
        let next = Self::granted(granted, self.generation + 1, now);
        Self {
            refresh: next.refresh.or_else(|| self.refresh.clone()),
            scopes: if stated { next.scopes } else { before },
            ..next
        }
    }

    /// Whether it is time to renew them.
    pub fn are_due(&self, now: Millis) -> bool {
        self.renew_at.is_some_and(|at| at <= now)
    }

    /// Whether the server will not take them any more.
    pub fn are_over(&self, now: Millis) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }

    /// What a request needs of them.
    pub fn access(&self) -> AccessToken {
        AccessToken { value: self.access.clone(), generation: self.generation, scopes: self.scopes.clone() }
    }

    /// As one text for the keychain.
    pub fn to_secret(&self) -> serde_json::Result<SecretString> {
        let written = Written {
            generation: self.generation,
            access_token: self.access.expose_secret(),
            refresh_token: self.refresh.as_ref().map(ExposeSecret::expose_secret),
            scopes: &self.scopes,
            expires_at: self.expires_at,
            renew_at: self.renew_at,
        };
        serde_json::to_string(&written).map(SecretString::from)
    }

    /// From that text; nothing when it is no such thing.
    pub fn from_secret(text: &SecretString) -> Option<Self> {
        let read: Read = serde_json::from_str(text.expose_secret()).ok()?;
        Some(Self {
            generation: read.generation,
            access: read.access_token,
            refresh: read.refresh_token,
            scopes: read.scopes,
            expires_at: read.expires_at,
            renew_at: read.renew_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn granted(life: Option<Duration>) -> Tokens {
        let granted = Granted {
            access_token: "access-canary".into(),
            refresh_token: Some("refresh-canary".into()),
            expires_in: life,
            scopes: vec!["read".to_owned()],
            scopes_stated: true,
            account: None,
        };
        Tokens::granted(granted, 7, 1_000_000)
    }

    #[test]
    fn a_token_is_renewed_a_minute_early_or_half_way_through_a_short_life() {
        for (seconds, early) in [(3_600, 60), (120, 60), (119, 59), (10, 5), (1, 0)] {
            let tokens = granted(Some(Duration::from_secs(seconds)));
            let (expires, renew) = (tokens.expires_at.unwrap(), tokens.renew_at.unwrap());
            assert_eq!(expires - 1_000_000, i64::try_from(seconds).unwrap() * 1_000);
            assert_eq!((expires - renew) / 1_000, early, "{seconds} s");
        }
        for endless in [None, Some(Duration::ZERO)] {
            assert!(!granted(endless).are_due(Millis::MAX));
        }
        assert!(granted(Some(Duration::MAX)).expires_at.unwrap() > 1_000_000);
    }

    #[test]
    fn what_an_answer_leaves_out_stays_as_it_was() {
        let tokens = granted(None);
        let answer = Granted {
            access_token: "second".into(),
            refresh_token: None,
            expires_in: None,
            scopes: vec!["asked".to_owned()],
            scopes_stated: false,
            account: None,
        };
        let next = tokens.followed_by(answer, 2_000_000);
        assert_eq!(next.refresh.unwrap().expose_secret(), "refresh-canary");
        assert_eq!((next.generation, next.scopes), (8, vec!["read".to_owned()]));
        assert_eq!(next.access.expose_secret(), "second");
    }

    #[test]
    fn tokens_come_back_from_the_keychain_as_they_were_and_are_never_printed() {
        let tokens = granted(Some(Duration::from_secs(60)));
        let again = Tokens::from_secret(&tokens.to_secret().unwrap()).unwrap();
        assert_eq!(again.access.expose_secret(), "access-canary");
        assert_eq!(again.refresh.as_ref().unwrap().expose_secret(), "refresh-canary");
        assert_eq!(
            (again.generation, again.expires_at, again.renew_at, &again.scopes),
            (7, tokens.expires_at, tokens.renew_at, &tokens.scopes)
        );
        assert!(!format!("{again:?}").contains("canary"));
        assert!(Tokens::from_secret(&"half a te".into()).is_none());
    }
}
