//! Calls that became tasks: followed until they end, in either era's way.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, sleep_until};

use crate::client::ask::Ask;
use crate::client::asking::Rounds;
use crate::client::link::Link;
use crate::client::task::{Status, Task};
use crate::client::waiting::Waiting;
use crate::client::wants::answers;
use crate::client::{Client, TaskNews, ToolCall};
use crate::error::{Error, TimeoutPhase};
use crate::transport::{Deadline, Elapsed};
use crate::wire::RawJson;
use crate::wire::request::quoted;

/// However often a server says that something changed, it is asked no faster than this.
const LEAST_GAP: Duration = Duration::from_millis(100);
/// How long the server is given to hear that nobody wants the task any more.
const COURTESY: Duration = Duration::from_secs(5);
/// Polls in a row that may fail of the network.
const FAILURES: u32 = 3;
/// Times the stream of a result may break off.
const BREAKS: u32 = 10;

/// Tasks under way, as their server calls them.
#[derive(Default)]
pub(crate) struct TaskPlaces(Mutex<HashMap<String, Arc<Place>>>);

struct Place {
    /// Where it waits ([`Link::wait_as_task`]).
    id: u64,
    changed: Notify,
    deadline: Arc<Deadline>,
    on_task: Option<Arc<dyn Fn(TaskNews) + Send + Sync>>,
    last: Mutex<Option<(TaskNews, Option<String>)>>,
}

impl TaskPlaces {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Place>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the task of this name waits.
    pub(crate) fn place_of(&self, task: &str) -> Option<u64> {
        self.lock().get(task).map(|place| place.id)
    }

    /// Takes a `notifications/tasks` or `notifications/tasks/status` in. `false` when nobody waits for that task.
    pub(crate) fn hear(&self, params: &RawJson) -> bool {
        let Ok(task) = Task::read(params) else { return false };
        let Some(place) = self.lock().get(&task.id).cloned() else { return false };
        place.report(&task);
        if task.status != Status::Working {
            place.changed.notify_one();
        }
        true
    }
}

impl Place {
    /// Passes on what is new, and takes it for a sign of life.
    fn report(&self, task: &Task) {
        let news =
            TaskNews { id: task.id.clone(), status: task.status_text.clone(), message: task.message.clone() };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (news, task.updated_at.clone());
        let told = last.as_ref();
        if told == Some(&now) {
            return;
        }
        let is_news = told.is_none_or(|(news, _)| *news != now.0);
        *last = Some(now.clone());
        drop(last);
        self.deadline.extend();
        if let Some(on_task) = self.on_task.as_ref().filter(|_| is_news) {
            on_task(now.0);
        }
    }
}

/// What came of something that ran beside the polling.
enum Done {
    /// The call's own result.
    Result(RawJson),
    /// The server has our answers under these keys.
    Answered(bool),
    /// The stream broke off before the result.
    Broke(Error),
}

impl Client {
    /// Calls a tool as a task (2025-11-25).
    pub(crate) async fn call_as_task(&self, call: &ToolCall) -> Result<RawJson, Error> {
        let link = &self.inner.link;
        let deadline = self.time_for_task(call);
        let ttl = deadline.longest().saturating_add(Duration::from_secs(60)).as_millis();
        let (name, task) = (quoted(&call.name), format!(r#"{{"ttl":{ttl}}}"#));
        let params =
            vec![("name", name.as_str()), ("arguments", call.arguments.as_str()), ("task", task.as_str())];
        // The token of the call counts for as long as the task.
        let token = link.next_id();
        let sink = call.extras.progress.as_ref();
        let _watch = sink.map(|sink| link.watch_progress(token, Arc::clone(sink), Arc::clone(&deadline)));
        let ask = link.ask("tools/call", params).named(&call.name).with(&call.extras);
        let ask = Ask { deadline: Some(Arc::clone(&deadline)), token: Some(token), ..ask };
        let answer = self.inner.peer.request(&ask).await?;
        match Task::created(&answer)? {
            Some(task) => self.follow(call, task, deadline).await,
            // A server that does not know tasks has simply done it.
            None => Ok(answer),
        }
    }

    /// Follows the task that a modern server made of a call.
    pub(crate) async fn follow_task(&self, call: &ToolCall, created: &RawJson) -> Result<RawJson, Error> {
        let deadline = self.time_for_task(call);
        self.follow(call, Task::read(created)?, deadline).await
    }

    fn time_for_task(&self, call: &ToolCall) -> Arc<Deadline> {
        let link = &self.inner.link;
        let timeout = call.extras.timeout.unwrap_or(link.request_timeout);
        Arc::new(Deadline::new(timeout, link.limits.request_cap))
    }

    async fn follow(&self, call: &ToolCall, task: Task, deadline: Arc<Deadline>) -> Result<RawJson, Error> {
        let link = &self.inner.link;
        let place = Arc::new(Place {
            id: link.next_id(),
            changed: Notify::new(),
            deadline: Arc::clone(&deadline),
            on_task: call.on_task.clone(),
            last: Mutex::default(),
        });
        let ask = link.ask("tools/call", Vec::new()).with(&call.extras);
        let mut ended = link.wait_as_task(place.id, &ask, &deadline);
        link.tasks.lock().insert(task.id.clone(), Arc::clone(&place));
        let mut abandoned = Abandoned { client: self, task: task.id.clone(), armed: true };
        let following = Following { client: self, call, id: task.id.clone(), place: &place };
        let outcome = following.to_the_end(task, &mut ended).await;
        abandoned.armed = outcome.is_err() && !matches!(outcome, Err(Error::Rpc { .. }));
        outcome
    }
}

/// One task on its way.
struct Following<'a> {
    client: &'a Client,
    call: &'a ToolCall,
    id: String,
    place: &'a Place,
}

impl Following<'_> {
    async fn to_the_end(&self, mut task: Task, ended: &mut Waiting<'_>) -> Result<RawJson, Error> {
        let deadline = &self.place.deadline;
        let (mut answered, mut rounds) = (HashSet::new(), Rounds::default());
        let mut beside: Option<BoxFuture<'_, Result<Done, Error>>> = None;
        let (mut failures, mut breaks) = (0, 0);
        loop {
            self.place.report(&task);
            match task.status {
                Status::Ended => return self.result_of(&task).await,
                Status::InputRequired if beside.is_none() => {
                    beside = self.answer(&task, &mut answered, &mut rounds)?;
                }
                Status::InputRequired | Status::Working => {}
            }
            let polled = Instant::now();
            tokio::select! {
                biased;
                outcome = ended.response() => match outcome? {
                    Ok(result) => return Ok(result),
                    Err(error) => return Err(self.ask("tasks/get").rpc_error(error, 200)),
                },
                done = running(&mut beside) => {
                    beside = None;
                    match done? {
                        Done::Result(result) => return Ok(result),
                        Done::Answered(false) => {}
                        Done::Answered(true) => rounds.decline(),
                        Done::Broke(error) if breaks >= BREAKS => return Err(error),
                        Done::Broke(_) => breaks += 1,
                    }
                }
                () = self.place.changed.notified() => {}
                waited = deadline.guard(sleep(task.interval)) => self.in_time(waited)?,
            }
            self.in_time(deadline.guard(sleep_until(polled + LEAST_GAP)).await)?;
            match self.poll().await {
                Ok(state) => (task, failures) = (state, 0),
                Err(Error::Network { .. } | Error::Refused { .. }) if failures < FAILURES => failures += 1,
                Err(error) => return Err(error),
            }
        }
    }

    fn in_time(&self, waited: Result<(), Elapsed>) -> Result<(), Error> {
        waited.map_err(|elapsed| self.client.inner.link.timed_out(TimeoutPhase::Answer, &elapsed))
    }

    /// A request about this task, within its time.
    fn ask(&self, method: &'static str) -> Ask<'_> {
        let link = &self.client.inner.link;
        let ask = link.ask(method, Vec::new()).named(&self.id).with(&self.call.extras);
        Ask { deadline: Some(Arc::clone(&self.place.deadline)), progress: None, ..ask }
    }

    async fn request(&self, method: &'static str, more: &[(&'static str, &str)]) -> Result<RawJson, Error> {
        let id = quoted(&self.id);
        let mut params = vec![("taskId", id.as_str())];
        params.extend_from_slice(more);
        self.client.inner.peer.request(&Ask { params, ..self.ask(method) }).await
    }

    async fn poll(&self) -> Result<Task, Error> {
        let state = Task::read(&self.request("tasks/get", &[]).await?)?;
        if state.id == self.id {
            return Ok(state);
        }
        Err(Error::Malformed {
            reason: "`tasks/get` answered for another task".into(),
            excerpt: Some(state.id),
        })
    }

    /// What runs beside the polling while the task wants input: our answers, or in the legacy era the result, with
    /// which the questions come.
    fn answer(
        &self,
        task: &Task,
        answered: &mut HashSet<String>,
        rounds: &mut Rounds,
    ) -> Result<Option<BoxFuture<'_, Result<Done, Error>>>, Error> {
        if !self.client.is_modern() {
            return Ok(Some(Box::pin(self.result())));
        }
        let mut questions = task.questions()?;
        questions.retain(|(key, _)| answered.insert(key.clone()));
        let Some((_, first)) = questions.first() else { return Ok(None) };
        let what = || first.method.clone();
        rounds.begin(true).map_err(|why| Error::InputRequired { what: what(), why })?;
        Ok(Some(Box::pin(async move {
            let given = {
                let _hold = self.place.deadline.hold();
                answers(&self.client.inner.link, &questions, &self.ask("tasks/update")).await?
            };
            self.request("tasks/update", &[("inputResponses", &given.json)]).await?;
            Ok(Done::Answered(given.declined))
        })))
    }

    async fn result(&self) -> Result<Done, Error> {
        match self.request("tasks/result", &[]).await {
            Ok(result) => Ok(Done::Result(result)),
            Err(error @ (Error::Network { .. } | Error::Refused { .. })) => Ok(Done::Broke(error)),
            Err(error) => Err(error),
        }
    }

    async fn result_of(&self, task: &Task) -> Result<RawJson, Error> {
        if !self.client.is_modern() {
            return self.request("tasks/result", &[]).await;
        }
        task.result().map_err(|error| match error {
            Ok(error) => self.client.inner.link.ask("tools/call", Vec::new()).rpc_error(error, 200),
            Err(error) => error,
        })
    }
}

/// Never returns when nothing runs.
async fn running(beside: &mut Option<BoxFuture<'_, Result<Done, Error>>>) -> Result<Done, Error> {
    match beside {
        Some(work) => work.await,
        None => std::future::pending().await,
    }
}

/// Forgets the task, and tells the server when it is given up: by timeout, cancellation, or because its caller went
/// away.
struct Abandoned<'a> {
    client: &'a Client,
    task: String,
    armed: bool,
}

impl Drop for Abandoned<'_> {
    fn drop(&mut self) {
        let link: &Arc<Link> = &self.client.inner.link;
        link.tasks.lock().remove(&self.task);
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if !self.armed || link.closed.is_cancelled() {
            return;
        }
        let (client, task) = (self.client.clone(), std::mem::take(&mut self.task));
        runtime.spawn(async move {
            let (link, id) = (&client.inner.link, quoted(&task));
            let ask = link.ask("tasks/cancel", vec![("taskId", &id)]).named(&task);
            let cancelled = client.inner.peer.request(&Ask { timeout: COURTESY, ..ask }).await;
            if let Err(error) = cancelled {
                let error = link.clean(error);
                link.note(|| format!("the task {task} could not be cancelled: {error}"));
            }
        });
    }
}
