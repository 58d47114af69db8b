//! `hitchpost add`.

use std::io::IsTerminal;

use hitchpost_core::App;
use hitchpost_core::connection::{
    AuthRequest, AuthView, ConnectionRequest, ConnectionView, HeaderRequest, HeaderValueRequest, ProbeReport,
    SecretInput, Severity, TargetRequest,
};
use hitchpost_core::failure::Failure;
use hitchpost_core::secret::SecretText;
use hitchpost_core::session::SessionStatus;

use crate::approve;
use crate::command::Add;
use crate::exit::{Code, Stop};
use crate::output::Output;
use crate::secrets::{ask, from_environment};
use crate::words;

/// Saves a connection, after a look at the server unless told not to. A server that does not answer is saved too.
pub async fn run(app: &App, output: &Output, options: Add) -> Result<Code, Stop> {
    options.local.require_command()?;
    if options.sample {
        let added = app.add_sample().await?;
        return tell(output, &added, None);
    }
    let (mut request, is_offline) = (request(&options)?, options.offline);
    let checked = app.check_connection(None, request.clone()).await?;
    if checked.issues.iter().any(|issue| issue.severity == Severity::Error) {
        let issues = checked.issues.into_iter().filter(|issue| issue.severity == Severity::Error).collect();
        return Err(Failure::Invalid { issues }.into());
    }
    for issue in &checked.issues {
        output.note(&words::issue(issue));
    }
    // A command does not run before it is saved and approved.
    let report = match is_offline || options.local.command {
        true => None,
        false => Some(app.test_connection("add".to_owned(), None, request.clone()).await?),
    };
    let suggested = report.as_ref().and_then(|report| report.suggested_name.clone());
    if let (true, Some(name)) = (request.name.is_empty(), suggested) {
        request.name = name;
    }
    let added = match app.add_connection(request.clone()).await {
        // A server's own title may not do as a name; the host always does.
        Err(Failure::Invalid { .. }) if options.name.is_none() => {
            app.add_connection(ConnectionRequest { name: String::new(), ..request }).await?
        }
        added => added?,
    };
    if !options.local.command || is_offline {
        return tell(output, &added, report.as_ref());
    }
    if output.is_json() {
        // One document, with what came of the approval.
        let (code, last) = let_it_run(app, output, &added, options.local.approve).await?;
        output.json(last.as_ref().unwrap_or(&added))?;
        return Ok(code);
    }
    tell(output, &added, None)?;
    Ok(let_it_run(app, output, &added, options.local.approve).await?.0)
}

/// Asks on a terminal whether a command that was just saved may run. Answers with what became of it, where it does.
async fn let_it_run(
    app: &App,
    output: &Output,
    added: &ConnectionView,
    is_agreed: bool,
) -> Result<(Code, Option<ConnectionView>), Stop> {
    if !is_agreed && !std::io::stdin().is_terminal() {
        output.note(&format!("hint: look at it and let it run with: hitchpost approve {}", added.slug));
        return Ok((Code::Done, None));
    }
    let Some(approved) = approve::ask(app, output, added, is_agreed).await? else {
        output.note("Saved, and not approved: nothing ran.");
        return Ok((Code::Done, None));
    };
    if let SessionStatus::Connected { tools: Some(tools), .. } = approved.status {
        output.note(&format!("{tools} tools"));
    }
    Ok((approve::complain(output, &approved).unwrap_or(Code::Done), Some(approved)))
}

fn tell(output: &Output, added: &ConnectionView, report: Option<&ProbeReport>) -> Result<Code, Stop> {
    if output.is_json() {
        output.json(added)?;
    } else {
        output.line(&format!("Added {} as {}", added.name, added.slug))?;
    }
    if let (AuthView::OAuth { .. }, false) = (&added.auth, output.is_json()) {
        output.note(&format!("hint: sign in with: hitchpost connect {}", added.slug));
    }
    match report {
        Some(ProbeReport { failure: Some(failure), .. }) => {
            output.note(&format!("warning: saved, but {failure}"));
            if let Some(next) = words::next_step(failure) {
                output.note(&format!("hint: {next}"));
            }
        }
        Some(ProbeReport { tools: Some(tools), .. }) => output.note(&format!("{tools} tools")),
        Some(_) | None => {}
    }
    Ok(Code::Done)
}

fn request(options: &Add) -> Result<ConnectionRequest, Stop> {
    Ok(ConnectionRequest {
        target: match options.local.command {
            true => TargetRequest::Command { command: options.local.request()? },
            false => TargetRequest::Url {
                url: options.url.clone().unwrap_or_default(),
                transport: options.way.transport.into(),
                network: options.way.request()?,
            },
        },
        name: options.name.clone().unwrap_or_default(),
        auth: auth(options)?,
        era: options.era.into(),
        connect_timeout_s: options.connect_timeout,
        request_timeout_s: options.request_timeout,
        allow_plain_http: options.allow_plain_http,
        asks: options.asks.request(),
    })
}

fn auth(options: &Add) -> Result<AuthRequest, Stop> {
    if options.oauth.oauth {
        return options.oauth.request();
    }
    let has_headers = !options.headers.is_empty() || !options.secret_headers.is_empty();
    if has_headers && (options.token || options.token_env.is_some()) {
        return Err(Stop::Input(
            "use --token, or headers, not both; a token fits in a --secret-header".to_owned(),
        ));
    }
    if has_headers {
        return Ok(AuthRequest::Headers { rows: rows(options)? });
    }
    let token = match (&options.token_env, options.token) {
        (Some(variable), _) => Some(from_environment(variable)?),
        (None, true) => Some(ask("Token: ")?),
        (None, false) => None,
    };
    let is_usual_header = options.token_header.eq_ignore_ascii_case("authorization");
    let prefix = if is_usual_header { "Bearer" } else { "" };
    Ok(token.map_or(AuthRequest::None, |token| AuthRequest::Token {
        header: options.token_header.clone(),
        prefix: options.token_prefix.clone().unwrap_or_else(|| prefix.to_owned()),
        token: set(token),
    }))
}

fn rows(options: &Add) -> Result<Vec<HeaderRequest>, Stop> {
    let mut rows = Vec::new();
    for header in &options.headers {
        let (name, value) = header
            .split_once(':')
            .ok_or_else(|| Stop::Input(format!("`{header}` is not a header; write \"Name: value\"")))?;
        let value = HeaderValueRequest::Plain { value: value.trim().to_owned() };
        rows.push(HeaderRequest { name: name.trim().to_owned(), value });
    }
    for header in &options.secret_headers {
        let (name, secret) = match header.split_once('=') {
            Some((name, variable)) => (name, from_environment(variable)?),
            None => (header.as_str(), ask(&format!("{header}: "))?),
        };
        rows.push(HeaderRequest {
            name: name.to_owned(),
            value: HeaderValueRequest::Secret { value: set(secret) },
        });
    }
    Ok(rows)
}

fn set(secret: String) -> SecretInput {
    SecretInput::Set { value: SecretText::new(secret) }
}
