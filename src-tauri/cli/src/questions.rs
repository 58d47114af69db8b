//! What servers ask while a command runs, answered on the terminal. Without a terminal everything is declined.

mod form;

use std::collections::HashSet;

use hitchpost_core::App;
use hitchpost_core::app::Result;
use hitchpost_core::ask::{AskAnswer, AskId, AskKind, AskView, SamplingMessage};
use hitchpost_core::call::ContentPart;

use crate::output::Output;
use crate::terminal::Terminal;

/// Waits for some work, and has the person answer what is asked meanwhile.
pub async fn answering<T>(app: &App, output: &Output, work: impl Future<Output = T>) -> T {
    let Some(mut terminal) = Terminal::of_person() else { return work.await };
    app.attend_asks();
    let mut events = app.events();
    let mut seen: HashSet<AskId> = HashSet::new();
    tokio::pin!(work);
    loop {
        let next = app.asks().into_iter().find(|ask| !seen.contains(&ask.id));
        let Some(ask) = next else {
            tokio::select! {
                done = &mut work => return done,
                // Whatever it is, there may be a question; one that was missed is seen with the next.
                _ = events.recv() => continue,
            }
        };
        seen.insert(ask.id.clone());
        tokio::select! {
            done = &mut work => return done,
            () = taken_back(app, &ask.id) => output.note("The question was taken back."),
            () = put(app, output, &mut terminal, &ask) => {}
        }
    }
}

/// Returns once a question no longer waits.
async fn taken_back(app: &App, id: &AskId) {
    let mut events = app.events();
    while app.asks().iter().any(|ask| ask.id == *id) {
        // An error means that some were missed; then it is looked again.
        let _ = events.recv().await;
    }
}

/// Puts one question to the person. What the core does not accept is asked again.
async fn put(app: &App, output: &Output, terminal: &mut Terminal, ask: &AskView) {
    output.note(&format!("\n“{}” asks:", ask.connection_name));
    loop {
        let answer = match &ask.kind {
            AskKind::Form { message, schema } => form::fill_in(output, terminal, message, schema).await,
            AskKind::Url { message, url, host, unicode_host, .. } => {
                output.note(message);
                page(app, output, terminal, &ask.id, (url, host, unicode_host.as_deref())).await
            }
            AskKind::Sampling { messages, system_prompt, .. } => {
                write(output, terminal, messages, system_prompt.as_deref()).await
            }
        };
        match settle(app, &ask.id, answer) {
            Ok(()) => return,
            Err(failure) => output.note(&format!("{failure}")),
        }
    }
}

/// A question that is gone by now is settled too.
fn settle(app: &App, id: &AskId, answer: AskAnswer) -> Result<()> {
    match app.answer_ask(id, answer) {
        Err(hitchpost_core::failure::Failure::NotFound { .. }) => Ok(()),
        answered => answered,
    }
}

async fn page(
    app: &App,
    output: &Output,
    terminal: &mut Terminal,
    id: &AskId,
    (url, host, unicode_host): (&str, &str, Option<&str>),
) -> AskAnswer {
    output.note(&format!("  {url}\nThe page is on {host}."));
    if let Some(letters) = unicode_host {
        output.note(&format!("warning: that stands for {letters}, which may look like another name."));
    }
    if !terminal.agrees(output, "Open it in your browser?").await {
        return AskAnswer::Decline;
    }
    let Ok(url) = app.ask_url(id) else { return AskAnswer::Cancel };
    let opened = tokio::task::spawn_blocking(move || hitchpost_browser::open(&url)).await;
    if let Ok(Ok(())) = opened {
        return AskAnswer::Opened;
    }
    let opened =
        terminal.agrees(output, "No browser could be opened. Open the address yourself; did you?").await;
    if opened { AskAnswer::Opened } else { AskAnswer::Decline }
}

async fn write(
    output: &Output,
    terminal: &mut Terminal,
    messages: &[SamplingMessage],
    system_prompt: Option<&str>,
) -> AskAnswer {
    output.note("for an answer that a model would give.");
    if let Some(prompt) = system_prompt {
        output.note(&format!("system: {prompt}"));
    }
    for message in messages {
        for part in &message.content {
            output.note(&format!("{}: {}", message.role, summary(part)));
        }
    }
    terminal.forget();
    output.note("Your answer, ended by an empty line; nothing declines:");
    let mut text: Vec<String> = Vec::new();
    while let Some(line) = terminal.line().await.filter(|line| !line.is_empty()) {
        text.push(line);
    }
    if text.is_empty() { AskAnswer::Decline } else { AskAnswer::Write { text: text.join("\n") } }
}

fn summary(part: &ContentPart) -> String {
    match part {
        ContentPart::Text { text } | ContentPart::Resource { text, .. } => text.text.clone(),
        ContentPart::Image { mime_type, bytes, .. } => format!("[{mime_type}, {bytes} bytes]"),
        ContentPart::Binary { kind, bytes, .. } => format!("[{kind}, {bytes} bytes]"),
        ContentPart::ResourceLink { uri, .. } => uri.clone(),
        ContentPart::Message { content, .. } => summary(content),
        ContentPart::Unknown { json, .. } => json.text.clone(),
    }
}
