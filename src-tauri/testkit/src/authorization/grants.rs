//! Codes and tokens: what was granted to whom, and whether it still counts.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use uuid::Uuid;

/// What has happened at the token endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Codes redeemed.
    pub codes: u64,
    /// Refreshes that succeeded.
    pub refreshes: u64,
    /// Refresh tokens or codes used a second time; each one revoked its family.
    pub reuses: u64,
    /// Tokens issued for client credentials.
    pub client_credentials: u64,
    /// Requests refused.
    pub refusals: u64,
}

/// What a person consented to.
#[derive(Clone, Debug)]
pub(super) struct Consent {
    pub client: String,
    pub redirect_uri: String,
    /// The S256 challenge; absent when PKCE was left out.
    pub challenge: Option<String>,
    pub scopes: Vec<String>,
}

struct Code {
    consent: Consent,
    redeemed_as: Option<u64>,
}

struct Access {
    family: u64,
    scopes: Vec<String>,
    expires: Instant,
}

struct Refresh {
    family: u64,
    client: String,
    scopes: Vec<String>,
    is_spent: bool,
}

/// Tokens just issued.
pub(super) struct Issued {
    pub access: String,
    pub refresh: Option<String>,
    pub scopes: Vec<String>,
}

/// How tokens are issued.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    pub life: Duration,
    pub refresh_tokens: bool,
    pub rotation: bool,
}

#[derive(Default)]
pub(super) struct Grants {
    codes: HashMap<String, Code>,
    access: HashMap<String, Access>,
    refresh: HashMap<String, Refresh>,
    families: u64,
    pub(super) counts: Counts,
}

impl Grants {
    pub(super) fn code(&mut self, consent: Consent) -> String {
        let code = named("code");
        self.codes.insert(code.clone(), Code { consent, redeemed_as: None });
        code
    }

    /// Redeems a code when `fits` says that it is the right client's; a second time revokes what came of the first.
    pub(super) fn redeem(
        &mut self,
        code: &str,
        terms: Terms,
        fits: impl FnOnce(&Consent) -> bool,
    ) -> Option<Issued> {
        let found = self.codes.get_mut(code)?;
        if let Some(family) = found.redeemed_as {
            self.counts.reuses += 1;
            self.revoke_family(family);
            return None;
        }
        if !fits(&found.consent) {
            return None;
        }
        self.families += 1;
        found.redeemed_as = Some(self.families);
        let (client, scopes) = (found.consent.client.clone(), found.consent.scopes.clone());
        self.counts.codes += 1;
        let refresh = terms.refresh_tokens.then(|| self.new_refresh(self.families, &client, &scopes));
        let access = self.new_access(self.families, &scopes, terms.life);
        Some(Issued { access, refresh, scopes })
    }

    /// New tokens for a refresh token; a spent one revokes its family.
    pub(super) fn refresh(&mut self, token: &str, client: &str, terms: Terms) -> Option<Issued> {
        let found = self.refresh.get_mut(token).filter(|found| found.client == client)?;
        let family = found.family;
        if found.is_spent {
            self.counts.reuses += 1;
            self.revoke_family(family);
            return None;
        }
        found.is_spent = terms.rotation;
        let scopes = found.scopes.clone();
        self.counts.refreshes += 1;
        let refresh = terms.rotation.then(|| self.new_refresh(family, client, &scopes));
        let access = self.new_access(family, &scopes, terms.life);
        Some(Issued { access, refresh, scopes })
    }

    /// A token for a program that acts for itself.
    pub(super) fn for_client(&mut self, scopes: Vec<String>, terms: Terms) -> Issued {
        self.families += 1;
        self.counts.client_credentials += 1;
        let access = self.new_access(self.families, &scopes, terms.life);
        Issued { access, refresh: None, scopes }
    }

    /// RFC 7009: either kind of token ends its whole family.
    pub(super) fn revoke(&mut self, token: &str) {
        let family = self.access.get(token).map(|found| found.family);
        let family = family.or_else(|| self.refresh.get(token).map(|found| found.family));
        if let Some(family) = family {
            self.revoke_family(family);
        }
    }

    /// The scopes of an access token that counts.
    pub(super) fn scopes_of(&self, token: &str) -> Option<Vec<String>> {
        let found = self.access.get(token).filter(|found| found.expires > Instant::now())?;
        Some(found.scopes.clone())
    }

    pub(super) fn expire_access(&mut self) {
        self.access.clear();
    }

    pub(super) fn revoke_all(&mut self) {
        self.access.clear();
        self.refresh.clear();
        self.codes.clear();
    }

    fn new_access(&mut self, family: u64, scopes: &[String], life: Duration) -> String {
        let token = named("access");
        let access = Access { family, scopes: scopes.to_vec(), expires: Instant::now() + life };
        self.access.insert(token.clone(), access);
        token
    }

    fn new_refresh(&mut self, family: u64, client: &str, scopes: &[String]) -> String {
        let token = named("refresh");
        let refresh = Refresh { family, client: client.to_owned(), scopes: scopes.to_vec(), is_spent: false };
        self.refresh.insert(token.clone(), refresh);
        token
    }

    fn revoke_family(&mut self, family: u64) {
        self.access.retain(|_, found| found.family != family);
        self.refresh.retain(|_, found| found.family != family);
    }
}

/// Something nobody can guess, with a beginning that says what it is.
pub(super) fn named(kind: &str) -> String {
    format!("{kind}-{}", Uuid::new_v4().simple())
}
