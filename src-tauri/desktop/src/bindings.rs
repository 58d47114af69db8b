//! The commands and events the window may use, and their TypeScript description.

use tauri::Wry;
use tauri_specta::{Builder, collect_commands, collect_events};

use crate::commands::{accounts, app, asks, calls, connections, links, pins, resources, sign_in, wire};
use crate::deep_link::LinkEvent;
use crate::events::CoreEvent;

/// Everything that crosses between the window and Rust. The committed TypeScript is generated from this.
pub fn bindings() -> Builder<Wry> {
    Builder::new()
        .commands(collect_commands![
            app::app_info,
            app::settings,
            app::save_settings,
            app::copy_text,
            app::choose_path,
            app::ui_ready,
            connections::connections,
            connections::check_connection,
            connections::probe,
            connections::test_connection,
            connections::cancel,
            connections::add_connection,
            connections::add_sample,
            connections::configure_connection,
            connections::remove_connection,
            connections::undo_remove,
            connections::set_enabled,
            connections::connect,
            connections::disconnect,
            connections::reconnect,
            connections::approve_command,
            connections::diagnose,
            connections::health,
            connections::stderr,
            sign_in::authorize,
            sign_in::open_sign_in_again,
            sign_in::copy_sign_in_link,
            sign_in::extend_sign_in,
            sign_in::cancel_sign_in,
            sign_in::complete_sign_in,
            accounts::sign_out,
            accounts::use_account,
            accounts::shareable_accounts,
            accounts::rename_account,
            links::take_links,
            calls::tools,
            calls::refresh_tools,
            calls::tool,
            calls::call_tool,
            calls::cancel_call,
            calls::result_text,
            calls::save_result,
            resources::resources,
            resources::prompts,
            resources::read_resource,
            resources::get_prompt,
            resources::expand_template,
            resources::complete,
            resources::subscribe_resource,
            resources::set_log_level,
            asks::asks,
            asks::answer_ask,
            asks::open_ask,
            wire::wire,
            wire::wire_entry,
            wire::watch_wire,
            wire::clear_wire,
            wire::export_wire,
            pins::tool_changes,
            pins::accept_tools,
        ])
        .events(collect_events![CoreEvent, LinkEvent])
        // The only large integers are times in milliseconds, exact in a JavaScript number for 285,000 years.
        .dangerously_cast_bigints_to_number()
        // Views are only ever sent and requests only ever received, so no type needs two shapes.
        .disable_serde_phases()
}
