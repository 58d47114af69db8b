//! Calling tools, and reading on in what they answered.

use std::sync::Arc;
use std::time::Duration;

use hitchpost_mcp::{Error, Progress, RawJson, ServerNotification, TimeoutPhase, ToolCall, ToolResult};
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
use crate::failure::Failure;
use crate::session::Live;
use crate::store::history::Entry;
use crate::store::{self, now};

/// As much of arguments and of a result as history keeps.
const HISTORY: usize = 64 << 10;
/// How long a call that came to nothing waits for the keychain, only to know what not to write down.
const LOOK_UP: Duration = Duration::from_secs(2);

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
        let listing = if self.remembers() { Listing::AtConnect } else { Listing::WhenAsked };
        let live = tokio::select! {
            biased;
            () = operation.cancel.cancelled() => None,
            live = self.session(&connection, listing) => live,
        };
        // From here on, so that getting a session first does not make a tool look slow.
        let (started_at, recording) = (now(), Recording::start());
        let call = Call { connection: &connection, request: &request, arguments: &arguments };
        let ended = match &live {
            Some(live) => self.send(&call, live, &operation.cancel, &recording, on_event).await,
            None if operation.cancel.is_cancelled() => Ended::Cancelled,
            None => match self.inner.sessions.failure(connection.id) {
                None | Some(Failure::Cancelled) => Ended::Cancelled,
                Some(failure) => Ended::Failed(failure),
            },
        };
        let duration = recording.elapsed();

        let looked_up = if live.is_none() { self.redactor(&connection).await } else { None };
        let known = live.as_ref().map(|live| &live.endpoint.redactor).or(looked_up.as_ref());
        let nothing = Redactor::default();
        let redactor = known.unwrap_or(&nothing);
        let entry = Entry {
            // Arguments may repeat a secret that we could not find out.
            arguments: known.map(|known| excerpt(arguments.as_str(), known)).unwrap_or_default(),
            result: ended.told(redactor),
            outcome: ended.word(),
            connection_id: connection.id,
            connection_name: connection.name.clone(),
            tool: request.tool.clone(),
            started_at,
            duration_ms: millis(duration),
            protocol: live.as_ref().map(|live| live.client.server().protocol.clone()),
        };
        self.write_history(entry).await;
        Ok(CallReport {
            size_bytes: ended.size(),
            outcome: self.outcome(&request, ended, redactor),
            call_id: request.call_id,
            started_at,
            duration_ms: millis(duration),
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
    ) -> Ended {
        let on_event = Arc::new(on_event);
        let on_log = Arc::clone(&on_event);
        let (reporting, logging) = (Arc::clone(live), Arc::clone(live));
        let seconds = call.request.timeout_s.unwrap_or(call.connection.request_timeout_s);
        let answer = live
            .client
            .call_tool(ToolCall {
                timeout: Some(Duration::from_secs(seconds.into())),
                cancel: cancel.clone(),
                progress: Some(Arc::new(move |progress| {
                    on_event(progress_event(&progress, &reporting.endpoint.redactor));
                })),
                log: Some(Arc::new(move |said| {
                    if let ServerNotification::Log { level, data, .. } = said {
                        on_log(log_event(&level, &data, &logging.endpoint.redactor));
                    }
                })),
                tap: Some(recording.tap()),
                ..ToolCall::new(&call.request.tool, call.arguments.clone())
            })
            .await;
        match answer {
            Ok(result) => {
                live.took(recording.elapsed());
                Ended::Answered(result)
            }
            Err(Error::Cancelled) => Ended::Cancelled,
            Err(error) => {
                let is_late = matches!(
                    error,
                    Error::Timeout { phase: TimeoutPhase::Headers | TimeoutPhase::Answer, .. }
                );
                let failure = live.endpoint.context().failure(error);
                self.note_failure(call.connection.id, live, &failure);
                match failure {
                    Failure::Timeout { seconds, .. } if is_late => Ended::TimedOut { seconds },
                    failure => Ended::Failed(failure),
                }
            }
        }
    }

    fn outcome(&self, request: &CallRequest, ended: Ended, redactor: &Redactor) -> CallOutcome {
        match ended {
            Ended::Answered(result) => {
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
            Ended::Cancelled => CallOutcome::Cancelled,
            Ended::TimedOut { seconds } => CallOutcome::TimedOut { seconds },
            Ended::Failed(failure) => CallOutcome::Failed { failure },
        }
    }

    /// Knows a connection's secrets without a session; nothing when they cannot be had.
    async fn redactor(&self, connection: &Connection) -> Option<Redactor> {
        let endpoint = tokio::time::timeout(LOOK_UP, self.endpoint(connection)).await.ok()?;
        endpoint.ok().map(|(endpoint, _sample)| endpoint.redactor)
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

/// How a call ended. A session that could not be had in time is a failure: nothing was called.
enum Ended {
    Answered(ToolResult),
    Cancelled,
    TimedOut { seconds: u32 },
    Failed(Failure),
}

impl Ended {
    /// As history keeps it.
    fn word(&self) -> &'static str {
        match self {
            Self::Answered(result) if result.is_error => "tool_error",
            Self::Answered(_) => "completed",
            Self::Cancelled => "cancelled",
            Self::TimedOut { .. } => "timed_out",
            Self::Failed(_) => "failed",
        }
    }

    /// The answer, or what came instead of one.
    fn told(&self, redactor: &Redactor) -> String {
        match self {
            Self::Answered(result) => excerpt(result.raw.as_str(), redactor),
            Self::Cancelled => Failure::Cancelled.to_string(),
            Self::TimedOut { seconds } => format!("no answer in {seconds} s"),
            Self::Failed(failure) => redactor.clean(failure.to_string()).into_owned(),
        }
    }

    fn size(&self) -> u32 {
        match self {
            Self::Answered(result) => count(result.raw.as_bytes().len()),
            Self::Cancelled | Self::TimedOut { .. } | Self::Failed(_) => 0,
        }
    }
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

fn progress_event(progress: &Progress, redactor: &Redactor) -> CallEvent {
    let clean = |text: &str| redactor.clean(text).into_owned();
    let number = |json: &RawJson| json.as_str().parse::<f64>().ok();
    let share = || Some(number(&progress.progress)? / number(progress.total.as_ref()?)?);
    let share = share().filter(|share| share.is_finite());
    CallEvent::Progress {
        progress: clean(progress.progress.as_str()),
        total: progress.total.as_ref().map(|total| clean(total.as_str())),
        percent: share.map(|share| (share * 100.0).clamp(0.0, 100.0).round() as u32),
        message: progress.message.as_deref().map(clean),
    }
}

/// A string as itself, anything else as JSON text.
fn log_event(level: &str, data: &RawJson, redactor: &Redactor) -> CallEvent {
    let text = data.read::<String>().unwrap_or_else(|_| data.as_str().to_owned());
    CallEvent::Log { level: redactor.clean(level).into_owned(), text: redactor.clean(text).into_owned() }
}

/// The beginning of a JSON text, cleaned.
fn excerpt(json: &str, redactor: &Redactor) -> String {
    redactor.beginning(json, HISTORY).into_owned()
}

fn no_result(call: &CallId) -> Failure {
    Failure::NotFound { what: "result".to_owned(), name: call.0.clone() }
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
