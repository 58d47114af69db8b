//! One authorization server, one client of it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hitchpost_oauth::{
    BearerChallenge, Client, Error, Exchange, Granted, Ground, Http, HttpOptions, OwnClient, Prepared, Url,
    Wishes,
};
use hitchpost_testkit::authorization::{
    AuthorizationFixture, AuthorizationOptions, OWN_APP, OWN_SECRET, Quirk, Request,
};

/// Nobody listens there: tests read the redirect.
pub const REDIRECT: &str = "http://127.0.0.1:49152/callback";

pub struct World {
    pub server: AuthorizationFixture,
    pub http: Http,
    pub wishes: Wishes,
    pub ground: Ground,
    /// What the observer heard.
    pub heard: Arc<Mutex<Vec<Exchange>>>,
}

impl World {
    pub async fn good() -> World {
        World::with(Quirk::Good).await
    }

    pub async fn with(quirk: Quirk) -> World {
        World::of(AuthorizationOptions::with(quirk)).await
    }

    pub async fn of(options: AuthorizationOptions) -> World {
        let server = AuthorizationFixture::start(options).await.unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hears = Arc::clone(&heard);
        let http = Http::new(HttpOptions {
            observer: Some(Arc::new(move |exchange: &Exchange| hears.lock().unwrap().push(exchange.clone()))),
            ..HttpOptions::new(server.mcp_url())
        });
        let ground = Ground {
            server: server.mcp_url(),
            challenge: None,
            known_clients: Vec::new(),
            issuer_before: None,
            requested_before: Vec::new(),
        };
        let wishes = Wishes { client_name: "Hitchpost".into(), ..Wishes::default() };
        World { server, http: http.unwrap(), wishes, ground, heard }
    }

    /// The same with an app that was registered by hand.
    pub fn with_own_app(mut self) -> World {
        self.wishes.client =
            Some(OwnClient { id: OWN_APP.into(), secret: Some(OWN_SECRET.into()), key: None });
        self
    }

    /// The same with both endpoints typed.
    pub fn with_endpoints(mut self) -> World {
        self.wishes.authorization_endpoint = Some(self.server.at("/authorize"));
        self.wishes.token_endpoint = Some(self.server.at("/token"));
        self
    }

    pub fn challenged_for(mut self, scope: &str) -> World {
        let scope = scope.split_whitespace().map(str::to_owned).collect();
        self.ground.challenge = Some(BearerChallenge { scope, ..BearerChallenge::default() });
        self
    }

    pub async fn prepare(&self) -> Result<Prepared, Error> {
        hitchpost_oauth::prepare(&self.http, &self.wishes, &self.ground, REDIRECT, |_| {}).await
    }

    /// Where the browser of a person who consents ends.
    pub fn browse(&self, prepared: &Prepared) -> String {
        self.server.browse(prepared.url.as_str()).expect("the person sees an error page")
    }

    pub async fn finish(&self, prepared: &Prepared, callback: &str) -> Result<Granted, Error> {
        hitchpost_oauth::finish(&self.http, &prepared.pending, &prepared.client, callback).await
    }

    pub async fn sign_in(&self) -> Result<(Prepared, Granted), Error> {
        let prepared = self.prepare().await?;
        let callback = self.browse(&prepared);
        let granted = self.finish(&prepared, &callback).await?;
        Ok((prepared, granted))
    }

    pub fn token_requests(&self) -> Vec<Request> {
        self.server.requests_to("/token")
    }

    /// The only request to the token endpoint.
    pub fn token_request(&self) -> Request {
        let [request] = <[Request; 1]>::try_from(self.token_requests()).expect("one token request");
        request
    }

    /// Every path asked for so far.
    pub fn paths(&self) -> BTreeSet<String> {
        self.server.log().into_iter().map(|request| request.path).collect()
    }
}

/// A client that does not wait long.
pub fn impatient(server: &Url) -> Http {
    Http::new(HttpOptions { timeout: Duration::from_millis(300), ..HttpOptions::new(server.clone()) })
        .unwrap()
}

/// A parameter of the authorization address.
pub fn asked(prepared: &Prepared, name: &str) -> Option<String> {
    prepared.url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// The same client at another issuer.
pub fn elsewhere(client: &Client) -> Client {
    Client { issuer: "https://other.example".into(), ..client.clone() }
}
