//! The one window.

use hitchpost_core::settings::Theme;
use tauri::plugin::TauriPlugin;
use tauri::webview::{Color, NewWindowResponse};
use tauri::{AppHandle, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Wry};
use tauri_plugin_window_state::StateFlags;

const LABEL: &str = "main";

/// Remembers size and place between starts.
pub fn state_plugin() -> TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::default()
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .build()
}

/// Opens the window, in its theme from the first frame. It never leaves its own page: links open elsewhere or not at all.
pub fn open(app: &AppHandle, theme: Theme) -> tauri::Result<()> {
    let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default());
    if theme == Theme::Dark {
        // What shows until the page is painted; the page's own colour is `--bg` in tokens.css.
        builder = builder.background_color(Color(0x13, 0x13, 0x16, 0xff));
    }
    let window = builder
        .theme(native(theme))
        .title("Hitchpost")
        .inner_size(1200.0, 800.0)
        .min_inner_size(880.0, 600.0)
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    draw_without_gpu_where_there_is_none(&window);
    Ok(())
}

/// Brings the window to the front.
pub fn focus(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

/// Takes the window away while the end is waited for.
pub fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the window could not be hidden");
    }
}

/// Gives the title bar, and the system theme the page sees, the person's theme.
pub fn paint(app: &AppHandle, theme: Theme) {
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(error) = window.set_theme(native(theme))
    {
        tracing::warn!(%error, "the title bar did not take the theme");
    }
}

/// `None` follows the system.
fn native(theme: Theme) -> Option<tauri::Theme> {
    match theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    }
}

fn is_own_page(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" if url.host_str() == Some("tauri.localhost") => true,
        // The development server; a release build has none.
        "http" => cfg!(debug_assertions) && url.host_str() == Some("localhost") && url.port() == Some(5173),
        _ => false,
    }
}

/// WebKitGTK composites through software OpenGL when there is no GPU, at half the frame rate and with more memory
/// than plain drawing takes.
#[cfg(target_os = "linux")]
fn draw_without_gpu_where_there_is_none(window: &WebviewWindow) {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    let has_gpu = std::fs::read_dir("/dev/dri").is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
    });
    if has_gpu {
        return;
    }
    let set = window.with_webview(|webview| {
        if let Some(settings) = webview.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    });
    if let Err(error) = set {
        tracing::warn!(%error, "hardware acceleration could not be switched off");
    }
}

#[cfg(not(target_os = "linux"))]
fn draw_without_gpu_where_there_is_none(_window: &WebviewWindow) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_never_leaves_its_own_page() {
        let own = |url: &str| is_own_page(&Url::parse(url).expect("a valid address"));
        assert!(own("tauri://localhost/index.html"));
        assert!(own("http://tauri.localhost/"));
        for url in [
            "https://example.com/",
            "http://tauri.localhost.evil.test/",
            "tauri://evil.test/",
            "file:///etc/passwd",
            "data:text/html,hi",
            "http://localhost:8080/",
        ] {
            assert!(!own(url), "{url}");
        }
    }
}
