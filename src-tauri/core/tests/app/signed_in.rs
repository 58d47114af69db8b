//! A world with somebody signed in: an authorization server, the MCP server it protects, and a connection to that.

use hitchpost_core::connection::{
    AuthRequest, ClientAuthentication, ConnectionId, ConnectionRequest, ConnectionView, Grant, OAuthRequest,
    PkceChoice, RedirectMode, Registration, ResourceRequest, SecretInput,
};
use hitchpost_core::sign_in::SignInRequest;
use hitchpost_testkit::authorization::{AuthorizationFixture, AuthorizationOptions};

use crate::world::{World, request};

/// Somebody signed in, and connected.
pub struct SignedIn {
    pub world: World,
    pub server: AuthorizationFixture,
    pub id: ConnectionId,
}

impl SignedIn {
    /// Everything found out from the server, nothing typed but the address.
    pub async fn start(options: AuthorizationOptions) -> Self {
        let (world, server) = (World::start().await, AuthorizationFixture::start(options).await.unwrap());
        let auth = AuthRequest::OAuth { settings: Box::new(oauth()) };
        let request = ConnectionRequest { auth, ..request(&server.mcp_url()) };
        let id = world.app.add_connection(request).await.unwrap().id;
        let signed_in = Self { world, server, id };
        signed_in.sign_in(SignInRequest::default()).await;
        signed_in
    }

    /// Signs in as the person whose browser the server plays.
    pub async fn sign_in(&self, request: SignInRequest) -> ConnectionView {
        let app = &self.world.app;
        let started = app.start_sign_in(self.id, request).await.unwrap();
        let url = app.sign_in_url(started.sign_in.id).await.unwrap();
        let callback = self.server.browse(url.as_str()).unwrap();
        app.complete_sign_in(&callback).await.unwrap()
    }

    /// The access tokens that reached the MCP server, each once, the oldest first.
    pub fn tokens(&self) -> Vec<String> {
        let mut tokens: Vec<String> = Vec::new();
        for request in self.server.requests_to("/mcp") {
            let sent = request.authorization.and_then(|sent| sent.strip_prefix("Bearer ").map(str::to_owned));
            if let Some(token) = sent.filter(|token| !tokens.contains(token)) {
                tokens.push(token);
            }
        }
        tokens
    }

    pub async fn view(&self) -> ConnectionView {
        self.world.app.connection(self.id).await.unwrap()
    }
}

/// OAuth with every field blank.
pub fn oauth() -> OAuthRequest {
    OAuthRequest {
        grant: Grant::AuthorizationCode,
        authorization_url: String::new(),
        token_url: String::new(),
        client_id: String::new(),
        client_secret: SecretInput::Keep,
        private_key: SecretInput::Keep,
        scopes: String::new(),
        client_authentication: ClientAuthentication::Automatic,
        registration: Registration::Automatic,
        pkce: PkceChoice::Required,
        resource: ResourceRequest::Automatic,
        extra_parameters: Vec::new(),
        redirect: RedirectMode::Automatic,
        loopback_port: None,
        issuer: String::new(),
        allow_private_addresses: false,
    }
}
