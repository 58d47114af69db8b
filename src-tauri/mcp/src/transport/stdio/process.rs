//! A running program: what goes in, what comes out, and how it ends.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use tokio::process::ChildStdout;
use tokio_util::sync::CancellationToken;

use crate::client::Command;
use crate::error::{Error, SpawnFault};
use crate::tap::Tap;
use crate::transport::stdio::launch;
use crate::transport::stdio::stderr::Ring;
use crate::transport::stdio::tree::Tree;
use crate::transport::stdio::writer::{Deaf, Writer};

/// How long a program may take for each step of its end: to leave when its input is closed, and when it is asked to.
const PATIENCE: Duration = Duration::from_secs(3);
/// The same for one that was only asked what it speaks.
const HURRY: Duration = Duration::from_secs(1);

/// How a program ended; neither when nobody knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ending {
    pub status: Option<i32>,
    pub signal: Option<i32>,
}

/// A program that was started, and runs until it ends by itself or is no longer wanted.
pub(crate) struct Process {
    pub id: Option<u32>,
    writer: Writer,
    stderr: Ring,
    shared: Arc<Shared>,
}

struct Shared {
    /// Cancelled when the program is no longer wanted.
    gone: CancellationToken,
    /// Cancelled when it no longer reads.
    deaf: CancellationToken,
    /// Cancelled when nothing of it is left.
    ended: CancellationToken,
    ending: OnceLock<Ending>,
    patience: OnceLock<Duration>,
}

impl Process {
    /// Starts a program, to be stopped when `gone` is cancelled. Its output is for the caller to read.
    pub(crate) fn start(
        command: &Command,
        gone: CancellationToken,
        tap: Tap,
    ) -> Result<(Process, ChildStdout), Error> {
        let mut leader = launch::start(command)?;
        let pipes = (leader.stdin().take(), leader.stdout().take(), leader.stderr().take());
        let tree = Tree::new(leader);
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            let program = command.program.display().to_string();
            return Err(Error::Spawn { program, fault: SpawnFault::Other("it has no pipes".into()) });
        };
        let shared = Arc::new(Shared {
            gone,
            deaf: CancellationToken::new(),
            ended: CancellationToken::new(),
            ending: OnceLock::new(),
            patience: OnceLock::new(),
        });
        let process = Process {
            id: tree.id(),
            writer: Writer::start(stdin, shared.gone.clone(), shared.deaf.clone()),
            stderr: Ring::fill_from(stderr, tap, shared.ended.clone()),
            shared: Arc::clone(&shared),
        };
        tokio::spawn(async move { shared.follow(tree).await });
        Ok((process, stdout))
    }

    /// Queues a line. `sent` is called when it has its place.
    pub(crate) async fn write(&self, line: Bytes, sent: impl FnOnce()) -> Result<(), Deaf> {
        self.writer.write(line, sent).await
    }

    /// Cancelled when the program is no longer wanted; cancelling it stops the program.
    pub(crate) fn gone(&self) -> &CancellationToken {
        &self.shared.gone
    }

    /// Stops it with less ado.
    pub(crate) fn hurry(&self) {
        let _ = self.shared.patience.set(HURRY);
        self.shared.gone.cancel();
    }

    /// Waits until nothing of it is left.
    pub(crate) async fn ended(&self) -> Ending {
        self.shared.ended.cancelled().await;
        self.shared.ending.get().copied().unwrap_or_default()
    }

    /// Waits until it reads no more.
    pub(crate) async fn deaf(&self) {
        self.shared.deaf.cancelled().await;
    }

    /// What it wrote to its standard error.
    pub(crate) fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// The end of that, once all of it has come. To be asked when the program has ended.
    pub(crate) async fn last_words(&self) -> String {
        self.stderr.over().await;
        self.tail()
    }

    /// What has come of it.
    pub(crate) fn tail(&self) -> String {
        self.stderr.tail()
    }
}

impl Shared {
    async fn follow(&self, mut tree: Tree) {
        let _ended = self.ended.clone().drop_guard();
        let ending = tokio::select! {
            ending = tree.wait() => ending,
            () = self.gone.cancelled() => {
                tree.stop(self.patience.get().copied().unwrap_or(PATIENCE)).await
            }
        };
        let _ = self.ending.set(ending);
    }
}
