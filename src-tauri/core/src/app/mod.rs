//! `App`: everything a host may ask for, in one place. The parts are in the files of this folder.

mod accounts;
mod approval;
mod asks;
mod authorization;
mod callback;
mod calls;
mod completion;
mod connections;
mod consent;
mod discovery;
mod doctor;
mod drafts;
mod facts;
mod following;
mod goodbye;
mod news;
mod opening;
mod operations;
mod pins;
mod probes;
mod prompts;
mod remembering;
mod resources;
mod restarts;
mod restore;
mod sessions;
mod sign_ins;
mod tools;
mod trial;
mod wire;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

use crate::ask::Desk;
use crate::call::Results;
use crate::config::AppConfig;
use crate::connection::check_metadata_url;
use crate::credential::{Broker, Locks, Vault};
use crate::event::AppEvent;
use crate::failure::Failure;
use crate::keychain::Keychain;
use crate::session::{Launcher, Sessions};
use crate::settings::Settings;
use crate::sign_in::Attempts;
use crate::store::{self, Store};
use crate::wire::WireLog;
pub use authorization::Authorization;
use operations::Operations;
use restarts::Restarts;

/// The result of everything a host asks for.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// Names a probe or test from its start, so that it can be cancelled. Chosen by the host.
pub type OperationId = String;

/// As long as a request may take, and some more for what it brings.
const LANDING: Duration = Duration::from_secs(40);

/// Events a slow listener may fall behind before it misses some.
const EVENTS: usize = 256;

/// The application without a window. Cheap to clone; every clone is the same application.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    config: AppConfig,
    vault: Vault,
    broker: Broker,
    sessions: Sessions,
    launcher: Launcher,
    restarts: Restarts,
    sign_ins: Attempts,
    events: broadcast::Sender<AppEvent>,
    probes: Operations,
    calls: Operations,
    removals: Operations,
    /// Ends what waits for its time.
    closing: CancellationToken,
    results: Results,
    asks: Desk,
    /// As they are in the database: only the store's thread changes them, in the order of its work.
    settings: Mutex<Settings>,
    wire: WireLog,
    /// Whether this application remembers its sessions for its next start: a window does, a single command does not.
    remembers: AtomicBool,
    /// Work that outlives the request that caused it; waited for at the end.
    tasks: TaskTracker,
    /// Work on tokens and codes: a server gives them once, and whoever does not save them has lost them. Waited for
    /// also when the end is in a hurry.
    unbroken: TaskTracker,
    _watcher: AbortOnDropHandle<()>,
}

impl App {
    /// Opens the data directory, creating it when it is missing, and finishes what an earlier run left undone.
    /// Must be called inside a Tokio runtime. The keychain is not touched unless a removal has to be finished.
    pub async fn open(config: AppConfig) -> Result<App> {
        Self::open_on(config, Keychain::os).await
    }

    /// On any keychain; it is asked for by the database's service name.
    async fn open_on(config: AppConfig, keychain: impl FnOnce(&str) -> Keychain) -> Result<App> {
        let (events, _) = broadcast::channel(EVENTS);
        let changed = Arc::new(Notify::new());
        let store = {
            let changed = Arc::clone(&changed);
            Store::open(&config.data_dir, move || changed.notify_one()).await?
        };
        let (settings, keychain_service) = store
            .run("read from", |db| Ok((store::settings::get(db)?, store::settings::keychain_service(db)?)))
            .await?;
        let locks = Locks::new(&config.data_dir);
        let vault = Vault { store, keychain: keychain(&keychain_service), locks };
        let wire = WireLog::start(&config.data_dir, &settings, events.clone())?;
        let (unbroken, closing) = (TaskTracker::new(), CancellationToken::new());
        let broker = Broker::new(vault.clone(), &config, wire.clone(), &unbroken, &closing);
        let asks = Desk::new(events.clone());
        let inner = Arc::new_cyclic(|inner| Inner {
            sessions: Sessions::new(events.clone()),
            launcher: Launcher::new(),
            restarts: Restarts::default(),
            sign_ins: Attempts::default(),
            vault,
            broker,
            events,
            probes: Operations::default(),
            calls: Operations::default(),
            removals: Operations::default(),
            closing,
            results: Results::default(),
            asks,
            settings: Mutex::new(settings),
            wire,
            remembers: AtomicBool::new(false),
            tasks: TaskTracker::new(),
            unbroken,
            _watcher: AbortOnDropHandle::new(tokio::spawn(watch(Weak::clone(inner), changed))),
            config,
        });
        let app = App { inner };
        app.finish_earlier_work().await?;
        app.note_accounts().await?;
        tracing::info!(data_dir = %app.data_dir().display(), "opened");
        Ok(app)
    }

    /// Where the database and the logs are.
    pub fn data_dir(&self) -> &Path {
        &self.inner.config.data_dir
    }

    /// What happens from now on.
    pub fn events(&self) -> broadcast::Receiver<AppEvent> {
        self.inner.events.subscribe()
    }

    /// The saved settings.
    pub async fn settings(&self) -> Result<Settings> {
        Ok(self.inner.settings().clone())
    }

    /// Saves all settings.
    pub async fn save_settings(&self, mut settings: Settings) -> Result<()> {
        settings.client_metadata_url = check_metadata_url(settings.client_metadata_url.as_deref())
            .map_err(|issue| Failure::Invalid { issues: vec![issue] })?;
        let inner = Arc::clone(&self.inner);
        let work = move |db: &mut rusqlite::Connection| {
            store::settings::put(db, &settings)?;
            inner.wire.configure(&settings);
            *inner.settings() = settings;
            Ok(())
        };
        self.inner.vault.store.run("save to", work).await?;
        self.inner.emit(AppEvent::SettingsChanged);
        Ok(())
    }

    /// Closes sessions (DELETE where there is one) and purges what this application removed.
    pub async fn close(&self) {
        self.take_leave().await;
        self.land().await;
    }

    /// The same for a person who has left already: servers that are slow to hear of it are not waited for any longer.
    /// Only what would be lost with it is: tokens that are being renewed, and a sign-in whose code has been sent.
    pub async fn close_within(&self, patience: Duration) {
        if tokio::time::timeout(patience, self.take_leave()).await.is_err() {
            tracing::warn!("some sessions did not end in time");
        }
        if tokio::time::timeout(LANDING, self.land()).await.is_err() {
            tracing::error!("tokens that were being fetched are lost");
        }
    }

    async fn take_leave(&self) {
        let inner = &self.inner;
        self.leave_sign_ins().await;
        self.remember_all().await;
        for id in inner.sessions.ids() {
            self.end_session(id);
        }
        inner.closing.cancel();
        inner.tasks.close();
        inner.tasks.wait().await;
        inner.wire.settle().await;
    }

    async fn land(&self) {
        self.inner.closing.cancel();
        let is_first = self.inner.unbroken.close();
        self.inner.unbroken.wait().await;
        if is_first {
            tracing::info!("closed");
        }
    }

    fn remembers(&self) -> bool {
        self.inner.remembers.load(Ordering::Relaxed)
    }
}

impl Inner {
    fn emit(&self, event: AppEvent) {
        // Without a listener nobody needs to know.
        let _ = self.events.send(event);
    }

    fn settings(&self) -> std::sync::MutexGuard<'_, Settings> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Follows what other processes do to the database.
async fn watch(inner: Weak<Inner>, changed: Arc<Notify>) {
    loop {
        changed.notified().await;
        let Some(inner) = inner.upgrade() else { return };
        if let Err(failure) = (App { inner }).follow_other_processes().await {
            tracing::warn!(%failure, "a change by another process could not be read");
        }
    }
}

impl App {
    async fn follow_other_processes(&self) -> Result<()> {
        let inner = &self.inner;
        inner.emit(AppEvent::ConnectionsChanged);
        let reader = Arc::clone(inner);
        let work = move |db: &mut rusqlite::Connection| {
            let settings = store::settings::get(db)?;
            let differs = std::mem::replace(&mut *reader.settings(), settings.clone()) != settings;
            reader.wire.configure(&settings);
            Ok((store::connections::all(db)?, differs))
        };
        let (connections, settings_differ) = inner.vault.store.run("read from", work).await?;
        if settings_differ {
            inner.emit(AppEvent::SettingsChanged);
        }
        self.follow_sign_ins().await?;
        self.follow_accounts().await?;
        self.follow_pins().await?;
        for id in inner.sessions.ids() {
            match connections.iter().find(|connection| connection.id == id && connection.enabled) {
                Some(connection) => {
                    if let Some(live) = inner.sessions.live(id) {
                        live.configured(connection.revision);
                    }
                }
                None => self.end_session(id),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
