//! `hitchpost://` links: where they arrive, and who gets them.

mod inbox;
mod intent;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde::Serialize;
use tauri::{AppHandle, Manager, Url};
use tauri_plugin_deep_link::DeepLinkExt;
use tauri_specta::Event;

use crate::host::Host;
use crate::window;
use inbox::{Allowance, Inbox};
use intent::Intent;

pub use intent::LinkView;

const SCHEME: &str = "hitchpost";

/// As many links as a person could have meant to open at once.
const AT_ONCE: u32 = 8;

/// As many sign-ins as could come to their end at once.
const CALLBACKS_AT_ONCE: u32 = 32;

/// A link on its way to a window that is there.
#[derive(Clone, Debug, Serialize, specta::Type, Event)]
#[serde(transparent)]
#[tauri_specta(event_name = "link-event")]
pub struct LinkEvent(pub LinkView);

/// The links that arrived.
pub struct Links {
    inbox: Mutex<Inbox>,
    others: Mutex<Allowance>,
    /// Of their own: a flood of other links must not keep a sign-in from its end.
    callbacks: Mutex<Allowance>,
}

impl Links {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            inbox: Mutex::default(),
            others: Mutex::new(Allowance::of(AT_ONCE, now)),
            callbacks: Mutex::new(Allowance::of(CALLBACKS_AT_ONCE, now)),
        }
    }

    /// What waited for the window; later links come as events.
    pub fn take(&self) -> Vec<LinkView> {
        locked(&self.inbox).take()
    }

    fn admit(&self, is_callback: bool) -> bool {
        locked(if is_callback { &self.callbacks } else { &self.others }).admit(Instant::now())
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Handles links from now on, and makes this program the one that receives them where nothing is registered yet.
pub fn listen(app: &AppHandle) {
    app.manage(Links::new());
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| {
        for link in event.urls() {
            follow(&handle, &link);
        }
    });
    // The link this program was started with came before anybody listened.
    for link in app.deep_link().get_current().ok().flatten().unwrap_or_default() {
        follow(app, &link);
    }

    // An installed package registers the scheme; a build started from a checkout has to do it here.
    // It runs other programs on Linux, so not on the way to the first frame.
    #[cfg(any(target_os = "linux", windows))]
    {
        let handle = app.clone();
        tauri::async_runtime::spawn_blocking(move || {
            if !is_registered(&handle)
                && let Err(error) = handle.deep_link().register_all()
            {
                tracing::warn!(%error, "hitchpost:// links could not be registered");
            }
        });
    }
}

/// Whether links come to this program. Blocks: it runs another program on Linux.
pub fn is_registered(app: &AppHandle) -> bool {
    // A bundle declares the scheme on macOS, and nothing can be asked there.
    cfg!(target_os = "macos") || app.deep_link().is_registered(SCHEME).unwrap_or(false)
}

fn follow(app: &AppHandle, link: &Url) {
    let links = app.state::<Links>();
    let intent = Intent::parse(link);
    if !links.admit(intent == Ok(Intent::Callback)) {
        tracing::warn!("dropped a link: too many at once");
        return;
    }
    match intent {
        Ok(Intent::Return) => window::focus(app),
        Ok(Intent::Callback) => complete_sign_in(app, link),
        Ok(Intent::Show(view)) => show(app, view),
        Err(refusal) => {
            tracing::warn!(?refusal, "a link is not followed");
            show(app, LinkView::Unknown);
        }
    }
}

fn show(app: &AppHandle, view: LinkView) {
    window::focus(app);
    let told = locked(&app.state::<Links>().inbox).deliver(view);
    if let Some(Err(error)) = told.map(|view| LinkEvent(view).emit(app)) {
        tracing::warn!(%error, "the window was not told about a link");
    }
}

/// The core knows which sign-in a callback belongs to, and tells the window what came of it.
fn complete_sign_in(app: &AppHandle, link: &Url) {
    let (app, callback) = (app.clone(), link.to_string());
    tauri::async_runtime::spawn(async move {
        window::focus(&app);
        let Ok(core) = app.state::<Host>().core().cloned() else { return };
        if let Err(failure) = core.complete_sign_in(&callback).await {
            tracing::warn!(%failure, "a sign-in was not completed");
        }
    });
}
