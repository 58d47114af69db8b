//! The shell: one window, thin commands, deep links. It decides nothing that would be true without a window;
//! that lives in `hitchpost-core`.

mod bindings;
mod commands;
mod deep_link;
mod events;
mod host;
mod window;

use std::process::ExitCode;
use std::time::Duration;

use hitchpost_core::AppConfig;
use tauri::{Manager, RunEvent};

pub use bindings::bindings;

use crate::host::Host;

/// Runs the application until its window is closed.
pub fn run() -> ExitCode {
    if !hitchpost_browser::has_display() {
        eprintln!(
            "Hitchpost needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set.\n\
             Without one, use the command line: hitchpost --help"
        );
        return ExitCode::from(2);
    }
    let config = match AppConfig::from_env() {
        Ok(config) => config,
        Err(failure) => {
            eprintln!("Hitchpost cannot start: {failure}");
            return ExitCode::FAILURE;
        }
    };
    let _logging = hitchpost_core::init_logging(&config);

    let bindings = bindings();
    let app = tauri::Builder::default()
        // Must be the first plugin: a second start hands its arguments over and ends here.
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _directory| window::focus(app)))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(window::state_plugin())
        .invoke_handler(bindings.invoke_handler())
        .setup(move |app| {
            bindings.mount_events(app);
            let host = tauri::async_runtime::block_on(Host::open(config));
            let theme = tauri::async_runtime::block_on(host.settings()).theme;
            events::forward(app.handle(), &host);
            app.manage(host);
            window::open(app.handle(), theme)?;
            deep_link::listen(app.handle());
            Ok(())
        })
        .build(tauri::generate_context!());
    let app = match app {
        Ok(app) => app,
        Err(error) => {
            eprintln!("Hitchpost cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            close(app);
        }
    });
    ExitCode::SUCCESS
}

/// Ends the sessions politely, but never keeps the person waiting for a server.
fn close(app: &tauri::AppHandle) {
    let Ok(core) = app.state::<Host>().core().cloned() else { return };
    tauri::async_runtime::block_on(async {
        if tokio::time::timeout(Duration::from_secs(3), core.close()).await.is_err() {
            tracing::warn!("some sessions did not end in time");
        }
    });
}
