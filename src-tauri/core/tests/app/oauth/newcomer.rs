//! A connection that nobody has signed in to yet.

use std::sync::Arc;

use hitchpost_core::connection::{
    AccountView, AuthRequest, AuthView, ConnectionId, ConnectionRequest, ConnectionView, OAuthRequest,
};
use hitchpost_core::failure::{Failure, SignInProblem};
use hitchpost_core::session::SessionStatus;
use hitchpost_core::sign_in::{SignInRequest, SignInView};
use hitchpost_testkit::authorization::{AuthorizationFixture, AuthorizationOptions};

use crate::signed_in::oauth;
use crate::world::{World, request};

pub struct Newcomer {
    pub world: World,
    pub server: Arc<AuthorizationFixture>,
    pub id: ConnectionId,
}

impl Newcomer {
    /// Everything is to be found out from the server; nothing is typed but the address.
    pub async fn start(options: AuthorizationOptions) -> Self {
        let server = Arc::new(AuthorizationFixture::start(options).await.unwrap());
        Self::at(World::start().await, server).await
    }

    /// Another connection to the same server.
    pub async fn another(&self) -> Self {
        let world = World { app: self.world.app.clone(), dir: Arc::clone(&self.world.dir) };
        Self::at(world, Arc::clone(&self.server)).await
    }

    async fn at(world: World, server: Arc<AuthorizationFixture>) -> Self {
        let auth = AuthRequest::OAuth { settings: Box::new(oauth()) };
        let name = format!("Server {}", world.app.connections().await.unwrap().len());
        let request = ConnectionRequest { auth, name, ..request(&server.mcp_url()) };
        let id = world.app.add_connection(request).await.unwrap().id;
        Self { world, server, id }
    }

    /// Keeps its sessions and sign-ins for the next start, as a window does.
    pub async fn kept_for_the_next_start(self) -> Self {
        self.world.app.restore_sessions().await.unwrap();
        self
    }

    /// Quits and starts again, as a window does.
    pub async fn restart(self) -> Self {
        let world = self.world.restart().await;
        world.app.restore_sessions().await.unwrap();
        Self { world, ..self }
    }

    pub async fn configure(&self, settings: OAuthRequest) -> ConnectionView {
        self.configure_at(self.server.mcp_url().as_str(), settings).await
    }

    pub async fn configure_at(&self, url: &str, settings: OAuthRequest) -> ConnectionView {
        let auth = AuthRequest::OAuth { settings: Box::new(settings) };
        let name = self.view().await.name;
        let request = ConnectionRequest { auth, name, ..request(&url) };
        self.world.app.configure_connection(self.id, request).await.unwrap()
    }

    /// Begins a sign-in. Answers with how far it is, and the page that opens.
    pub async fn begin(&self, request: SignInRequest) -> (SignInView, String) {
        let sign_in = self.world.app.start_sign_in(self.id, request).await.unwrap().sign_in;
        let url = self.world.app.sign_in_url(sign_in.id).await.unwrap();
        (sign_in, url.into())
    }

    /// Signs in to the end.
    pub async fn sign_in(&self, request: SignInRequest) -> ConnectionView {
        let (_, url) = self.begin(request).await;
        self.world.app.complete_sign_in(&self.server.browse(&url).unwrap()).await.unwrap()
    }

    pub async fn view(&self) -> ConnectionView {
        self.world.app.connection(self.id).await.unwrap()
    }

    /// What is shown once the sign-in is over, well or not, and the connection connected.
    pub async fn settled(&self) -> ConnectionView {
        let mut events = self.world.app.events();
        loop {
            let view = self.view().await;
            if matches!(view.status, SessionStatus::Connected { .. } | SessionStatus::NeedsSignIn { .. }) {
                return view;
            }
            let change = tokio::time::timeout(std::time::Duration::from_secs(20), events.recv());
            change.await.expect("no change in 20 s").unwrap();
        }
    }
}

/// The accounts of a connection.
pub fn accounts(view: &ConnectionView) -> &[AccountView] {
    match &view.auth {
        AuthView::OAuth { settings } => &settings.accounts,
        other => panic!("no OAuth: {other:?}"),
    }
}

/// What is the matter with a connection's sign-in.
pub fn problem(view: &ConnectionView) -> &SignInProblem {
    match &view.status {
        SessionStatus::NeedsSignIn { failure: Failure::SignIn { problem, .. } }
        | SessionStatus::Expired { failure: Failure::SignIn { problem, .. }, .. } => problem,
        other => panic!("no problem with the sign-in: {other:?}"),
    }
}
