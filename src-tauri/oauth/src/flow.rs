//! From wishes to tokens: everything before the browser opens, and everything after it came back.

use std::fmt;

use secrecy::SecretString;
use url::Url;

use crate::authorize::{Request, ResourceChoice};
use crate::challenge::BearerChallenge;
use crate::checks::{self, Pkce};
use crate::client::{Client, ClientAuthentication};
use crate::discovery::{Choice, Discovered, discover_for};
use crate::error::Error;
use crate::grant::{GrantContext, Granted, Pending, PendingParts};
use crate::http::Http;
use crate::metadata::AuthorizationServerMetadata;
use crate::registration::{Applicant, RegistrationChoice};
use crate::scope::ScopeGround;
use crate::signing_key::SigningKey;
use crate::token::TokenEndpoint;

/// What the person wants; `Default` leaves everything to the servers.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Instead of the discovered one.
    pub authorization_endpoint: Option<Url>,
    /// Instead of the discovered one. With both typed, nothing is discovered.
    pub token_endpoint: Option<Url>,
    /// The authorization server to use and no other, or its name when the endpoints are typed.
    pub issuer: Option<String>,
    /// The app they registered themselves.
    pub client: Option<OwnClient>,
    /// How the client proves itself.
    pub client_authentication: Option<ClientAuthentication>,
    /// How to become a client without an app of their own.
    pub registration: RegistrationChoice,
    /// Our metadata document, where we have one.
    pub metadata_document: Option<Url>,
    /// Exactly these scopes.
    pub scopes: Option<Vec<String>>,
    /// For which resource.
    pub resource: ResourceChoice,
    /// How much proof of possession.
    pub pkce: Pkce,
    /// Sent along; those of the protocol's own names are left out.
    pub extra_parameters: Vec<(String, String)>,
    /// Who we say we are when we register.
    pub client_name: String,
}

/// An app the person registered at the authorization server.
#[derive(Clone, Debug)]
pub struct OwnClient {
    /// `client_id`.
    pub id: String,
    /// `client_secret`.
    pub secret: Option<SecretString>,
    /// What signs in place of a secret.
    pub key: Option<SigningKey>,
}

/// What is known already.
#[derive(Clone, Debug)]
pub struct Ground {
    /// The MCP server.
    pub server: Url,
    /// What it refused us with.
    pub challenge: Option<BearerChallenge>,
    /// Earlier registrations.
    pub known_clients: Vec<Client>,
    /// The issuer of the sign-in before this one. It is asked again as long as the server names it. To another the
    /// person's own app never goes by itself: they have to wish for it.
    pub issuer_before: Option<String>,
    /// The scopes earlier requests of this grant asked for.
    pub requested_before: Vec<String>,
}

/// How far [`prepare`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Finding the authorization server.
    Discovering,
    /// Registering with it.
    Registering,
    /// The address is ready.
    Ready,
}

/// What a browser opens, and what must be kept until it comes back.
pub struct Prepared {
    /// http or https, without user name, re-serialised. It holds the state: not for logs, not for the web view.
    pub url: Url,
    /// For [`finish`].
    pub pending: Pending,
    /// As whom we ask.
    pub client: Client,
    /// What was found; absent when the person typed both endpoints.
    pub discovered: Option<Discovered>,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("url", &checks::shown(&self.url)).finish_non_exhaustive()
    }
}

/// The authorization server, found or typed.
pub(crate) struct Found {
    pub server: AuthorizationServerMetadata,
    pub discovered: Option<Discovered>,
    /// Absent when nobody named one: then no response can contradict it.
    pub issuer: Option<String>,
}

impl Found {
    /// `browser`: whether anybody has to consent, which takes one endpoint more.
    pub(crate) async fn by(
        http: &Http,
        wishes: &Wishes,
        ground: &Ground,
        browser: bool,
    ) -> Result<Found, Error> {
        if let Some(server) = typed(http, wishes, browser)? {
            return Ok(Found { server, discovered: None, issuer: wishes.issuer.clone() });
        }
        let choice = Choice {
            pinned: wishes.issuer.as_deref(),
            before: ground.issuer_before.as_deref(),
            first_only: wishes.client.is_some(),
        };
        let discovered = discover_for(http, &ground.server, ground.challenge.as_ref(), choice).await?;
        let mut server = discovered.server.clone();
        if let (Some(_), None, Some(before)) = (&wishes.client, choice.pinned, choice.before) {
            is_same_issuer(before, &discovered)?;
        }
        if let Some(endpoint) = &wishes.authorization_endpoint {
            server.authorization_endpoint = Some(typed_endpoint(http, "authorization_endpoint", endpoint)?);
        }
        if let Some(endpoint) = &wishes.token_endpoint {
            server.token_endpoint = typed_endpoint(http, "token_endpoint", endpoint)?;
        }
        let issuer = Some(server.issuer.clone());
        Ok(Found { server, discovered: Some(discovered), issuer })
    }

    /// What the grant is pinned to. `unasked` are the server's scopes that may be added.
    pub(crate) fn context(
        &self,
        wishes: &Wishes,
        ground: &Ground,
        client: &Client,
        unasked: &[String],
    ) -> GrantContext {
        let resource = self.discovered.as_ref().and_then(|discovered| discovered.resource.as_ref());
        let legacy = self.discovered.as_ref().is_some_and(|discovered| discovered.legacy);
        let scopes = ScopeGround {
            wished: wishes.scopes.as_deref(),
            challenged: ground.challenge.as_ref().map(|challenge| &*challenge.scope).unwrap_or_default(),
            resource: resource.map(|resource| &*resource.scopes_supported).unwrap_or_default(),
            server: unasked,
            requested_before: &ground.requested_before,
        };
        GrantContext {
            issuer: client.issuer.clone(),
            token_endpoint: self.server.token_endpoint.clone(),
            revocation_endpoint: self.server.revocation_endpoint.clone(),
            client_id: client.id.clone(),
            authentication: client.authentication,
            resource: wishes.resource.choose(&ground.server, resource, legacy),
            scopes: scopes.choose(),
            extra_parameters: wishes.extra_parameters.clone(),
        }
    }

    /// Whether to send a challenge, once the server is known to understand it.
    fn pkce(&self, wishes: &Wishes) -> Result<bool, Error> {
        let Some(discovered) = &self.discovered else {
            // Only what proves the client can stand in for the proof of possession.
            let own = wishes.client.as_ref().filter(|own| own.secret.is_some() || own.key.is_some());
            let is_proven = own.is_some() && wishes.client_authentication != Some(ClientAuthentication::None);
            return Ok(wishes.pkce != Pkce::Off || !is_proven);
        };
        let advertised = self.server.code_challenge_methods_supported.as_deref();
        // In 2025-03-26 every client proves possession, and no server says that it understands.
        let silent = discovered.legacy && advertised.is_none();
        let wish =
            if wishes.pkce == Pkce::Required && !silent { Pkce::Required } else { Pkce::AllowUnadvertised };
        checks::pkce(wish, &self.server.issuer, advertised).map(|()| true)
    }
}

/// Whether the secret of the person's own app goes where it went before. An issuer that nobody named goes by the name
/// of its token endpoint.
fn is_same_issuer(before: &str, found: &Discovered) -> Result<(), Error> {
    if before == found.server.issuer || before == found.server.token_endpoint.as_str() {
        return Ok(());
    }
    Err(Error::IssuerNotOffered { wanted: before.to_owned(), offered: found.issuers.clone() })
}

/// The authorization server as a person described it, when they described enough of it.
fn typed(http: &Http, wishes: &Wishes, browser: bool) -> Result<Option<AuthorizationServerMetadata>, Error> {
    let Some(token) = &wishes.token_endpoint else { return Ok(None) };
    let authorization = wishes.authorization_endpoint.as_ref();
    if browser && authorization.is_none() {
        return Ok(None);
    }
    let authorization =
        authorization.map(|url| typed_endpoint(http, "authorization_endpoint", url)).transpose()?;
    let token = typed_endpoint(http, "token_endpoint", token)?;
    Ok(Some(AuthorizationServerMetadata {
        // Identities are keyed by issuer; without a name the endpoint itself is one.
        issuer: wishes.issuer.clone().unwrap_or_else(|| token.to_string()),
        authorization_endpoint: authorization,
        token_endpoint: token,
        registration_endpoint: None,
        revocation_endpoint: None,
        scopes_supported: Vec::new(),
        code_challenge_methods_supported: None,
        token_endpoint_auth_methods_supported: None,
        grant_types_supported: None,
        authorization_response_iss_parameter_supported: false,
        client_id_metadata_document_supported: false,
    }))
}

fn typed_endpoint(http: &Http, what: &str, url: &Url) -> Result<Url, Error> {
    checks::endpoint(http, what, url.as_str())
}

/// Everything up to the browser: finds the authorization server, checks it, becomes its client, builds the address.
pub async fn prepare(
    http: &Http,
    wishes: &Wishes,
    ground: &Ground,
    redirect_uri: &str,
    on_step: impl Fn(Step),
) -> Result<Prepared, Error> {
    on_step(Step::Discovering);
    let found = Found::by(http, wishes, ground, true).await?;
    let server = &found.server;
    // Nothing is registered with a server that cannot be used.
    let pkce = found.pkce(wishes)?;
    let endpoint = server.authorization_endpoint.clone().ok_or_else(|| Error::Malformed {
        url: checks::shown_text(&server.issuer),
        reason: "it names no authorization_endpoint".into(),
    })?;
    let applicant = Applicant { http, wishes, known: &ground.known_clients, server, redirect_uri };
    let client = applicant.identify(&on_step).await?;
    let grant = found.context(wishes, ground, &client, &server.scopes_supported);
    let asked = Request {
        endpoint: &endpoint,
        client_id: &client.id,
        redirect_uri,
        scopes: &grant.scopes,
        resource: grant.resource.as_deref(),
        pkce,
        extra: &wishes.extra_parameters,
    }
    .build()?;
    let pending = Pending::new(PendingParts {
        state: asked.state,
        verifier: asked.verifier,
        issuer: found.issuer,
        expects_iss: server.authorization_response_iss_parameter_supported,
        redirect_uri: redirect_uri.to_owned(),
        grant,
    });
    on_step(Step::Ready);
    Ok(Prepared { url: asked.url, pending, client, discovered: found.discovered })
}

/// Reads what came back, in any form a person or a browser hands it over, and redeems its code: once.
pub async fn finish(
    http: &Http,
    pending: &Pending,
    client: &Client,
    callback: &str,
) -> Result<Granted, Error> {
    let code = pending.code(callback)?;
    let endpoint = TokenEndpoint::new(http, pending.context(), client)?;
    endpoint.redeem(&code, pending.verifier(), pending.redirect_uri()).await
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compiling is the proof: hosts run these on many threads.
    #[test]
    fn every_step_can_move_between_threads() {
        fn sendable<F: Send>(_: F) {}
        fn check(
            http: &Http,
            wishes: &Wishes,
            ground: &Ground,
            pending: &Pending,
            client: &Client,
            url: &Url,
        ) {
            sendable(prepare(http, wishes, ground, "", |_| {}));
            sendable(finish(http, pending, client, ""));
            sendable(crate::is_redirect_refused(http, url));
            sendable(crate::refresh(http, pending.context(), client, &SecretString::default()));
            sendable(crate::prepare_client_credentials(http, wishes, ground));
            let (context, token) = (pending.context(), SecretString::default());
            sendable(crate::revoke(http, context, client, &token, crate::TokenHint::RefreshToken));
            if let Some(management) = &client.registration {
                sendable(crate::deregister(http, management));
            }
            sendable(crate::client_credentials(http, pending.context(), client, None));
        }
        let _: fn(_, _, _, _, _, _) = check;
    }
}
