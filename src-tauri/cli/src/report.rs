//! A call from its start to what it brought back, printed.

use std::io;

use hitchpost_core::App;
use hitchpost_core::app::Result as CoreResult;
use hitchpost_core::call::{CallEvent, CallId, CallOutcome, CallReport, ContentPart, TextPart};
use serde_json::json;

use crate::exit::{Code, Stop};
use crate::output::Output;
use crate::questions;

/// The largest page the core hands out.
const PAGE: u32 = 1 << 20;

/// One call per process: any name will do.
pub fn the_call() -> CallId {
    CallId("call".to_owned())
}

/// Waits for a call, answers what its server asks, and prints what came of it. An interrupt cancels it.
pub async fn run(
    app: &App,
    output: &Output,
    call: impl Future<Output = CoreResult<CallReport>>,
    save: bool,
) -> Result<Code, Stop> {
    let call = questions::answering(app, output, call);
    tokio::pin!(call);
    let report = tokio::select! {
        report = &mut call => report?,
        interrupted = tokio::signal::ctrl_c() => {
            interrupted?;
            app.cancel_call(&the_call());
            call.await?
        }
    };
    match output.is_json() {
        true => output.json(&whole(app, report.clone()).await?)?,
        false => show(app, output, &report, save).await?,
    }
    Ok(Code::from(&report.outcome))
}

/// News of a running call go to standard error.
pub fn tell(event: CallEvent) {
    let line = match event {
        CallEvent::Progress { percent: Some(percent), message, .. } => {
            format!("{percent:3} % {}", message.unwrap_or_default())
        }
        CallEvent::Progress { progress, message, .. } => {
            format!("{progress} {}", message.unwrap_or_default())
        }
        CallEvent::Log { level, text } => format!("{level}: {text}"),
        CallEvent::Task { id, status, message } => {
            format!("task {id}: {status} {}", message.unwrap_or_default())
        }
        CallEvent::Asked { .. } => return,
    };
    Output::new(false).note(line.trim_end());
}

async fn show(app: &App, output: &Output, report: &CallReport, save: bool) -> Result<(), Stop> {
    match &report.outcome {
        CallOutcome::Completed { is_error, content, structured, .. } => {
            for part in content {
                show_part(app, output, &report.call_id, part, save).await?;
            }
            if let (true, Some(structured)) = (content.is_empty(), structured) {
                show_text(app, output, &report.call_id, structured).await?;
            }
            if *is_error {
                output.note("error: the tool reported a problem");
            }
        }
        CallOutcome::Failed { failure } => output.failure(failure),
        CallOutcome::Cancelled => output.note("Cancelled."),
        CallOutcome::TimedOut { seconds } => {
            output.note(&format!("error: no answer in {seconds} s; the server may still be working"));
            output.note("hint: wait longer with --timeout");
        }
    }
    Ok(())
}

async fn show_part(
    app: &App,
    output: &Output,
    call: &CallId,
    part: &ContentPart,
    save: bool,
) -> Result<(), Stop> {
    match part {
        ContentPart::Text { text } | ContentPart::Resource { text, .. } => {
            show_text(app, output, call, text).await
        }
        ContentPart::Message { role, content } => {
            output.line(&format!("{role}:"))?;
            Box::pin(show_part(app, output, call, content, save)).await
        }
        ContentPart::Unknown { reason, json, .. } => {
            output.note(&format!("not shown otherwise: {reason}"));
            show_text(app, output, call, json).await
        }
        ContentPart::ResourceLink { uri, name, .. } => {
            Ok(output.line(&name.as_ref().map_or_else(|| uri.clone(), |name| format!("{name}: {uri}")))?)
        }
        ContentPart::Image { mime_type, bytes, part, .. } => {
            show_binary(app, output, call, (mime_type, *bytes, *part), save).await
        }
        ContentPart::Binary { kind, mime_type, bytes, part, .. } => {
            show_binary(app, output, call, (mime_type.as_ref().unwrap_or(kind), *bytes, *part), save).await
        }
    }
}

async fn show_binary(
    app: &App,
    output: &Output,
    call: &CallId,
    (kind, bytes, part): (&String, u32, u32),
    save: bool,
) -> Result<(), Stop> {
    if save {
        let saved = app.save_result(call, part).await?;
        output.line(&saved.path)?;
    } else {
        output.note(&format!("[{kind}, {bytes} bytes; --save DIR keeps it]"));
    }
    Ok(())
}

async fn show_text(app: &App, output: &Output, call: &CallId, text: &TextPart) -> Result<(), Stop> {
    let mut last = text.text.clone();
    output.text(&last)?;
    let mut shown = text.shown_bytes;
    while shown < text.total_bytes {
        let page = app.result_text(call, text.part, shown, PAGE).await?;
        output.text(&page.text)?;
        (last, shown) = (page.text, page.end);
    }
    if !last.ends_with('\n') {
        output.text("\n")?;
    }
    Ok(())
}

/// The report with every text in full.
async fn whole(app: &App, mut report: CallReport) -> Result<serde_json::Value, Stop> {
    if let CallOutcome::Completed { content, structured, json, .. } = &mut report.outcome {
        for part in content {
            if let Some(text) = text_of(part) {
                complete(app, &report.call_id, text).await?;
            }
        }
        if let Some(structured) = structured {
            complete(app, &report.call_id, structured).await?;
        }
        complete(app, &report.call_id, json).await?;
    }
    serde_json::to_value(&report)
        .map_err(|error| Stop::from(io::Error::from(error)))
        .map(|report| json!(report))
}

/// The text of a part that has one.
fn text_of(part: &mut ContentPart) -> Option<&mut TextPart> {
    match part {
        ContentPart::Text { text }
        | ContentPart::Resource { text, .. }
        | ContentPart::Unknown { json: text, .. } => Some(text),
        ContentPart::Message { content, .. } => text_of(content),
        ContentPart::Image { .. } | ContentPart::Binary { .. } | ContentPart::ResourceLink { .. } => None,
    }
}

async fn complete(app: &App, call: &CallId, text: &mut TextPart) -> Result<(), Stop> {
    while text.shown_bytes < text.total_bytes {
        let page = app.result_text(call, text.part, text.shown_bytes, PAGE).await?;
        text.text.push_str(&page.text);
        text.shown_bytes = page.end;
    }
    Ok(())
}
