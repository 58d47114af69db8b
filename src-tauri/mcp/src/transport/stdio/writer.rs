//! What we say to a program: whole lines, one after the other, in a queue that is not longer than it need be.

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncWriteExt;
use tokio::process::ChildStdin;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Lines that wait for a program to read. Who finds no place waits for one.
const QUEUE: usize = 64;

#[derive(Clone)]
pub(super) struct Writer {
    lines: mpsc::Sender<Bytes>,
}

/// The program no longer reads.
#[derive(Debug)]
pub(crate) struct Deaf;

impl Writer {
    /// Writes in a task of its own, until `gone`. Then, or when the program no longer reads, its input is closed;
    /// `deaf` is cancelled in the latter case.
    pub(super) fn start(mut stdin: ChildStdin, gone: CancellationToken, deaf: CancellationToken) -> Writer {
        let (lines, mut queue) = mpsc::channel::<Bytes>(QUEUE);
        tokio::spawn(async move {
            let write = async {
                while let Some(line) = queue.recv().await {
                    // In one piece, as far as the pipe takes it.
                    let mut whole = BytesMut::with_capacity(line.len() + 1);
                    whole.extend_from_slice(&line);
                    whole.extend_from_slice(b"\n");
                    if stdin.write_all(&whole).await.is_err() {
                        deaf.cancel();
                        return;
                    }
                }
            };
            tokio::select! {
                () = gone.cancelled() => {}
                () = write => {}
            }
        });
        Writer { lines }
    }

    /// Queues a line: all of it or, given up before there is a place, nothing. `sent` sees it in the queue's order.
    pub(super) async fn write(&self, line: Bytes, sent: impl FnOnce()) -> Result<(), Deaf> {
        let place = self.lines.reserve().await.map_err(|_| Deaf)?;
        sent();
        place.send(line);
        Ok(())
    }
}
