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
    /// What the tokens will be for; anything when nothing was named.
    pub resource: Option<String>,
}

struct Code {
    consent: Consent,
    redeemed_as: Option<u64>,
}

struct Access {
    family: u64,
    scopes: Vec<String>,
    resource: Option<String>,
    expires: Instant,
}

struct Refresh {
    family: u64,
    consent: Consent,
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
        let consent = found.consent.clone();
        self.counts.codes += 1;
        let refresh = terms.refresh_tokens.then(|| self.new_refresh(self.families, &consent));
        Some(self.issued(self.families, consent.scopes, consent.resource, refresh, terms))
    }

    /// New tokens for a refresh token; a spent one revokes its family.
    pub(super) fn refresh(&mut self, token: &str, client: &str, terms: Terms) -> Option<Issued> {
        let found = self.refresh.get_mut(token).filter(|found| found.consent.client == client)?;
        let family = found.family;
        if found.is_spent {
            self.counts.reuses += 1;
            self.revoke_family(family);
            return None;
        }
        found.is_spent = terms.rotation;
        let consent = found.consent.clone();
        self.counts.refreshes += 1;
        let refresh = terms.rotation.then(|| self.new_refresh(family, &consent));
        Some(self.issued(family, consent.scopes, consent.resource, refresh, terms))
    }

    /// A token for a program that acts for itself.
    pub(super) fn for_client(
        &mut self,
        scopes: Vec<String>,
        resource: Option<String>,
        terms: Terms,
    ) -> Issued {
        self.families += 1;
        self.counts.client_credentials += 1;
        self.issued(self.families, scopes, resource, None, terms)
    }

    /// What a code, an access token or a refresh token is for, where it is for something; `None` when it is not known.
    pub(super) fn resource_of(&self, token: &str) -> Option<Option<String>> {
        let code = self.codes.get(token).map(|found| &found.consent.resource);
        let refresh = || self.refresh.get(token).map(|found| &found.consent.resource);
        let access = || self.access.get(token).map(|found| &found.resource);
        code.or_else(refresh).or_else(access).cloned()
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

    fn issued(
        &mut self,
        family: u64,
        scopes: Vec<String>,
        resource: Option<String>,
        refresh: Option<String>,
        terms: Terms,
    ) -> Issued {
        let access = named("access");
        let expires = Instant::now() + terms.life;
        self.access.insert(access.clone(), Access { family, scopes: scopes.clone(), resource, expires });
        Issued { access, refresh, scopes }
    }

    fn new_refresh(&mut self, family: u64, consent: &Consent) -> String {
        let token = named("refresh");
        self.refresh.insert(token.clone(), Refresh { family, consent: consent.clone(), is_spent: false });
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
