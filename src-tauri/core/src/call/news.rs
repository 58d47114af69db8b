//! What is heard of a call on its way.

use hitchpost_mcp::{Progress, RawJson, ServerNotification, TaskNews};

use super::CallEvent;
use crate::credential::Redactor;

/// What is heard of a call while it runs.
pub(crate) enum Heard {
    Progress(Progress),
    Said(ServerNotification),
    Task(TaskNews),
}

impl Heard {
    /// The same as hosts hear it.
    pub fn event(self, redactor: &Redactor) -> Option<CallEvent> {
        let clean = |text: &str| redactor.clean(text).into_owned();
        Some(match self {
            Self::Progress(progress) => CallEvent::Progress {
                progress: clean(progress.progress.as_str()),
                total: progress.total.as_ref().map(|total| clean(total.as_str())),
                percent: percent(&progress),
                message: progress.message.as_deref().map(clean),
            },
            Self::Said(ServerNotification::Log { level, data, .. }) => {
                // A string as itself, anything else as JSON text.
                let text = data.read::<String>().unwrap_or_else(|_| data.as_str().to_owned());
                CallEvent::Log { level: clean(&level), text: clean(&text) }
            }
            Self::Said(_) => return None,
            Self::Task(TaskNews { id, status, message }) => CallEvent::Task {
                id: clean(&id),
                status: clean(&status),
                message: message.as_deref().map(clean),
            },
        })
    }
}

fn percent(progress: &Progress) -> Option<u32> {
    let number = |json: &RawJson| json.as_str().parse::<f64>().ok();
    let share = number(&progress.progress)? / number(progress.total.as_ref()?)?;
    share.is_finite().then(|| (share * 100.0).clamp(0.0, 100.0).round() as u32)
}
