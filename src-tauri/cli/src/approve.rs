//! `hitchpost approve`: what would run is shown in full, and runs only after a yes.

use std::borrow::Cow;
use std::io::{BufRead, IsTerminal, Write};

use hitchpost_core::App;
use hitchpost_core::connection::{ApprovalView, ConnectionView, TargetView, is_invisible};
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

/// In full, a line for each: where one ends and the next begins cannot be mistaken.
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
        Some(file) => output.note(&format!("  program    {}", visible(file))),
        None => output.note(&format!("  program    {} (not found)", visible(&approval.program))),
    }
    for argument in &approval.args {
        output.note(&format!("  argument   {}", visible(argument)));
    }
    for name in &approval.env_names {
        output.note(&format!("  variable   {}", visible(name)));
    }
    output.note(&format!("  directory  {}", visible(&approval.directory)));
}

/// A text as it is where every character of it shows, else in quotes and escaped. A line break would print a row that
/// nobody approved. What begins with a quote is quoted too: no text looks like the escaped form of another.
fn visible(text: &str) -> Cow<'_, str> {
    let is_plain = !text.is_empty() && text.trim() == text && !text.starts_with('"');
    if is_plain && !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => shown.extend(['\\', c]),
            '\n' | '\r' | '\t' => shown.extend(c.escape_default()),
            c if is_unseen(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    shown.push('"');
    Cow::Owned(shown)
}

/// Whether a character does not show as what it is: controls, what hides or reorders others, blanks but the space,
/// and what only varies its neighbour.
fn is_unseen(c: char) -> bool {
    let is_variation = matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    c.is_control() || is_invisible(c) || is_variation || (c.is_whitespace() && c != ' ')
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_show_is_escaped_and_every_text_is_one_row() {
        for (text, shown) in [
            ("two words; rm -rf /", "two words; rm -rf /"),
            (r"C:\new\tools", r"C:\new\tools"),
            ("日本 é 😀", "日本 é 😀"),
            ("true\n  directory  /safe", r#""true\n  directory  /safe""#),
            ("a\r\tb\\n", r#""a\r\tb\\n""#),
            ("\u{1b}[2J\u{9b}\u{7f}", r#""\u{1b}[2J\u{9b}\u{7f}""#),
            ("gnp\u{202e}exe\u{2066}", r#""gnp\u{202e}exe\u{2066}""#),
            ("pay\u{200b}pal\u{feff}\u{fe0f}", r#""pay\u{200b}pal\u{feff}\u{fe0f}""#),
            ("a\u{2028}b\u{a0}c", r#""a\u{2028}b\u{a0}c""#),
            (r#""true\n""#, r#""\"true\\n\"""#),
            ("", r#""""#),
            (" /safe ", r#"" /safe ""#),
        ] {
            assert_eq!(visible(text), shown, "{text:?}");
        }
    }
}
