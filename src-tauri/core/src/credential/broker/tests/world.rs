//! An account at an issuer of our own, in a database of its own and a keychain that fails on demand.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use hitchpost_oauth::{Client, ClientAuthentication, ClientOrigin, GrantContext, Granted};
use secrecy::ExposeSecret;

use super::super::*;
use super::issuer::Issuer;
use crate::config::StepHook;
use crate::connection::{Auth, Connection, ConnectionId, Grant, Millis, OAuthSettings, SecretChange, Target};
use crate::credential::{Account, Grantee, Locks};
use crate::keychain::memory::MemoryKeychain;
use crate::secret::SecretText;
use crate::settings::Settings;
use crate::store::Store;
use crate::wire::WireLog;

pub struct World {
    pub broker: Broker,
    pub id: CredentialId,
    pub connection: ConnectionId,
    pub issuer: Issuer,
    pub memory: MemoryKeychain,
    pub dir: Arc<tempfile::TempDir>,
    grant: Grant,
    /// Of a client that registered itself.
    secret: Option<&'static str>,
    time: Arc<AtomicI64>,
}

impl World {
    /// With a person signed in.
    pub async fn start() -> Self {
        Self::of(Grant::AuthorizationCode).await
    }

    pub async fn of(grant: Grant) -> Self {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let (memory, time) = (MemoryKeychain::default(), Arc::new(AtomicI64::new(store::now())));
        let broker = broker(&dir, &memory, &time, None).await;
        let issuer = Issuer::start().await;
        let id = CredentialId(uuid::Uuid::nil());
        let connection = connection("First", grant);
        let secret = None;
        let mut world =
            Self { broker, id, connection: connection.id, issuer, memory, dir, grant, secret, time };
        world.vault().save(connection, world.own_secret("first-secret")).await.unwrap();
        world.id = world.sign_in(Account::New).await;
        world
    }

    /// With nobody signed in, and a client that was given a secret when it registered.
    pub async fn registered() -> Self {
        let world = Self::start().await;
        world.forget(world.id).await;
        Self { secret: Some("registered-canary"), ..world }
    }

    /// Another process on the same directory, keychain and clock.
    pub async fn twin(&self) -> Self {
        self.on(broker(&self.dir, &self.memory, &self.time, None).await)
    }

    /// The same, and its steps are heard of.
    pub async fn twin_with(&self, step: impl Fn(&'static str) + Send + Sync + 'static) -> Self {
        self.on(broker(&self.dir, &self.memory, &self.time, Some(Arc::new(step))).await)
    }

    fn on(&self, broker: Broker) -> Self {
        Self {
            broker,
            issuer: self.issuer.clone(),
            memory: self.memory.clone(),
            dir: Arc::clone(&self.dir),
            time: Arc::clone(&self.time),
            ..*self
        }
    }

    /// The same after a start long after.
    pub async fn restart(&self) -> Self {
        let twin = self.twin().await;
        twin.vault().sweep(Millis::MAX).await.unwrap();
        twin
    }

    /// As at the end of a program.
    pub async fn finish(&self) {
        self.broker.inner.closing.cancel();
        self.broker.inner.tasks.close();
        self.broker.inner.tasks.wait().await;
    }

    pub async fn sign_in(&self, account: Account) -> CredentialId {
        self.try_sign_in(account).await.unwrap()
    }

    pub async fn try_sign_in(&self, account: Account) -> Result<CredentialId> {
        let (access, refresh) = self.issuer.first();
        let granted = Granted {
            access_token: access.into(),
            refresh_token: (self.grant == Grant::AuthorizationCode).then(|| refresh.into()),
            expires_in: Some(Duration::from_secs(3_600)),
            scopes: vec!["read".to_owned()],
            scopes_stated: true,
            account: Some("ada@example.com".to_owned()),
        };
        let grantee = Grantee {
            connection: self.connection,
            server: "http://127.0.0.1:9/mcp?key=canary".parse().unwrap(),
            grant: self.grant,
            account,
        };
        self.broker.store_grant(grantee, self.client(), self.context(), granted).await
    }

    pub async fn access(&self) -> Result<AccessToken> {
        self.broker.access(self.id).await
    }

    pub async fn renew(&self, refused: i64) -> Result<AccessToken> {
        self.broker.renew(self.id, refused).await
    }

    /// Signs out without a word to the server.
    pub async fn forget(&self, id: CredentialId) {
        self.broker.part_with(id, |_, _| std::future::ready(())).await.unwrap();
    }

    pub fn honours(&self, token: &AccessToken) -> bool {
        self.issuer.honours(token.value.expose_secret())
    }

    /// Lets time pass.
    pub fn pass(&self, millis: Millis) {
        self.time.fetch_add(millis, Ordering::SeqCst);
    }

    pub fn vault(&self) -> &Vault {
        &self.broker.inner.vault
    }

    pub async fn connection(&self) -> Connection {
        let id = self.connection;
        self.vault().store.run("read from", move |db| store::connections::get(db, id)).await.unwrap().unwrap()
    }

    pub async fn credential(&self) -> Option<Credential> {
        let id = self.id;
        self.vault().store.run("read from", move |db| store::credentials::get(db, id)).await.unwrap()
    }

    /// A second connection that may use the account too.
    pub async fn share(&self) -> ConnectionId {
        let (other, id) = (connection("Second", self.grant), self.id);
        let link = move |db: &mut rusqlite::Connection| {
            store::connections::insert(db, &other)?;
            store::credentials::link(db, other.id, id)?;
            Ok(other.id)
        };
        self.vault().store.run("save to", link).await.unwrap()
    }

    pub async fn set_client_secret(&self, secret: &str) {
        let connection = self.connection().await;
        let next = Connection { revision: connection.revision + 1, ..connection };
        assert!(self.vault().save(next, self.own_secret(secret)).await.unwrap());
    }

    /// The connection gets another address, and keeps its secret.
    pub async fn move_to(&self, url: &str) {
        let connection = self.connection().await;
        let target = Target::Url { url: crate::connection::parse_url(url).unwrap() };
        let next = Connection { revision: connection.revision + 1, target, ..connection };
        let kept = BTreeMap::from([(Slot::ClientSecret, SecretChange::Keep)]);
        assert!(self.vault().save(next, kept).await.unwrap());
    }

    /// Every keychain item the database knows of that is not of a connection, as `slot state`.
    pub async fn slots(&self) -> Vec<String> {
        let sql = "SELECT slot || ' ' || state FROM keychain_items WHERE slot <> 'client_secret' ORDER BY 1";
        let work =
            move |db: &mut rusqlite::Connection| db.prepare(sql)?.query_map([], |row| row.get(0))?.collect();
        self.vault().store.run("read from", work).await.unwrap()
    }

    /// Tokens of a later generation, written as a process does that dies before it announces them.
    pub async fn write_and_die(&self, generation: i64) {
        let (access, refresh) = self.issuer.first();
        let (_, tokens) = self.broker.current(self.id).await.unwrap();
        let tokens = Tokens { generation, access: access.into(), refresh: Some(refresh.into()), ..tokens };
        let secret = tokens.to_secret().unwrap();
        self.vault()
            .write(self.id, vec![(crate::credential::Item::new(Slot::Tokens), secret)])
            .await
            .unwrap();
    }

    /// Newer tokens appear as if by somebody who takes no locks.
    pub async fn overtake(&self, generation: i64) {
        let (access, refresh) = self.issuer.first();
        let (_, tokens) = self.broker.current(self.id).await.unwrap();
        let tokens = Tokens { generation, access: access.into(), refresh: Some(refresh.into()), ..tokens };
        let item = crate::credential::Item::new(Slot::Tokens);
        let written = vec![(item.clone(), tokens.to_secret().unwrap())];
        self.vault().write(self.id, written).await.unwrap();
        let replaced = self.vault().announce(self.id, None, tokens, item).await.unwrap().unwrap();
        self.vault().delete(replaced).await;
    }

    /// Removes the connection in a way that can be undone.
    pub async fn remove(&self) -> Millis {
        let (id, at) = (self.connection, 5);
        let work = move |db: &mut rusqlite::Connection| store::connections::remove(db, id, at);
        assert!(self.vault().store.run("save to", work).await.unwrap());
        at
    }

    fn own_secret(&self, secret: &str) -> BTreeMap<Slot, SecretChange> {
        match self.grant {
            Grant::AuthorizationCode => BTreeMap::new(),
            Grant::ClientCredentials => {
                BTreeMap::from([(Slot::ClientSecret, SecretChange::Set(SecretText::new(secret)))])
            }
        }
    }

    fn context(&self) -> GrantContext {
        let client = self.client();
        GrantContext {
            issuer: client.issuer,
            token_endpoint: self.issuer.token_endpoint.clone(),
            revocation_endpoint: None,
            client_id: client.id,
            authentication: client.authentication,
            resource: Some("http://127.0.0.1:9/mcp".to_owned()),
            scopes: vec!["read".to_owned()],
            extra_parameters: Vec::new(),
        }
    }

    fn client(&self) -> Client {
        let (id, authentication, origin) = match (self.grant, self.secret) {
            (Grant::AuthorizationCode, None) => {
                ("registered", ClientAuthentication::None, ClientOrigin::Dynamic)
            }
            (Grant::AuthorizationCode, Some(_)) => {
                ("registered", ClientAuthentication::Post, ClientOrigin::Dynamic)
            }
            (Grant::ClientCredentials, _) => ("own-app", ClientAuthentication::Basic, ClientOrigin::Own),
        };
        Client {
            issuer: "https://as.example.com".to_owned(),
            id: id.to_owned(),
            secret: self.secret.map(Into::into),
            key: None,
            authentication,
            origin,
            redirect_uris: Vec::new(),
            secret_expires_at: None,
            registration: None,
        }
    }
}

async fn broker(
    dir: &tempfile::TempDir,
    memory: &MemoryKeychain,
    time: &Arc<AtomicI64>,
    step_hook: Option<StepHook>,
) -> Broker {
    let store = Store::open(dir.path(), || {}).await.unwrap();
    let vault = Vault { store, keychain: memory.keychain(), locks: Locks::new(dir.path()) };
    let time = Arc::clone(time);
    let config = AppConfig {
        clock: Arc::new(move || time.load(Ordering::SeqCst)),
        step_hook,
        ..AppConfig::for_data_dir(dir.path())
    };
    let (events, _) = tokio::sync::broadcast::channel(1);
    let wire = WireLog::start(dir.path(), &Settings::default(), events).unwrap();
    Broker::new(vault, &config, wire, &TaskTracker::new(), &CancellationToken::new())
}

fn connection(name: &str, grant: Grant) -> Connection {
    let client_id = (grant == Grant::ClientCredentials).then(|| "own-app".to_owned());
    Connection {
        name: name.to_owned(),
        slug: name.to_lowercase(),
        target: Target::Url { url: crate::connection::parse_url("http://127.0.0.1:9/mcp").unwrap() },
        auth: Auth::OAuth {
            settings: Box::new(OAuthSettings { grant, client_id, ..OAuthSettings::default() }),
        },
        ..Connection::sample(1)
    }
}

pub fn expired() -> Failure {
    Failure::SignIn { host: Some("127.0.0.1".to_owned()), problem: SignInProblem::Expired }
}

pub fn never_signed_in() -> Failure {
    Failure::SignIn { host: None, problem: SignInProblem::NeverSignedIn }
}
