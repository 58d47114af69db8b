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

/// How long servers may take to hear of the end.
const PATIENCE: Duration = Duration::from_secs(3);

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
        .plugin(tauri_plugin_dialog::init())
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
    app.run(|app, event| match event {
        // The last window has been closed. What is left to do is done without one, and with a loop that runs.
        RunEvent::ExitRequested { code: None, api, .. } => {
            api.prevent_exit();
            let app = app.clone();
            tauri::async_runtime::spawn(async move {
                close(&app).await;
                app.exit(0);
            });
        }
        // Not everybody asks before; who did is closed already.
        RunEvent::Exit => {
            window::hide(app);
            tauri::async_runtime::block_on(close(app));
        }
        _ => {}
    });
    ExitCode::SUCCESS
}

/// Ends the sessions politely, and waits for no server that is slow to hear of it.
async fn close(app: &tauri::AppHandle) {
    let Ok(core) = app.state::<Host>().core().cloned() else { return };
    core.close_within(PATIENCE).await;
}
