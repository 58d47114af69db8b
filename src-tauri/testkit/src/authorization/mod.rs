//! An authorization server and the MCP server it protects, on one loopback port.
//!
//! It approves by itself: whoever fetches the authorization URL is redirected with a code.
//!
//! - `/mcp`: the sample tools, for a bearer token of its own.
//! - `/.well-known/…`: what it publishes, `/authorize`, `/token`, `/register`, `/revoke`: what it does.
//! - `/log`: the requests seen so far as JSON; `DELETE` forgets them.
//! - `/control/…`: what the methods of [`AuthorizationFixture`] do, for tests in other processes; see [`CONTROLS`].
//!
//! Tokens are for the resource that was consented to (RFC 8707), and every token request has to name it.
//!
//! A [`Quirk`] makes it misbehave in one way. Two apps are known from the start, [`OWN_APP`] and [`PUBLIC_APP`].
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use hitchpost_testkit::authorization::{AuthorizationFixture, AuthorizationOptions};
//! let server = AuthorizationFixture::start(AuthorizationOptions::default()).await?;
//! let connect_to = server.mcp_url();
//! // … build an authorization URL, then:
//! # let authorization_url = "";
//! let callback = server.browse(authorization_url);
//! # Ok(()) }
//! ```

mod authorize;
mod clients;
mod control;
mod grants;
mod gzip;
mod log;
mod metadata;
mod quirk;
mod registration;
mod resource;
mod routes;
mod token;
mod token_reply;
mod world;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hitchpost_mcp::server::Listening;
use url::Url;

pub use clients::{OWN_APP, OWN_SECRET, PUBLIC_APP};
pub use control::CONTROLS;
pub use grants::Counts;
pub use log::Request;
pub use quirk::Quirk;

use world::World;

/// How the server behaves. Everything but the port can be changed while it runs.
#[derive(Clone, Debug)]
pub struct AuthorizationOptions {
    /// Port of 127.0.0.1; 0 chooses a free one.
    pub port: u16,
    /// The one thing it does wrong.
    pub quirk: Quirk,
    /// `expires_in` of access tokens, and when they are refused.
    pub access_token_life: Duration,
    /// Whether codes bring a refresh token.
    pub refresh_tokens: bool,
    /// Whether a refresh brings a new refresh token and spends the old one. A spent one used again revokes its
    /// whole family.
    pub rotation: bool,
    /// Whether consent is given.
    pub consent: bool,
    /// Whether clients may register themselves (RFC 7591).
    pub registration: bool,
    /// Whether a client may be the address of a document. The document is not fetched.
    pub metadata_documents: bool,
    /// `scopes_supported`.
    pub scopes: Vec<String>,
    /// The scope `tools/call` needs; without it a call is answered 403 `insufficient_scope`.
    pub call_scope: Option<String>,
    /// The token endpoint answers this status, as if it were out of order.
    pub token_status: Option<u16>,
    /// `issuer` of its metadata, in place of its own: a server that speaks for another.
    pub claimed_issuer: Option<String>,
    /// How long the token endpoint takes.
    pub token_delay: Duration,
    /// The revocation endpoint answers this status.
    pub revoke_status: Option<u16>,
}

impl Default for AuthorizationOptions {
    fn default() -> Self {
        Self {
            port: 0,
            quirk: Quirk::Good,
            access_token_life: Duration::from_secs(3600),
            refresh_tokens: true,
            rotation: true,
            consent: true,
            registration: true,
            metadata_documents: false,
            scopes: ["mcp:read", "mcp:write", "openid", "offline_access"].map(str::to_owned).to_vec(),
            call_scope: None,
            token_status: None,
            claimed_issuer: None,
            token_delay: Duration::ZERO,
            revoke_status: None,
        }
    }
}

impl AuthorizationOptions {
    /// The defaults with one quirk.
    pub fn with(quirk: Quirk) -> Self {
        Self { quirk, ..Self::default() }
    }
}

/// A running authorization server with its MCP server. It stops when it is dropped.
pub struct AuthorizationFixture {
    world: Arc<World>,
    listening: Listening,
}

impl AuthorizationFixture {
    /// Starts one.
    pub async fn start(options: AuthorizationOptions) -> io::Result<AuthorizationFixture> {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = listener.local_addr()?;
        let world = Arc::new(World::new(address.port(), options));
        let listening = Listening::on(listener, address, routes::routes(Arc::clone(&world)));
        Ok(AuthorizationFixture { world, listening })
    }

    /// The MCP server's address, the one a person would type.
    pub fn mcp_url(&self) -> Url {
        self.at("/mcp")
    }

    /// The issuer's identifier.
    pub fn issuer(&self) -> String {
        self.world.issuer()
    }

    /// The address of a path.
    pub fn at(&self, path: &str) -> Url {
        Url::parse(&self.world.at(path)).expect("a fixture's address and path make a URL")
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.listening.address()
    }

    /// Changes its behaviour from now on.
    pub fn change(&self, change: impl FnOnce(&mut AuthorizationOptions)) {
        self.world.change(change);
    }

    /// Changes its quirk from now on.
    pub fn set_quirk(&self, quirk: Quirk) {
        self.change(|options| options.quirk = quirk);
    }

    /// Changes the life of access tokens still to be issued.
    pub fn set_access_token_life(&self, life: Duration) {
        self.change(|options| options.access_token_life = life);
    }

    /// Refuses consent from now on.
    pub fn deny_consent(&self) {
        self.change(|options| options.consent = false);
    }

    /// Ends the life of every access token issued so far; refresh tokens stay.
    pub fn expire_access_tokens(&self) {
        self.world.grants().expire_access();
    }

    /// Ends everything ever granted, refresh tokens too.
    pub fn revoke_all(&self) {
        self.world.grants().revoke_all();
    }

    /// Forgets every client that registered itself, as servers do after a restart.
    pub fn forget_clients(&self) {
        self.world.clients().forget_registered();
    }

    /// Whether `/mcp` takes this access token now.
    pub fn is_valid(&self, access_token: &str) -> bool {
        self.world.scopes_of(access_token).is_some()
    }

    /// What a code or a token is for (RFC 8707); `None` when no resource was named, or it is not known.
    pub fn resource_of(&self, token: &str) -> Option<String> {
        self.world.grants().resource_of(token).flatten()
    }

    /// What has happened at the token endpoint.
    pub fn counts(&self) -> Counts {
        self.world.grants().counts
    }

    /// How many clients have registered themselves and are still known.
    pub fn registered_clients(&self) -> usize {
        self.world.clients().registered()
    }

    /// Where the browser of a person who opens `url` ends: the callback with its code or error. `None` when the
    /// person is shown an error page instead.
    pub fn browse(&self, url: &str) -> Option<String> {
        let url = Url::parse(url).ok()?;
        self.world.log().note_browsing(&url);
        authorize::callback(&self.world, &url)
    }

    /// The requests seen so far, oldest first.
    pub fn log(&self) -> Vec<Request> {
        self.world.log().seen()
    }

    /// The requests to one path.
    pub fn requests_to(&self, path: &str) -> Vec<Request> {
        self.log().into_iter().filter(|request| request.path == path).collect()
    }

    /// Forgets the requests seen so far.
    pub fn clear_log(&self) {
        self.world.log().clear();
    }
}
