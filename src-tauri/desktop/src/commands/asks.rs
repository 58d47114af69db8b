//! What servers ask the person.

use hitchpost_core::app::Result;
use hitchpost_core::ask::{AskAnswer, AskId, AskView};
use tauri::State;

use super::browser;
use crate::host::Host;

#[tauri::command]
#[specta::specta]
pub async fn asks(host: State<'_, Host>) -> Result<Vec<AskView>> {
    Ok(host.core()?.asks())
}

#[tauri::command]
#[specta::specta]
pub async fn answer_ask(host: State<'_, Host>, id: AskId, answer: AskAnswer) -> Result<()> {
    host.core()?.answer_ask(&id, answer)
}

/// Opens the page a question leads to in the browser, and tells the server that the person went there.
#[tauri::command]
#[specta::specta]
pub async fn open_ask(host: State<'_, Host>, id: AskId) -> Result<()> {
    let core = host.core()?;
    browser::open(core.ask_url(&id)?).await?;
    core.answer_ask(&id, AskAnswer::Opened)
}
