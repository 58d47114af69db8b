//! What a token endpoint is asked with, and what its refusal means. Only the endpoint pinned at the sign-in is asked.

use hitchpost_net::Network;
use hitchpost_oauth::{
    Client, ClientAuthentication, ClientOrigin, Error, Granted, Http, HttpOptions, SigningKey,
    client_credentials, refresh,
};
use secrecy::SecretString;

use super::{Bounds, Credential, Slot, Tokens, Vault};
use crate::app::Result;
use crate::connection::{Auth, Connection, ConnectionId, Grant, NetworkSettings};
use crate::failure::{Failure, SignInProblem};
use crate::sign_in::Accounts;
use crate::store;
use crate::wire::WireLog;

/// Why there are no new tokens.
pub(super) struct Refused {
    pub failure: Failure,
    /// The server has said for good that it gives no more.
    pub is_final: bool,
}

/// An account's client with its secrets, and what a person typed themselves.
pub(crate) struct Identity {
    pub client: Client,
    /// As far as all connections that use the account together let requests go.
    pub bounds: Bounds,
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self { failure, is_final: false }
    }
}

impl Vault {
    /// As whom an account's tokens are asked for. The secrets of an app of the person's own stay with the connections
    /// that name it, so that a changed one is used at once. One that leads elsewhere by now gives nothing: what it has
    /// is meant for somebody else.
    pub async fn identity(&self, credential: &Credential) -> Result<Identity> {
        let (account, kept_as) = (credential.clone(), credential.client);
        let work = move |db: &mut rusqlite::Connection| {
            let client = store::oauth_clients::get(db, kept_as)?;
            let (mut users, mut live) = (Vec::new(), Vec::new());
            for connection in store::credentials::connections_of(db, account.id)? {
                match store::connections::get(db, connection)? {
                    Some(user) => {
                        live.extend(user.enabled.then_some(user.id));
                        users.push(user);
                    }
                    // Its secrets are there until nobody can bring it back.
                    None => users.extend(store::connections::removed(db, connection)?),
                }
            }
            let accounts = Accounts::read(db, &users)?;
            users.retain(|user| match &user.auth {
                Auth::OAuth { settings } => accounts.fits(&account, user, settings),
                _ => false,
            });
            Ok((client, users, live))
        };
        let (client, users, live) = self.store.run("read from", work).await?;
        let (mut bounds, mut homes) = (Bounds::default(), Vec::new());
        bounds.connection = users.first().map(|user| user.id);
        for user in &users {
            let Auth::OAuth { settings } = &user.auth else { continue };
            bounds.widen(Bounds::of(settings, Network::default()));
            homes.extend(settings.client_id.is_some().then_some(user.id));
        }
        bounds.network = self.shared_network(speakers(&users, &live)).await?;
        let mut client = client.ok_or_else(|| missing("sign-in"))?;
        match client.origin {
            ClientOrigin::Own => {
                client.secret = self.first(&homes, &Slot::ClientSecret).await?;
                if let Some(pem) = self.first(&homes, &Slot::PrivateKey).await? {
                    client.key = Some(SigningKey::from_pem(&pem)?);
                }
            }
            ClientOrigin::Dynamic | ClientOrigin::MetadataDocument => {
                if let Some(kept) = self.get(kept_as, &Slot::Client).await? {
                    client = client.with_secret(&kept).ok_or_else(|| missing("client secret"))?;
                }
            }
        }
        Ok(Identity { client, bounds })
    }

    /// The way of the first that can say it: what another of them lacks is no reason to refuse everybody. A certificate
    /// nobody trusts takes all of them to accept it, for the tokens are theirs as well.
    async fn shared_network(&self, speakers: Vec<&Connection>) -> Result<Network> {
        let accept_invalid_certificate =
            speakers.iter().all(|speaker| speaker.network.accept_invalid_certificate);
        let mut failed = None;
        for speaker in speakers {
            match self.network(speaker).await {
                Ok(network) => return Ok(Network { accept_invalid_certificate, ..network }),
                Err(failure) => {
                    failed.get_or_insert(failure);
                }
            }
        }
        failed.map_or_else(|| Ok(Network::default()), Err)
    }

    /// The secret of the first that has one.
    async fn first(&self, homes: &[ConnectionId], slot: &Slot) -> Result<Option<SecretString>> {
        for home in homes {
            if let Some(secret) = self.get(*home, slot).await? {
                return Ok(Some(secret));
            }
        }
        Ok(None)
    }

    /// Every client that registered itself, with its secrets, for another sign-in at the same server.
    pub async fn registered_clients(&self) -> Result<Vec<Client>> {
        let all = self.store.run("read from", |db| store::oauth_clients::all(db)).await?;
        let mut clients = Vec::new();
        for (id, client) in all.into_iter().filter(|(_, client)| client.origin == ClientOrigin::Dynamic) {
            match self.get(id, &Slot::Client).await? {
                Some(kept) => clients.extend(client.with_secret(&kept)),
                None if client.authentication == ClientAuthentication::None => clients.push(client),
                // It lost its secret, and is of no use.
                None => {}
            }
        }
        Ok(clients)
    }

    /// Asks for the tokens after these.
    pub(super) async fn ask(
        &self,
        credential: &Credential,
        tokens: &Tokens,
        wire: &WireLog,
    ) -> Result<Granted, Refused> {
        let refresh_token = match (credential.grant, &tokens.refresh) {
            (Grant::AuthorizationCode, Some(token)) => Some(token),
            (Grant::ClientCredentials, _) => None,
            (Grant::AuthorizationCode, None) => {
                return Err(Refused { failure: expired(credential), is_final: true });
            }
        };
        let Identity { client, bounds } = self.identity(credential).await?;
        require_proof(&client)?;
        let observer = Some(wire.oauth(bounds.connection));
        let options = HttpOptions { observer, ..bounds.options(credential.server.clone()) };
        let (http, context) = (Http::new(options).map_err(Failure::from)?, &credential.context);
        let granted = match refresh_token {
            Some(token) => refresh(&http, context, &client, token).await,
            None => client_credentials(&http, context, &client, client.key.as_ref()).await,
        };
        granted.map_err(|error| refused(credential, client.origin, error))
    }
}

/// Those that may say how an account's requests get out, in the order in which they are asked. What is off or removed
/// says nothing, unless nobody else is left: then it is about the goodbye. All of them lead to the same server, so one
/// that says how to get there goes before those that leave it to the system.
fn speakers<'a>(users: &'a [Connection], live: &[ConnectionId]) -> Vec<&'a Connection> {
    let mut speakers: Vec<_> = users.iter().filter(|user| live.contains(&user.id)).collect();
    if speakers.is_empty() {
        speakers.extend(users);
    }
    let unsaid = NetworkSettings::default();
    speakers.sort_by_key(|user| {
        let accept_invalid_certificate = user.network.accept_invalid_certificate;
        user.network == NetworkSettings { accept_invalid_certificate, ..unsaid.clone() }
    });
    speakers
}

/// Sent without it a request would be refused for good, though the person has only to type it again.
fn require_proof(client: &Client) -> Result<()> {
    match client.authentication {
        ClientAuthentication::Basic | ClientAuthentication::Post if client.secret.is_none() => {
            Err(missing("client secret"))
        }
        ClientAuthentication::PrivateKeyJwt if client.key.is_none() => Err(missing("private key")),
        _ => Ok(()),
    }
}

/// A server that forgot a client which it registered itself will not remember it. An app of the person's own may only
/// have a secret that was mistyped.
fn refused(credential: &Credential, origin: ClientOrigin, error: Error) -> Refused {
    let is_final = error.is_definitive() || (error.is_client_refused() && origin != ClientOrigin::Own);
    let failure = match &error {
        Error::Token { error, .. } if error == "invalid_grant" => expired(credential),
        _ => Failure::from(error),
    };
    Refused { failure, is_final }
}

/// What a person is told of an account that cannot be renewed.
pub(super) fn expired(credential: &Credential) -> Failure {
    Failure::SignIn { host: host(credential), problem: SignInProblem::Expired }
}

/// Who issues an account's tokens.
fn host(credential: &Credential) -> Option<String> {
    credential.context.token_endpoint.host_str().map(str::to_owned)
}

pub(super) fn missing(what: &str) -> Failure {
    Failure::SecretMissing { what: what.to_owned() }
}
