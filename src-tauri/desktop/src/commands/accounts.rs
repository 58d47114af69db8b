//! Accounts: what a sign-in left behind.

use hitchpost_core::app::Result;
use hitchpost_core::connection::{AccountView, ConnectionId, ConnectionView, CredentialId};
use tauri::State;

use crate::host::Host;

#[tauri::command]
#[specta::specta]
pub async fn sign_out(
    host: State<'_, Host>,
    id: ConnectionId,
    account: CredentialId,
) -> Result<ConnectionView> {
    host.core()?.sign_out(id, account).await
}

#[tauri::command]
#[specta::specta]
pub async fn use_account(
    host: State<'_, Host>,
    id: ConnectionId,
    account: CredentialId,
) -> Result<ConnectionView> {
    host.core()?.use_account(id, account).await
}

/// Accounts of other connections that would do for this one.
#[tauri::command]
#[specta::specta]
pub async fn shareable_accounts(host: State<'_, Host>, id: ConnectionId) -> Result<Vec<AccountView>> {
    host.core()?.shareable_accounts(id).await
}

#[tauri::command]
#[specta::specta]
pub async fn rename_account(host: State<'_, Host>, account: CredentialId, label: String) -> Result<()> {
    host.core()?.rename_account(account, label).await
}
