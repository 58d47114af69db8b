//! `hitchpost accounts` and `hitchpost sign-out`.

use hitchpost_core::App;
use hitchpost_core::connection::{AccountView, AuthView, ConnectionView};

use crate::command::{Accounts, SignOut};
use crate::exit::{Code, Stop};
use crate::output::Output;

/// Lists the accounts of a connection, or chooses one.
pub async fn run(app: &App, output: &Output, options: &Accounts) -> Result<Code, Stop> {
    let mut connection = app.find_connection(&options.connection).await?;
    if let Some(wanted) = &options.use_account {
        let account = find(&connection, wanted)?.id;
        connection = app.use_account(connection.id, account).await?;
    }
    let accounts = accounts(&connection)?;
    if output.is_json() {
        output.json(&accounts)?;
    } else if accounts.is_empty() {
        output.note(&format!("Nobody is signed in. Try: hitchpost connect {}", connection.slug));
    } else {
        let rows: Vec<Vec<String>> = accounts.iter().map(row).collect();
        output.table(&["", "ACCOUNT", "STATE", "SCOPES", "ISSUER", "ID"], &rows)?;
    }
    Ok(Code::Done)
}

/// Signs an account out: its tokens are revoked where the server can do that, and deleted in any case.
pub async fn sign_out(app: &App, output: &Output, options: &SignOut) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    let account = match &options.account {
        Some(wanted) => find(&connection, wanted)?,
        None => accounts(&connection)?
            .iter()
            .find(|account| account.in_use)
            .ok_or_else(|| Stop::Input(format!("nobody is signed in to {}", connection.name)))?,
    };
    let label = account.label.clone();
    let connection = app.sign_out(connection.id, account.id).await?;
    if output.is_json() {
        output.json(&connection)?;
    } else {
        output.note(&format!("Signed {label} out of {}.", connection.name));
    }
    Ok(Code::Done)
}

fn row(account: &AccountView) -> Vec<String> {
    let state = match account {
        AccountView { expired: true, .. } => "sign-in ended",
        AccountView { refreshable: true, .. } => "renews itself",
        _ => "until its token ends",
    };
    vec![
        if account.in_use { "*" } else { "" }.to_owned(),
        account.label.clone(),
        state.to_owned(),
        account.scopes.join(" "),
        account.issuer.clone(),
        account.id.to_string(),
    ]
}

fn accounts(connection: &ConnectionView) -> Result<&[AccountView], Stop> {
    match &connection.auth {
        AuthView::OAuth { settings } => Ok(&settings.accounts),
        AuthView::None | AuthView::Token { .. } | AuthView::Headers { .. } => {
            Err(Stop::Input(format!("{} does not sign in with OAuth", connection.name)))
        }
    }
}

/// The account with this ID, or the only one with this label.
fn find<'c>(connection: &'c ConnectionView, wanted: &str) -> Result<&'c AccountView, Stop> {
    let accounts = accounts(connection)?;
    if let Some(account) = accounts.iter().find(|account| account.id.to_string() == wanted) {
        return Ok(account);
    }
    let mut named = accounts.iter().filter(|account| account.label == wanted);
    match (named.next(), named.next()) {
        (Some(account), None) => Ok(account),
        (Some(_), Some(_)) => Err(Stop::Input(format!("several accounts are called {wanted}; use an ID"))),
        (None, _) => Err(Stop::Input(format!("{} has no account {wanted}", connection.name))),
    }
}
