//! Asking servers for something, tools above all, and reading on in what they answered.

use std::sync::Arc;
use std::time::Duration;

use hitchpost_mcp::{Error, Extras, TimeoutPhase};
use tokio_util::sync::CancellationToken;

use super::connections::require_enabled;
use super::opening::Listing;
use super::{App, Result};
use crate::call::{
    Answer, CallEvent, CallId, CallOutcome, CallReport, CallRequest, Heard, Kept, Order, Parts, Recording,
    SavedFile, TextPage, count, parse_arguments, save,
};
use crate::connection::{Connection, ConnectionId, Field, FieldIssue, Issue, Severity};
use crate::credential::Redactor;
use crate::failure::Failure;
use crate::session::Live;
use crate::store::history::Entry;
use crate::store::{self, now};

/// As much of arguments and of a result as history keeps.
const HISTORY: usize = 64 << 10;
/// How long a call that came to nothing waits for the keychain, only to know what not to write down.
const LOOK_UP: Duration = Duration::from_secs(2);

/// A call of any kind, on its way.
pub(super) struct Run {
    pub call_id: CallId,
    pub connection_id: ConnectionId,
    pub timeout_s: Option<u32>,
    pub order: Order,
}

impl App {
    /// Calls a tool, connecting first when needed. A tool that reports a problem has *completed*; `Err` means that
    /// nothing was called.
    pub async fn call_tool(
        &self,
        request: CallRequest,
        on_event: impl Fn(CallEvent) + Send + Sync + 'static,
    ) -> Result<CallReport> {
        let arguments = parse_arguments(&request.arguments)?;
        let order = Order::Tool { name: request.tool, arguments, task: request.task };
        let CallRequest { call_id, connection_id, timeout_s, .. } = request;
        self.run(Run { call_id, connection_id, timeout_s, order }, on_event).await
    }

    /// Asks a server for something and tells what came of it, connecting first when needed.
    pub(super) async fn run(
        &self,
        run: Run,
        on_event: impl Fn(CallEvent) + Send + Sync + 'static,
    ) -> Result<CallReport> {
        let connection = self.row(run.connection_id).await?;
        require_enabled(&connection)?;
        check_timeout(run.timeout_s)?;
        let operation = self.inner.calls.begin(&run.call_id.0);
        let listing = if self.remembers() { Listing::AtConnect } else { Listing::WhenAsked };
        let live = tokio::select! {
            biased;
            () = operation.cancel.cancelled() => None,
            live = self.session(&connection, listing) => live,
        };
        // From here on, so that getting a session first does not make a tool look slow.
        let (started_at, recording) = (now(), Recording::start());
        let ended = match &live {
            Some(live) => {
                self.send(&run, &connection, live, &operation.cancel, &recording, Arc::new(on_event)).await
            }
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
            kind: run.order.kind(),
            // Arguments may repeat a secret that we could not find out.
            arguments: known.map(|known| excerpt(&run.order.arguments(), known)).unwrap_or_default(),
            result: ended.told(redactor),
            outcome: ended.word(),
            connection_id: connection.id,
            connection_name: connection.name.clone(),
            tool: redactor.clean(run.order.subject()).into_owned(),
            started_at,
            duration_ms: millis(duration),
            protocol: live.as_ref().map(|live| live.client.server().protocol.clone()),
        };
        self.write_history(entry).await;
        Ok(CallReport {
            size_bytes: ended.size(),
            outcome: self.outcome(&run, ended, redactor),
            call_id: run.call_id,
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
        run: &Run,
        connection: &Connection,
        live: &Arc<Live>,
        cancel: &CancellationToken,
        recording: &Recording,
        on_event: Arc<dyn Fn(CallEvent) + Send + Sync>,
    ) -> Ended {
        let seconds = run.timeout_s.unwrap_or(connection.request_timeout_s);
        let hear = || {
            let (live, on_event) = (Arc::clone(live), Arc::clone(&on_event));
            move |heard: Heard| {
                if let Some(event) = heard.event(&live.endpoint.redactor) {
                    on_event(event);
                }
            }
        };
        let (on_progress, on_log, on_task) = (hear(), hear(), hear());
        let extras = Extras {
            timeout: Some(Duration::from_secs(seconds.into())),
            cancel: cancel.clone(),
            progress: Some(Arc::new(move |progress| on_progress(Heard::Progress(progress)))),
            log: Some(Arc::new(move |said| on_log(Heard::Said(said)))),
            tap: Some(recording.tap()),
            tag: Some(run.call_id.0.as_str().into()),
        };
        let on_task = Arc::new(move |news| on_task(Heard::Task(news)));
        let _asked = self.inner.asks.watch(&run.call_id, move |ask| on_event(CallEvent::Asked { ask }));
        match run.order.send(&live.client, extras, on_task).await {
            Ok(answer) => {
                live.took(recording.elapsed());
                Ended::Answered(answer)
            }
            Err(Error::Cancelled) => Ended::Cancelled,
            Err(error) => {
                let is_late = matches!(
                    error,
                    Error::Timeout { phase: TimeoutPhase::Headers | TimeoutPhase::Answer, .. }
                );
                let failure = live.endpoint.context().failure(error);
                self.note_failure(connection.id, live, &failure);
                match failure {
                    Failure::Timeout { seconds, .. } if is_late => Ended::TimedOut { seconds },
                    failure => Ended::Failed(failure),
                }
            }
        }
    }

    fn outcome(&self, run: &Run, ended: Ended, redactor: &Redactor) -> CallOutcome {
        match ended {
            Ended::Answered(answer) => {
                let mut parts = Parts::new(redactor);
                let outcome = answer.outcome(&mut parts);
                let (call, name) = (run.call_id.clone(), run.order.file_name().to_owned());
                self.inner.results.keep(Kept { call, name, parts: parts.into_stored() });
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

/// How a call ended. A session that could not be had in time is a failure: nothing was called.
enum Ended {
    Answered(Answer),
    Cancelled,
    TimedOut { seconds: u32 },
    Failed(Failure),
}

impl Ended {
    /// As history keeps it.
    fn word(&self) -> &'static str {
        match self {
            Self::Answered(answer) if answer.is_error => "tool_error",
            Self::Answered(_) => "completed",
            Self::Cancelled => "cancelled",
            Self::TimedOut { .. } => "timed_out",
            Self::Failed(_) => "failed",
        }
    }

    /// The answer, or what came instead of one.
    fn told(&self, redactor: &Redactor) -> String {
        match self {
            Self::Answered(answer) => excerpt(answer.raw.as_str(), redactor),
            Self::Cancelled => Failure::Cancelled.to_string(),
            Self::TimedOut { seconds } => format!("no answer in {seconds} s"),
            Self::Failed(failure) => redactor.clean(failure.to_string()).into_owned(),
        }
    }

    fn size(&self) -> u32 {
        match self {
            Self::Answered(answer) => count(answer.raw.as_bytes().len()),
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
