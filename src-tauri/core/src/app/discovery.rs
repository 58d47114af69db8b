//! What a server that asks for a credential says about how to get one. Looks only: registers nothing, sends no secret.

use hitchpost_net::Network;
use hitchpost_oauth::{
    BearerChallenge, Choice, Discovered, Error, Ground, Http, Outcome, client_credentials, discover_for,
    prepare_client_credentials,
};
use url::Url;

use super::consent::{http, http_options, server};
use super::{App, Result};
use crate::connection::{Auth, AuthNeed, Connection, Grant, OAuthNeed, OAuthSettings, ProbeReport};
use crate::credential::{Bounds, Secrets};
use crate::failure::Failure;
use crate::session::Endpoint;
use crate::sign_in::wishes;

impl App {
    /// What a server needs that answered 401 with these challenges, to somebody with these settings. A failure is what
    /// is wrong with its own words.
    async fn look_for_sign_in(
        &self,
        server: &Url,
        challenges: &[String],
        (settings, network): (&OAuthSettings, Network),
        before: Option<&str>,
    ) -> (AuthNeed, Result<()>) {
        let challenge = BearerChallenge::find(challenges.iter().map(String::as_str));
        let points = challenge.as_ref().is_some_and(|challenge| challenge.resource_metadata.is_some());
        let found = async {
            let http = Http::new(http_options(&self.inner.wire, server, Bounds::of(settings, network)))?;
            let choice = Choice { pinned: settings.issuer.as_deref(), before, ..Choice::default() };
            discover_for(&http, server, challenge.as_ref(), choice).await
        };
        match found.await {
            // A guess that any address might answer is no word of the server's.
            Ok(discovered) if !points && is_guessed(&discovered) => (AuthNeed::Token, Ok(())),
            Ok(discovered) => (self.need(&discovered, challenge.as_ref()), Ok(())),
            // Nothing there, and nobody said that there was.
            Err(Error::Unsupported { .. } | Error::Network(_)) if !points => (AuthNeed::Token, Ok(())),
            Err(error) => {
                let need = AuthNeed::OAuth {
                    registration: OAuthNeed::OwnApp,
                    issuer: None,
                    issuers: Vec::new(),
                    host: None,
                    scopes: challenge.map(|challenge| challenge.scope).unwrap_or_default(),
                };
                (need, Err(Failure::from(error)))
            }
        }
    }

    /// Adds to a report what the server says about signing in, where it wants a token. Of several issuers `before` is
    /// the one of the account in use.
    pub(super) async fn look_further(
        &self,
        report: &mut ProbeReport,
        server: &Url,
        challenges: &[String],
        (settings, network): (&OAuthSettings, Network),
        before: Option<&str>,
    ) {
        if report.auth != AuthNeed::Token {
            return;
        }
        if let Some(need) = described(settings) {
            report.auth = need;
            return;
        }
        let (need, looked) = self.look_for_sign_in(server, challenges, (settings, network), before).await;
        report.auth = need;
        if let Err(failure) = looked {
            report.failure = Some(failure);
        }
    }

    /// The account a trial goes with: the saved one where it is good for what was entered, or one that takes no
    /// person. None stops before the browser.
    pub(super) async fn with_account(
        &self,
        endpoint: Endpoint,
        tried: &Connection,
        secrets: &Secrets,
    ) -> Result<Endpoint> {
        let Auth::OAuth { settings } = &tried.auth else { return Ok(endpoint) };
        if settings.grant == Grant::ClientCredentials {
            let (server, document) = (server(tried)?, self.inner.settings().client_metadata_url.clone());
            let wishes = wishes(settings, secrets, document.as_deref())?;
            let http = http(&self.inner.wire, &server, Bounds::of(settings, endpoint.network()))?;
            let ground = Ground {
                server,
                challenge: None,
                known_clients: Vec::new(),
                issuer_before: self.earlier(tried, settings).await?.issuer,
                requested_before: Vec::new(),
            };
            let (context, client) = prepare_client_credentials(&http, &wishes, &ground).await?;
            let granted = client_credentials(&http, &context, &client, client.key.as_ref()).await?;
            return endpoint.with_token(&granted.access_token);
        }
        Ok(match self.good_account(tried).await {
            Ok(Some(account)) => endpoint.signed_in(self.inner.broker.clone(), account),
            Ok(None) | Err(_) => endpoint,
        })
    }

    fn need(&self, discovered: &Discovered, challenge: Option<&BearerChallenge>) -> AuthNeed {
        let server = &discovered.server;
        let has_document = self.inner.settings().client_metadata_url.is_some();
        let by_itself = server.registration_endpoint.is_some()
            || (server.client_id_metadata_document_supported && has_document);
        let asked = challenge.map(|challenge| challenge.scope.clone()).filter(|scopes| !scopes.is_empty());
        let listed = || discovered.resource.as_ref().map(|resource| resource.scopes_supported.clone());
        AuthNeed::OAuth {
            registration: if by_itself { OAuthNeed::Automatic } else { OAuthNeed::OwnApp },
            issuer: Some(server.issuer.clone()),
            issuers: discovered.issuers.clone(),
            host: server.authorization_endpoint.as_ref().and_then(|url| url.host_str().map(str::to_owned)),
            scopes: asked.or_else(listed).unwrap_or_default(),
        }
    }
}

/// What is needed where the person typed where to sign in: the server is not asked.
fn described(settings: &OAuthSettings) -> Option<AuthNeed> {
    let (authorization, token) = (settings.authorization_url.as_ref()?, settings.token_url.as_ref()?);
    let issuer = settings.issuer.clone().unwrap_or_else(|| token.to_string());
    Some(AuthNeed::OAuth {
        registration: OAuthNeed::OwnApp,
        issuers: vec![issuer.clone()],
        issuer: Some(issuer),
        host: authorization.host_str().map(str::to_owned),
        scopes: settings.scopes.clone(),
    })
}

/// Whether no document was found, and the usual addresses of revision 2025-03-26 were assumed.
fn is_guessed(discovered: &Discovered) -> bool {
    discovered.legacy && !discovered.tried.iter().any(|tried| tried.outcome == Outcome::Found)
}
