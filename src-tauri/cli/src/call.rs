//! `hitchpost call`.

use std::io;

use hitchpost_core::App;
use hitchpost_core::call::{
    CallEvent, CallId, CallOutcome, CallReport, CallRequest, ContentPart, TaskChoice, TextPart,
};
use serde_json::json;

use crate::arguments;
use crate::command::Call;
use crate::exit::{Code, Stop};
use crate::output::Output;

/// The largest page the core hands out.
const PAGE: u32 = 1 << 20;

/// Calls a tool and prints what it answers.
pub async fn run(app: &App, output: &Output, options: Call) -> Result<Code, Stop> {
    let connection = app.find_connection(&options.connection).await?;
    app.require_accepted(connection.id, &options.tool).await?;
    // As last seen; a tool that was never listed is called all the same.
    let known = match options.pairs.is_empty() {
        true => None,
        false => app.tool(connection.id, &options.tool).await.ok(),
    };
    let arguments = arguments::of(&options, known.as_ref().map(|tool| tool.input_schema.as_str()))?;
    // One call per process: any name will do.
    let call_id = CallId("call".to_owned());
    let request = CallRequest {
        call_id: call_id.clone(),
        connection_id: connection.id,
        tool: options.tool,
        arguments,
        timeout_s: options.timeout,
        task: TaskChoice::Automatic,
    };
    let call = app.call_tool(request, tell);
    tokio::pin!(call);
    let report = tokio::select! {
        report = &mut call => report?,
        interrupted = tokio::signal::ctrl_c() => {
            interrupted?;
            app.cancel_call(&call_id);
            call.await?
        }
    };
    match output.is_json() {
        true => output.json(&whole(app, report.clone()).await?)?,
        false => show(app, output, &report, options.save.is_some()).await?,
    }
    Ok(Code::from(&report.outcome))
}

/// News of a running call go to standard error.
fn tell(event: CallEvent) {
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
