//! What a server says of a task, in either era's words.

use std::time::Duration;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::client::ServerRequest;
use crate::client::wants::questions;
use crate::error::{Error, excerpt};
use crate::wire::item::words;
use crate::wire::{JsonRpcError, RawJson};

/// Between polls, when the server does not say.
const INTERVAL: Duration = Duration::from_secs(1);
/// No server needs us less often.
const LONGEST: Duration = Duration::from_secs(300);
/// Longer ones are no names.
const MAX_ID: usize = 1024;
/// The error of a task that its server cancelled.
const CANCELLED: i64 = -32800;

/// A task as last told.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub id: String,
    pub status: Status,
    /// As the server calls it.
    pub status_text: String,
    pub message: Option<String>,
    pub updated_at: Option<String>,
    pub interval: Duration,
    raw: RawJson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// And any word we do not know.
    Working,
    InputRequired,
    /// Completed, failed or cancelled.
    Ended,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    #[serde(borrow)]
    task_id: Option<&'a RawValue>,
    #[serde(borrow)]
    status: Option<&'a RawValue>,
    #[serde(borrow)]
    status_message: Option<&'a RawValue>,
    #[serde(borrow)]
    last_updated_at: Option<&'a RawValue>,
    /// Legacy.
    #[serde(borrow)]
    poll_interval: Option<&'a RawValue>,
    /// Modern.
    #[serde(borrow)]
    poll_interval_ms: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    #[serde(borrow)]
    input_requests: Option<&'a RawValue>,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

impl Task {
    /// Reads a task; one without a usable name or status is none.
    pub(crate) fn read(raw: &RawJson) -> Result<Task, Error> {
        let malformed = |reason: String| Error::Malformed { reason, excerpt: Some(excerpt(raw.as_str())) };
        let wire: Wire<'_> =
            raw.read().map_err(|error| malformed(format!("a task can't be read: {error}")))?;
        let id = words(wire.task_id)
            .filter(|id| id.len() <= MAX_ID)
            .ok_or_else(|| malformed("a task has no usable `taskId`".into()))?;
        let status_text = words(wire.status).ok_or_else(|| malformed("a task has no `status`".into()))?;
        let interval = wire.poll_interval_ms.or(wire.poll_interval);
        let interval = interval.and_then(|interval| serde_json::from_str::<f64>(interval.get()).ok());
        Ok(Task {
            id,
            status: match status_text.as_str() {
                "completed" | "failed" | "cancelled" => Status::Ended,
                "input_required" => Status::InputRequired,
                _ => Status::Working,
            },
            status_text,
            message: words(wire.status_message),
            updated_at: words(wire.last_updated_at),
            interval: interval.map_or(INTERVAL, |ms| {
                Duration::from_secs_f64((ms / 1000.0).clamp(0.0, LONGEST.as_secs_f64()))
            }),
            raw: raw.clone(),
        })
    }

    /// The task in a result of 2025-11-25; `None` when the result is that of the call itself.
    pub(crate) fn created(result: &RawJson) -> Result<Option<Task>, Error> {
        #[derive(Deserialize)]
        struct Created<'a> {
            #[serde(borrow)]
            task: Option<&'a RawValue>,
        }
        let created = result.read::<Created<'_>>().ok().and_then(|created| created.task);
        match created.filter(|task| task.get().starts_with('{')) {
            Some(task) => Task::read(&RawJson::slice(result.text(), task)).map(Some),
            None => Ok(None),
        }
    }

    fn details(&self) -> Result<Details<'_>, Error> {
        self.raw.read().map_err(|error| self.malformed(format!("a task can't be read: {error}")))
    }

    fn malformed(&self, reason: String) -> Error {
        Error::Malformed { reason, excerpt: Some(excerpt(self.raw.as_str())) }
    }

    /// What it wants to know, by key.
    pub(crate) fn questions(&self) -> Result<Vec<(String, ServerRequest)>, Error> {
        match self.details()?.input_requests {
            Some(requests) => questions(&self.raw, requests).map_err(|reason| self.malformed(reason)),
            None => Ok(Vec::new()),
        }
    }

    /// The result a task that ended carries with it: the call's, its error, or why there is neither.
    pub(crate) fn result(&self) -> Result<RawJson, Result<JsonRpcError, Error>> {
        let details = self.details().map_err(Err)?;
        let frame = self.raw.text();
        match (self.status_text.as_str(), details.result, details.error) {
            ("completed", Some(result), _) => Ok(RawJson::slice(frame, result)),
            ("completed", None, _) => Err(Err(self.malformed("a completed task has no `result`".into()))),
            ("failed", _, Some(error)) => Err(Ok(JsonRpcError::parse(frame, error))),
            (status, ..) => {
                let why = self.message.as_ref().map_or_else(String::new, |message| format!(": {message}"));
                let code = if status == "cancelled" { CANCELLED } else { 0 };
                Err(Ok(JsonRpcError { code, message: format!("the task was {status}{why}"), data: None }))
            }
        }
    }
}

/// Whether a server runs calls of tools as tasks (2025-11-25).
pub(crate) fn runs_tasks(capabilities: &RawJson) -> bool {
    let capabilities: serde_json::Value = capabilities.read().unwrap_or_default();
    !capabilities["tasks"]["requests"]["tools"]["call"].is_null()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn raw(text: &str) -> RawJson {
        RawJson::parse(text.to_owned()).unwrap()
    }

    fn read(text: &str) -> Result<Task, Error> {
        Task::read(&raw(text))
    }

    #[test]
    fn both_eras_say_how_often_to_ask() {
        for (said, interval) in [
            (r#""pollInterval":2000"#, Duration::from_secs(2)),
            (r#""pollIntervalMs":250"#, Duration::from_millis(250)),
            (r#""pollIntervalMs":-5"#, Duration::ZERO),
            (r#""pollIntervalMs":1e300"#, LONGEST),
            (r#""pollIntervalMs":"soon""#, INTERVAL),
            (r#""ttl":null"#, INTERVAL),
        ] {
            let task = read(&format!(r#"{{"taskId":"t","status":"working",{said}}}"#)).unwrap();
            assert_eq!(task.interval, interval, "{said}");
        }
    }

    #[test]
    fn a_task_needs_a_name_and_a_status() {
        for bad in [
            "{}",
            "5",
            r#"{"taskId":"t"}"#,
            r#"{"status":"working"}"#,
            r#"{"taskId":7,"status":"working"}"#,
            r#"{"taskId":"","status":"working"}"#,
        ] {
            assert!(matches!(read(bad), Err(Error::Malformed { .. })), "{bad}");
        }
        let long = format!(r#"{{"taskId":"{}","status":"working"}}"#, "x".repeat(5_000));
        assert!(read(&long).is_err());
    }

    #[test]
    fn a_task_that_ended_says_how() {
        let ended = |said: &str| read(&format!(r#"{{"taskId":"t",{said}}}"#)).unwrap().result();
        assert_eq!(ended(r#""status":"completed","result":{"a":1.0}"#).unwrap().as_str(), r#"{"a":1.0}"#);
        assert!(matches!(ended(r#""status":"completed""#), Err(Err(Error::Malformed { .. }))));
        let failed = ended(r#""status":"failed","error":{"code":-5,"message":"m"}"#).unwrap_err().unwrap();
        assert_eq!((failed.code, failed.message.as_str()), (-5, "m"));
        let cancelled = ended(r#""status":"cancelled","statusMessage":"no"}"#.trim_end_matches('}'));
        assert_eq!(cancelled.unwrap_err().unwrap().message, "the task was cancelled: no");
    }

    #[test]
    fn only_an_object_under_task_is_a_task() {
        assert!(Task::created(&raw(r#"{"content":[]}"#)).unwrap().is_none());
        assert!(Task::created(&raw(r#"{"task":null}"#)).unwrap().is_none());
        assert!(Task::created(&raw(r#"{"task":{"taskId":"t","status":"working"}}"#)).unwrap().is_some());
        Task::created(&raw(r#"{"task":{}}"#)).unwrap_err();
        assert!(runs_tasks(&raw(r#"{"tasks":{"requests":{"tools":{"call":{}}}}}"#)));
        assert!(!runs_tasks(&raw(r#"{"tasks":{"list":{}}}"#)) && !runs_tasks(&raw("{}")));
    }

    proptest! {
        #[test]
        fn no_task_is_too_odd_to_be_read(
            status in "[a-z_]{0,16}", id in any::<String>(), interval in any::<f64>(), message in any::<String>(),
        ) {
            let value = serde_json::json!({
                "taskId": id, "status": status, "statusMessage": message, "pollIntervalMs": interval,
            });
            if let Ok(task) = Task::read(&RawJson::of(&value).unwrap()) {
                prop_assert!(task.interval <= LONGEST);
                prop_assert_eq!(task.id, id);
            }
        }
    }
}
