//! Up to the browser: where to sign in, as whom, and where the browser comes back to.

use std::sync::Arc;
use std::time::Duration;

use hitchpost_mcp::Freshness;
use hitchpost_oauth::{BearerChallenge, Exchange, Ground, Http, HttpOptions, Prepared, Step, Wishes};
use url::Url;

use super::goodbye::Unclaimed;
use super::{App, Result};
use crate::connection::{
    Connection, DEEP_LINK, EraChoice, Grant, OAuthSettings, OWN_APP_PORT, Target, loopback_uri,
};
use crate::credential::{Bounds, Secrets, Slot};
use crate::failure::{Failure, SignInProblem};
use crate::session::{Dialled, Endpoint, Party, Timing, challenges_of, dial};
use crate::sign_in::{
    Attempt, Loopback, Port, RegisteredAs, SignInPhase, SignInRequest, Waiting, WayBack, ways_back, wishes,
};
use crate::store::{self, WaitingSignIn};
use crate::wire::WireLog;

/// How long a server may take over each part of a goodbye.
const GOODBYE: Duration = Duration::from_secs(5);

/// What a sign-in is prepared with.
struct Preparation<'a> {
    /// Of the connection.
    name: &'a str,
    settings: &'a OAuthSettings,
    wishes: Wishes,
    ground: Ground,
    http: Http,
}

/// What is known from the account in use.
#[derive(Default)]
pub(super) struct Earlier {
    /// Who issued it, to the same client.
    pub issuer: Option<String>,
    /// What was asked for, for the same server and client.
    pub scopes: Vec<String>,
}

impl App {
    /// Prepares an attempt and lets it wait for the browser. An app that signs in for itself is signed in afterwards.
    pub(super) async fn prepare_sign_in(
        &self,
        connection: &Connection,
        settings: &OAuthSettings,
        attempt: &Arc<Attempt>,
        request: &SignInRequest,
    ) -> Result<()> {
        let server = server(connection)?;
        let secrets = self.client_secrets(connection).await?;
        let document = self.inner.settings().client_metadata_url.clone();
        let bounds = Bounds::of(settings, self.inner.vault.network(connection).await?);
        let bounds = bounds.in_name_of(connection.id);
        let preparation = Preparation {
            name: &connection.name,
            settings,
            wishes: wishes(settings, &secrets, document.as_deref())?,
            http: http(&self.inner.wire, &server, bounds)?,
            ground: self.ground(connection, settings, server, request).await?,
        };
        if settings.grant == Grant::ClientCredentials {
            return self.sign_in_itself(&preparation, attempt).await;
        }
        let mut refused = None;
        let own_app_needed = |failure| name_own_redirect(failure, settings, request.deep_links);
        for way in ways_back(settings, request.deep_links) {
            match self.ask_person(way, &preparation, attempt).await {
                Err(failure) if is_about_redirect(&failure) => refused = refused.or(Some(failure)),
                prepared => return prepared.map_err(own_app_needed),
            }
        }
        // The first way is the one to register by hand.
        Err(refused.unwrap_or(Failure::SignIn { host: None, problem: SignInProblem::SettingsIncomplete }))
    }

    /// The secrets of the person's own app, as far as there are any.
    pub(super) async fn client_secrets(&self, connection: &Connection) -> Result<Secrets> {
        let mut secrets = Secrets::default();
        for slot in [Slot::ClientSecret, Slot::PrivateKey] {
            if let Some(secret) = self.inner.vault.get(connection.id, &slot).await? {
                secrets.insert(slot, secret);
            }
        }
        Ok(secrets)
    }

    async fn ground(
        &self,
        connection: &Connection,
        settings: &OAuthSettings,
        server: Url,
        request: &SignInRequest,
    ) -> Result<Ground> {
        let mut known_clients = match &settings.client_id {
            Some(_) => Vec::new(),
            None => self.inner.vault.registered_clients().await?,
        };
        known_clients.retain(|client| self.inner.sign_ins.trusts(client));
        let earlier = self.earlier(connection, settings).await?;
        let mut requested_before = request.scopes.clone();
        if !request.scopes.is_empty() {
            requested_before.extend(earlier.scopes);
        }
        // With everything typed there is nothing to ask the server for.
        let is_described = settings.token_url.is_some() && !settings.scopes.is_empty();
        let challenge = if is_described { None } else { self.challenge(connection, &server).await };
        Ok(Ground { server, challenge, known_clients, issuer_before: earlier.issuer, requested_before })
    }

    /// What the sign-in before this one says about the next.
    pub(super) async fn earlier(&self, connection: &Connection, settings: &OAuthSettings) -> Result<Earlier> {
        let accounts = self.accounts().await?;
        let Some(account) = accounts.in_use(connection) else { return Ok(Earlier::default()) };
        let context = account.context.clone();
        // An app that was typed in place of the one before is for whoever the server names now.
        let is_same_client = settings.client_id.as_ref().is_none_or(|id| *id == context.client_id);
        let fits = accounts.fits(account, connection, settings);
        Ok(Earlier {
            issuer: is_same_client.then_some(context.issuer),
            scopes: if fits { context.scopes } else { Vec::new() },
        })
    }

    /// What the server says to somebody without a token. Nothing, when it does not mind or is not there: then the
    /// search for its metadata says what is the matter.
    async fn challenge(&self, connection: &Connection, server: &Url) -> Option<BearerChallenge> {
        let timing = Timing {
            era: EraChoice::Auto,
            verdict: None,
            connect_timeout_s: connection.connect_timeout_s,
            request_timeout_s: connection.request_timeout_s,
        };
        let network = self.inner.vault.network(connection).await.ok()?;
        let endpoint = Endpoint::open(server.clone(), connection.transport, network);
        let tap = self.inner.wire.tap(Some(connection.id), &endpoint.redactor);
        let party = Party { tap, ..Party::default() };
        let Dialled { client, mut challenges, .. } = dial(&endpoint, timing, party, |_| {}).await;
        if let Ok(client) = client {
            let _ended = Unclaimed::new(client.clone(), &self.inner.tasks);
            // A server may shake hands with everyone, and ask for a credential afterwards.
            let listed = client.list_tools(Freshness::Fresh).await;
            challenges = listed.err().map(|error| challenges_of(&error)).unwrap_or_default();
        }
        BearerChallenge::find(challenges.iter().map(String::as_str))
    }

    /// Prepares the page to open, with this way back.
    async fn ask_person(
        &self,
        way: WayBack,
        preparation: &Preparation<'_>,
        attempt: &Arc<Attempt>,
    ) -> Result<()> {
        let Preparation { name, settings, wishes, ground, http } = preparation;
        // Before the browser opens: nobody else can take the port then.
        let loopback = match way {
            WayBack::Loopback => Some(Loopback::bind(Port::of(settings), name).await?),
            WayBack::DeepLink => None,
        };
        let redirect_uri = loopback.as_ref().map_or_else(|| DEEP_LINK.to_owned(), Loopback::redirect_uri);
        let on_step = |step| {
            let phase = match step {
                Step::Discovering => SignInPhase::Discovering,
                Step::Registering => SignInPhase::Registering,
                Step::Ready => return,
            };
            self.show_sign_in(attempt, |view| view.phase = phase);
        };
        let prepared = hitchpost_oauth::prepare(http, wishes, ground, &redirect_uri, on_step)
            .await
            .map_err(|error| Failure::of_sign_in(error, &redirect_uri))?;
        if settings.client_id.is_some() && hitchpost_oauth::is_redirect_refused(http, &prepared.url).await {
            let host = prepared.url.host_str().map(str::to_owned);
            return Err(Failure::SignIn {
                host,
                problem: SignInProblem::RedirectNotRegistered { redirect_uri },
            });
        }
        self.keep_sign_in(attempt, prepared, ground.server.clone(), redirect_uri).await?;
        let app = self.clone();
        self.inner.tasks.spawn(app.wait_for_browser(Arc::clone(attempt), loopback));
        Ok(())
    }

    /// Saves what a restart must not lose, and shows that the browser is waited for.
    async fn keep_sign_in(
        &self,
        attempt: &Attempt,
        prepared: Prepared,
        server: Url,
        redirect_uri: String,
    ) -> Result<()> {
        let Prepared { url, pending, client, .. } = prepared;
        let waiting = Waiting { pending, client, server };
        let secret =
            waiting.to_secret(&url).map_err(|error| Failure::Internal { reason: error.to_string() })?;
        attempt.introduce(&waiting.client, &waiting.server);
        let registered = RegisteredAs::from(waiting.client.origin);
        let view = attempt.view();
        let row = WaitingSignIn {
            id: view.id,
            connection: view.connection_id,
            created_at: view.started_at,
            deadline: view.deadline,
            redirect_uri: redirect_uri.clone(),
            host: url.host_str().unwrap_or_default().to_owned(),
            scopes: waiting.pending.context().scopes.clone(),
            registered: Some(registered),
            new_account: attempt.new_account,
        };
        let (host, scopes) = (row.host.clone(), row.scopes.clone());
        self.inner
            .vault
            .put(view.id, Slot::Pending, secret, move |db| store::sign_ins::insert(db, &row))
            .await?;
        attempt.wait(url, waiting);
        self.show_sign_in(attempt, |view| {
            view.phase = SignInPhase::Waiting;
            view.host = Some(host);
            view.scopes = scopes;
            view.redirect_uri = Some(redirect_uri);
            view.registered = Some(registered);
        });
        Ok(())
    }

    /// Signs the app in with its own secret or key.
    async fn sign_in_itself(&self, preparation: &Preparation<'_>, attempt: &Arc<Attempt>) -> Result<()> {
        let Preparation { wishes, ground, http, .. } = preparation;
        let (context, client) = hitchpost_oauth::prepare_client_credentials(http, wishes, ground).await?;
        self.show_sign_in(attempt, |view| {
            view.phase = SignInPhase::Exchanging;
            view.host = context.token_endpoint.host_str().map(str::to_owned);
            view.scopes = context.scopes.clone();
            view.registered = Some(RegisteredAs::OwnApp);
        });
        let granted =
            hitchpost_oauth::client_credentials(http, &context, &client, client.key.as_ref()).await?;
        self.keep_account(attempt, &ground.server, client, context, granted).await.map(drop)
    }

    /// Changes what hosts see of an attempt that is still under way.
    pub(super) fn show_sign_in(
        &self,
        attempt: &Attempt,
        change: impl FnOnce(&mut crate::sign_in::SignInView),
    ) {
        let show = || self.inner.sessions.sign_in(attempt.connection, Some(attempt.show(change)));
        self.inner.sign_ins.while_under_way(attempt, show);
    }
}

/// The address a connection leads to, without its keys.
pub(super) fn server(connection: &Connection) -> Result<Url> {
    match &connection.target {
        Target::Url { url } => {
            url.without_secrets().map_err(|error| Failure::Internal { reason: error.to_string() })
        }
        Target::Sample | Target::Command { .. } => {
            Err(Failure::SignIn { host: None, problem: SignInProblem::SettingsIncomplete })
        }
    }
}

/// Talks to whoever the server names, and to whoever the person did.
pub(super) fn http(wire: &WireLog, server: &Url, bounds: Bounds) -> Result<Http> {
    Ok(Http::new(http_options(wire, server, bounds))?)
}

/// The same, still to be made.
pub(super) fn http_options(wire: &WireLog, server: &Url, bounds: Bounds) -> HttpOptions {
    options(wire, server.clone(), bounds)
}

/// The same for goodbyes, which nobody waits for long.
pub(super) fn brief_http(wire: &WireLog, server: Url, bounds: Bounds) -> Result<Http> {
    Ok(Http::new(HttpOptions { timeout: GOODBYE, ..options(wire, server, bounds) })?)
}

/// Every request is noted in the logs: where to and what came of it, never what was said.
fn options(wire: &WireLog, server: Url, bounds: Bounds) -> HttpOptions {
    let noted = wire.oauth(bounds.connection);
    let observer = move |exchange: &Exchange| {
        noted(exchange);
        let (method, url, ms) = (&exchange.method, &exchange.url, exchange.elapsed.as_millis());
        tracing::debug!(%method, url, status = exchange.status, ms, "asked on the way to a sign-in");
    };
    HttpOptions { observer: Some(Arc::new(observer)), ..bounds.options(server) }
}

/// Who has to register an app by hand registers where that app will come back to.
fn name_own_redirect(failure: Failure, settings: &OAuthSettings, deep_links: bool) -> Failure {
    match failure {
        Failure::SignIn { host, problem: SignInProblem::RegistrationUnavailable { .. } } => {
            let own = OAuthSettings { client_id: Some(String::new()), ..settings.clone() };
            let redirect_uri = match ways_back(&own, deep_links).first() {
                Some(WayBack::DeepLink) => DEEP_LINK.to_owned(),
                Some(WayBack::Loopback) | None => {
                    loopback_uri(settings.loopback_port.unwrap_or(OWN_APP_PORT))
                }
            };
            Failure::SignIn { host, problem: SignInProblem::RegistrationUnavailable { redirect_uri } }
        }
        other => other,
    }
}

/// Whether the server takes exception to where the browser is to come back to.
fn is_about_redirect(failure: &Failure) -> bool {
    let Failure::SignIn { problem, .. } = failure else { return false };
    match problem {
        SignInProblem::RedirectNotRegistered { .. } => true,
        SignInProblem::RegistrationRefused { error, .. } => error == "invalid_redirect_uri",
        _ => false,
    }
}
