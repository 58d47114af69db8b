//! Calling tools, and reading on in what they answered.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hitchpost_mcp::{Error, Progress, RawJson, ServerNotification, ToolCall, ToolResult};
use tokio_util::sync::CancellationToken;

use super::connections::require_enabled;
use super::sessions::Listing;
use super::{App, Result};
use crate::call::{
    CallEvent, CallId, CallOutcome, CallReport, CallRequest, Kept, Parts, Recording, SavedFile, TextPage,
    count, parse_arguments, save,
};
use crate::connection::{Connection, Field, FieldIssue, Issue, Severity};
use crate::credential::Redactor;
use crate::failure::{Failure, TimeoutPhase};
use crate::session::Live;
use crate::store::history::Entry;
use crate::store::{self, now};

/// As much of arguments and of a result as history keeps.
const HISTORY: usize = 64 << 10;
/// Read on beyond that, so that a secret at the edge is recognised.
const MARGIN: usize = 8 << 10;

impl App {
    /// Calls a tool, connecting first when needed. A tool that reports a problem has *completed*; `Err` means that
    /// nothing was called.
    pub async fn call_tool(
        &self,
        request: CallRequest,
        on_event: impl Fn(CallEvent) + Send + Sync + 'static,
    ) -> Result<CallReport> {
        let connection = self.row(request.connection_id).await?;
        require_enabled(&connection)?;
        let arguments = parse_arguments(&request.arguments)?;
        check_timeout(request.timeout_s)?;
        let operation = self.inner.calls.begin(&request.call_id.0);
        let started_at = now();
        let began = Instant::now();

        let listing = if self.remembers() { Listing::AtConnect } else { Listing::WhenAsked };
        let live = tokio::select! {
            biased;
            () = operation.cancel.cancelled() => None,
            live = self.session(&connection, listing) => live,
        };
        let recording = Recording::start();
        let call = Call { connection: &connection, request: &request, arguments: &arguments };
        let answer = match &live {
            Some(live) => self.send(&call, live, &operation.cancel, &recording, on_event).await,
            None if operation.cancel.is_cancelled() => Err(Failure::Cancelled),
            None => Err(self.inner.sessions.failure(connection.id).unwrap_or(Failure::Cancelled)),
        };
        let duration = began.elapsed();

        let nothing = Redactor::default();
        let redactor = live.as_ref().map_or(&nothing, |live| &live.endpoint.redactor);
        let entry = Entry {
            arguments: excerpt(arguments.as_bytes(), redactor),
            result: match &answer {
                Ok(result) => excerpt(result.raw.as_bytes(), redactor),
                Err(failure) => redactor.clean(failure.to_string()).into_owned(),
            },
            outcome: outcome_word(&answer),
            connection_id: connection.id,
            connection_name: connection.name.clone(),
            tool: request.tool.clone(),
            started_at,
            duration_ms: millis(duration),
            protocol: live.as_ref().map(|live| live.client.server().protocol.clone()),
        };
        self.write_history(entry).await;
        let size_bytes = answer.as_ref().map_or(0, |result| count(result.raw.as_bytes().len()));
        Ok(CallReport {
            outcome: self.outcome(&request, answer, redactor),
            call_id: request.call_id,
            started_at,
            duration_ms: millis(duration),
            size_bytes,
            wire: recording.frames(redactor),
        })
    }

    /// Stops a call; the server is told.
    pub fn cancel_call(&self, call: &CallId) {
        self.inner.calls.cancel(&call.0);
    }

    /// A further page of a recent result: from byte `offset` on, at most 1 MiB.
    pub async fn result_text(&self, call: &CallId, part: u32, offset: u32, length: u32) -> Result<TextPage> {
        let kept = self.kept(call)?;
        let index = usize::try_from(part).unwrap_or(usize::MAX);
        let page = kept.parts.get(index).and_then(|part| part.page(offset as usize, length as usize));
        page.ok_or_else(|| no_result(call))
    }

    /// Saves a part of a recent result in the downloads folder, under a new name.
    pub async fn save_result(&self, call: &CallId, part: u32) -> Result<SavedFile> {
        let kept = self.kept(call)?;
        let dir = self.inner.config.downloads_dir.clone();
        let saved = tokio::task::spawn_blocking(move || save(&kept, part, &dir)).await;
        saved.map_err(|error| Failure::Internal { reason: format!("saving stopped: {error}") })?
    }

    async fn send(
        &self,
        call: &Call<'_>,
        live: &Arc<Live>,
        cancel: &CancellationToken,
        recording: &Recording,
        on_event: impl Fn(CallEvent) + Send + Sync + 'static,
    ) -> Result<ToolResult> {
        let on_event = Arc::new(on_event);
        let on_log = Arc::clone(&on_event);
        let seconds = call.request.timeout_s.unwrap_or(call.connection.request_timeout_s);
        let began = Instant::now();
        let answer = live
            .client
            .call_tool(ToolCall {
                timeout: Some(Duration::from_secs(seconds.into())),
                cancel: cancel.clone(),
                progress: Some(Arc::new(move |progress| on_event(progress_event(&progress)))),
                log: Some(Arc::new(move |said| {
                    if let ServerNotification::Log { level, data, .. } = said {
                        on_log(CallEvent::Log { level, text: text_of(&data) });
                    }
                })),
                tap: Some(recording.tap()),
                ..ToolCall::new(&call.request.tool, call.arguments.clone())
            })
            .await;
        match answer {
            Ok(result) => {
                live.took(began.elapsed());
                Ok(result)
            }
            Err(Error::Cancelled) => Err(Failure::Cancelled),
            Err(error) => {
                let failure = live.endpoint.context().failure(error);
                self.note_failure(call.connection.id, live, &failure);
                Err(failure)
            }
        }
    }

    fn outcome(&self, request: &CallRequest, answer: Result<ToolResult>, redactor: &Redactor) -> CallOutcome {
        match answer {
            Ok(result) => {
                let mut parts = Parts::new(redactor);
                let outcome = CallOutcome::Completed {
                    is_error: result.is_error,
                    content: result.content.into_iter().map(|block| parts.block(block)).collect(),
                    structured: result.structured.map(|structured| parts.json(structured)),
                    json: parts.json(result.raw),
                };
                let (call, tool) = (request.call_id.clone(), request.tool.clone());
                self.inner.results.keep(Kept { call, tool, parts: parts.into_stored() });
                outcome
            }
            Err(Failure::Cancelled) => CallOutcome::Cancelled,
            Err(Failure::Timeout { seconds, phase: TimeoutPhase::Answer, .. }) => {
                CallOutcome::TimedOut { seconds }
            }
            Err(failure) => CallOutcome::Failed { failure },
        }
    }

    /// Not vital for the person who waits for the result: a failure is logged.
    async fn write_history(&self, entry: Entry) {
        let work = move |db: &mut rusqlite::Connection| {
            let transaction = db.transaction()?;
            store::history::insert(&transaction, &entry)?;
            store::connections::touch(&transaction, entry.connection_id, entry.started_at)?;
            transaction.commit()
        };
        if let Err(failure) = self.inner.vault.store.run("save to", work).await {
            tracing::warn!(%failure, "a call is missing in the history");
        }
    }

    fn kept(&self, call: &CallId) -> Result<Arc<Kept>> {
        self.inner.results.get(call).ok_or_else(|| no_result(call))
    }
}

struct Call<'a> {
    connection: &'a Connection,
    request: &'a CallRequest,
    arguments: &'a RawJson,
}

fn check_timeout(seconds: Option<u32>) -> Result<()> {
    match seconds {
        None | Some(1..=600) => Ok(()),
        Some(_) => {
            let issue = Issue::NumberRange { min: 1, max: 600 };
            let issue = FieldIssue { field: Field::RequestTimeout, severity: Severity::Error, issue };
            Err(Failure::Invalid { issues: vec![issue] })
        }
    }
}

fn progress_event(progress: &Progress) -> CallEvent {
    let number = |json: &RawJson| json.as_str().parse::<f64>().ok();
    let share = || Some(number(&progress.progress)? / number(progress.total.as_ref()?)?);
    let share = share().filter(|share| share.is_finite());
    CallEvent::Progress {
        progress: progress.progress.as_str().to_owned(),
        total: progress.total.as_ref().map(|total| total.as_str().to_owned()),
        percent: share.map(|share| (share * 100.0).clamp(0.0, 100.0).round() as u32),
        message: progress.message.clone(),
    }
}

/// A string as itself, anything else as JSON text.
fn text_of(data: &RawJson) -> String {
    data.read::<String>().unwrap_or_else(|_| data.as_str().to_owned())
}

/// The beginning of a JSON text, cleaned.
fn excerpt(json: &[u8], redactor: &Redactor) -> String {
    let text = String::from_utf8_lossy(&json[..json.len().min(HISTORY + MARGIN)]);
    let mut text = redactor.clean(text).into_owned();
    text.truncate(text.floor_char_boundary(HISTORY));
    text
}

fn outcome_word(answer: &Result<ToolResult>) -> &'static str {
    match answer {
        Ok(result) if result.is_error => "tool_error",
        Ok(_) => "completed",
        Err(Failure::Cancelled) => "cancelled",
        Err(Failure::Timeout { phase: TimeoutPhase::Answer, .. }) => "timed_out",
        Err(_) => "failed",
    }
}

fn no_result(call: &CallId) -> Failure {
    Failure::NotFound { what: "result".to_owned(), name: call.0.clone() }
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
