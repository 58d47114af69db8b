//! A window with next to nothing in it: the floor for the start, the memory and the size of the application, and,
//! with a list drawn by hand, for the time a long list takes.

mod server;

use std::sync::OnceLock;

use server::{ListedTool, Tools};
use tauri::{WebviewUrl, WebviewWindow, WebviewWindowBuilder};

static TOOLS: OnceLock<Tools> = OnceLock::new();

fn main() {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![ready, list, schema])
        .setup(|app| {
            let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                .title("Empty")
                .inner_size(1200.0, 800.0)
                .build()?;
            draw_without_gpu_where_there_is_none(&window);
            Ok(())
        })
        .run(tauri::generate_context!())
        .expect("an empty application runs");
}

/// The page is on the screen.
#[tauri::command]
fn ready(app: tauri::AppHandle) {
    if std::env::var_os("HITCHPOST_EXIT_WHEN_READY").is_some() {
        app.exit(0);
    }
}

/// What a row shows of every tool of the server at `BENCH_URL`.
#[tauri::command(async)]
fn list() -> Result<&'static [ListedTool], String> {
    let url = std::env::var("BENCH_URL").map_err(|error| error.to_string())?;
    let tools = Tools::fetch(&url).map_err(|error| error.to_string())?;
    Ok(TOOLS.get_or_init(|| tools).listed())
}

/// The schema of the tool in one row, as received.
#[tauri::command]
fn schema(index: usize) -> Option<&'static str> {
    TOOLS.get()?.schema(index)
}

/// As the application does: otherwise the comparison would be one of graphics drivers.
#[cfg(target_os = "linux")]
fn draw_without_gpu_where_there_is_none(window: &WebviewWindow) {
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    let has_gpu = std::fs::read_dir("/dev/dri").is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
    });
    if has_gpu {
        return;
    }
    window
        .with_webview(|webview| {
            if let Some(settings) = webview.inner().settings() {
                settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
            }
        })
        .expect("a new window has a web view");
}

#[cfg(not(target_os = "linux"))]
fn draw_without_gpu_where_there_is_none(_window: &WebviewWindow) {}
