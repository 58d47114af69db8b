//! `hitchpost connect`.

use hitchpost_core::App;
use hitchpost_core::connection::{AuthView, ConnectionView};

use crate::command::Connect;
use crate::exit::{Code, Stop};
use crate::output::Output;
use crate::sign_in::{self, Wishes};

/// Connects, after a sign-in where one is needed, and says how many tools there are.
pub async fn run(app: &App, output: &Output, options: Connect) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    let is_oauth = matches!(connection.auth, AuthView::OAuth { .. });
    let wants_sign_in = options.new_account || options.again || !options.scopes.is_empty();
    if wants_sign_in && !is_oauth {
        return Err(Stop::Input(format!("{} does not sign in with OAuth", connection.name)));
    }
    let wishes =
        Wishes { new_account: options.new_account, scopes: options.scopes, no_browser: options.no_browser };
    if wants_sign_in || (is_oauth && !sign_in::has_account(&connection)) {
        sign_in::run(app, output, &connection, wishes).await?;
    } else if let Err(failure) = app.list_tools(connection.id).await {
        if !sign_in::would_help(&failure) {
            return Err(failure.into());
        }
        output.note(&format!("{failure}."));
        sign_in::run(app, output, &connection, wishes).await?;
    }
    let tools = app.list_tools(connection.id).await?.tools.len();
    let connection = app.connection(connection.id).await?;
    if output.is_json() {
        output.json(&connection)?;
    } else {
        let account = account(&connection).map(|label| format!(" as {label}")).unwrap_or_default();
        output.line(&format!("Connected to {}{account}: {tools} tools", connection.name))?;
    }
    Ok(Code::Done)
}

fn account(connection: &ConnectionView) -> Option<&str> {
    match &connection.auth {
        AuthView::OAuth { settings } => settings.account.as_ref().map(|account| account.label.as_str()),
        AuthView::None | AuthView::Token { .. } | AuthView::Headers { .. } => None,
    }
}
