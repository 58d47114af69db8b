//! A program with everything it started, which ends as a whole.

use std::process::ExitStatus;
use std::time::Duration;

use process_wrap::tokio::ChildWrapper;
use tokio::time::timeout;

use crate::transport::stdio::process::Ending;

/// How long a killed program may take to be gone.
const KILLED: Duration = Duration::from_secs(2);

/// Dropped before it has ended, it is killed.
pub(super) struct Tree {
    leader: Box<dyn ChildWrapper>,
    #[cfg(unix)]
    group: Option<u32>,
    ended: bool,
}

impl Tree {
    pub(super) fn new(leader: Box<dyn ChildWrapper>) -> Tree {
        #[cfg(unix)]
        let group = leader.id();
        #[cfg(unix)]
        if let Some(group) = group {
            super::guardian::guard(group);
        }
        Tree {
            leader,
            #[cfg(unix)]
            group,
            ended: false,
        }
    }

    pub(super) fn id(&self) -> Option<u32> {
        self.leader.id()
    }

    /// Waits for the program's own end; then nothing of it is left.
    pub(super) async fn wait(&mut self) -> Ending {
        let status = self.leader.wait().await;
        self.end();
        Ending::of(status.ok())
    }

    /// Makes it end: its input is closed already, it is asked, it is killed. Each step has `patience`.
    pub(super) async fn stop(mut self, patience: Duration) -> Ending {
        if let Ok(ending) = timeout(patience, self.wait()).await {
            return ending;
        }
        #[cfg(unix)]
        {
            const SIGTERM: i32 = 15;
            // Gone meanwhile, perhaps.
            let _ = self.leader.signal(SIGTERM);
            if let Ok(ending) = timeout(patience, self.wait()).await {
                return ending;
            }
        }
        let _ = self.leader.start_kill();
        timeout(KILLED, self.wait()).await.unwrap_or_default()
    }

    /// Whatever its leader did, the rest of it is killed, and at once: the number of a group without members may be given away.
    fn end(&mut self) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let _ = self.leader.start_kill();
        #[cfg(unix)]
        if let Some(group) = self.group {
            super::guardian::release(group);
        }
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        self.end();
    }
}

impl Ending {
    fn of(status: Option<ExitStatus>) -> Ending {
        #[cfg(unix)]
        let signal = {
            use std::os::unix::process::ExitStatusExt;
            status.and_then(|status| status.signal())
        };
        #[cfg(not(unix))]
        let signal = None;
        Ending { status: status.and_then(|status| status.code()), signal }
    }
}
