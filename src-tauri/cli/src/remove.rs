//! `hitchpost remove`.

use hitchpost_core::App;

use crate::command::Remove;
use crate::exit::{Code, Stop};
use crate::output::Output;

/// Removes a connection. Its secrets go when the command ends: there is no window to undo it in.
pub async fn run(app: &App, output: &Output, options: &Remove) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    let removed = app.remove_connection(connection.id).await?;
    if output.is_json() {
        output.json(&removed)?;
    } else {
        output.note(&format!("Removed {}. {} history entries stay.", removed.name, removed.history_entries));
    }
    Ok(Code::Done)
}
