//! `hitchpost list`.

use hitchpost_core::App;
use hitchpost_core::connection::{AuthView, ConnectionView, TargetView};
use hitchpost_core::session::SessionStatus;

use crate::exit::{Code, Stop};
use crate::output::Output;

/// Lists the saved connections.
pub async fn run(app: &App, output: &Output) -> Result<Code, Stop> {
    let connections = app.connections().await?;
    if output.is_json() {
        output.json(&connections)?;
    } else if connections.is_empty() {
        output.note("No connections yet. Try: hitchpost add --sample");
    } else {
        let rows: Vec<Vec<String>> = connections.iter().map(row).collect();
        output.table(&["CONNECTION", "NAME", "SERVER", "AUTHENTICATION"], &rows)?;
    }
    Ok(Code::Done)
}

fn row(connection: &ConnectionView) -> Vec<String> {
    let name = match connection.status {
        SessionStatus::Disabled => format!("{} (disabled)", connection.name),
        _ => connection.name.clone(),
    };
    vec![connection.slug.clone(), name, target(&connection.target), auth(&connection.auth)]
}

fn target(target: &TargetView) -> String {
    match target {
        TargetView::Sample => "built in".to_owned(),
        TargetView::Url { url, .. } => url.clone(),
        TargetView::Command { command } => command.line.clone(),
    }
}

fn auth(auth: &AuthView) -> String {
    match auth {
        AuthView::None => "none".to_owned(),
        AuthView::Token { header, saved_at: Some(_), .. } => format!("token in {header}"),
        AuthView::Token { header, saved_at: None, .. } => format!("token in {header}, missing"),
        AuthView::OAuth { settings } => match &settings.account {
            Some(account) if account.expired => format!("OAuth, {}: sign-in ended", account.label),
            Some(account) => format!("OAuth, {}", account.label),
            None => "OAuth, not signed in".to_owned(),
        },
        AuthView::Headers { rows } => rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().join(", "),
    }
}
