//! `hitchpost://` links. Each is an intent parsed here; none runs, connects or changes anything by itself.

use tauri::{AppHandle, Url};
use tauri_plugin_deep_link::DeepLinkExt;

use crate::window;

/// What a link may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// `hitchpost://open`: bring the window to the front.
    Open,
}

impl Intent {
    /// Reads a link; `None` for anything not declared above, whoever sent it.
    pub fn parse(link: &Url) -> Option<Self> {
        if link.scheme() != "hitchpost" {
            return None;
        }
        match (link.host_str(), link.path()) {
            (Some("open"), "" | "/") => Some(Self::Open),
            _ => None,
        }
    }
}

/// Handles links from now on, and makes this program the one that receives them where nothing is registered yet.
pub fn listen(app: &AppHandle) {
    let handle = app.clone();
    app.deep_link().on_open_url(move |event| {
        for link in event.urls() {
            match Intent::parse(&link) {
                Some(Intent::Open) => window::focus(&handle),
                None => tracing::warn!(host = link.host_str(), "ignored a link this version does not know"),
            }
        }
    });

    // An installed package registers the scheme; a build started from a checkout has to do it here.
    // It runs other programs on Linux, so not on the way to the first frame.
    #[cfg(any(target_os = "linux", windows))]
    {
        let handle = app.clone();
        tauri::async_runtime::spawn_blocking(move || {
            let links = handle.deep_link();
            if !links.is_registered("hitchpost").unwrap_or(false)
                && let Err(error) = links.register_all()
            {
                tracing::warn!(%error, "hitchpost:// links could not be registered");
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(link: &str) -> Option<Intent> {
        Intent::parse(&Url::parse(link).expect("a valid address"))
    }

    #[test]
    fn open_brings_the_window_back() {
        assert_eq!(parse("hitchpost://open"), Some(Intent::Open));
        assert_eq!(parse("hitchpost://open/"), Some(Intent::Open));
    }

    #[test]
    fn anything_undeclared_is_ignored() {
        for link in [
            "hitchpost://run?tool=x",
            "hitchpost://open/../add",
            "hitchpost:open",
            "https://open",
            "hitchpost://openx",
        ] {
            assert_eq!(parse(link), None, "{link}");
        }
    }
}
