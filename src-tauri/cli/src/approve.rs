//! `hitchpost approve`: what would run is shown in full, and runs only after a yes.

use std::io::{BufRead, IsTerminal, Write};

use hitchpost_core::App;
use hitchpost_core::connection::{ApprovalView, ConnectionView, TargetView};
use hitchpost_core::session::SessionStatus;

use crate::command::Approve;
use crate::exit::{Code, Stop};
use crate::output::Output;

/// Shows a connection's command and asks whether it may run.
pub async fn run(app: &App, output: &Output, options: &Approve) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    if !matches!(connection.target, TargetView::Command { .. }) {
        return Err(Stop::Input(format!("{} runs no command: there is nothing to approve", connection.name)));
    }
    let SessionStatus::NeedsApproval { approval } = &connection.status else {
        return tell(output, &connection, &format!("The command of {} is approved", connection.name));
    };
    if !options.yes && !std::io::stdin().is_terminal() {
        show(output, approval);
        return Err(Stop::Input("to approve without being asked, say --yes".to_owned()));
    }
    match ask(app, output, &connection, options.yes).await? {
        Some(approved) => {
            let line = match &approved.status {
                SessionStatus::Connected { tools: Some(tools), .. } => {
                    format!("Approved and connected to {}: {tools} tools", approved.name)
                }
                _ => format!("Approved the command of {}", approved.name),
            };
            let code = tell(output, &approved, &line)?;
            Ok(complain(output, &approved).unwrap_or(code))
        }
        None => {
            output.note("Not approved: nothing ran.");
            Ok(Code::Cancelled)
        }
    }
}

/// Shows what waits for an approval, asks unless that was said before, and approves. Nothing after a no, or where
/// nothing waits.
pub async fn ask(
    app: &App,
    output: &Output,
    connection: &ConnectionView,
    is_agreed: bool,
) -> Result<Option<ConnectionView>, Stop> {
    let SessionStatus::NeedsApproval { approval } = &connection.status else { return Ok(None) };
    show(output, approval);
    if !is_agreed && !says_yes()? {
        return Ok(None);
    }
    Ok(Some(app.approve_command(connection.id, approval.digest.clone()).await?))
}

/// Why an approved command did not connect, if it did not.
pub fn complain(output: &Output, connection: &ConnectionView) -> Option<Code> {
    let SessionStatus::Error { failure, .. } = &connection.status else { return None };
    output.note(&format!("warning: approved, but {failure}"));
    for line in crate::words::details(failure) {
        output.note(&format!("  {line}"));
    }
    Some(Code::from(failure))
}

/// In full, an argument a line: where one ends and the next begins cannot be mistaken.
fn show(output: &Output, approval: &ApprovalView) {
    if approval.changed.is_empty() {
        output.note("This command has not run yet. It runs with your rights:");
    } else {
        output.note(&format!(
            "This command has changed since you approved it ({}). It runs with your rights:",
            approval.changed.iter().map(|part| words(part)).collect::<Vec<_>>().join(", ")
        ));
    }
    match &approval.resolved {
        Some(file) => output.note(&format!("  program    {file}")),
        None => output.note(&format!("  program    {} (not found)", approval.program)),
    }
    for argument in &approval.args {
        output.note(&format!("  argument   {argument}"));
    }
    for name in &approval.env_names {
        output.note(&format!("  variable   {name}"));
    }
    output.note(&format!("  directory  {}", approval.directory));
}

fn words(part: &str) -> &str {
    match part {
        "args" => "arguments",
        "env" => "variables",
        other => other,
    }
}

fn says_yes() -> Result<bool, Stop> {
    let mut out = std::io::stderr();
    write!(out, "Let it run? [y/N] ")?;
    out.flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(Stop::reading_input)?;
    Ok(matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

fn tell(output: &Output, connection: &ConnectionView, line: &str) -> Result<Code, Stop> {
    match output.is_json() {
        true => output.json(connection)?,
        false => output.line(line)?,
    }
    Ok(Code::Done)
}
