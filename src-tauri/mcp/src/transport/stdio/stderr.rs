//! What a program writes to its standard error: always read, lest it wait for a reader, and kept for a while.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::process::ChildStderr;
use tokio_util::sync::CancellationToken;

use crate::tap::{Direction, Tap, TapEvent, TapKind};
use crate::transport::stdio::lines::{Line, Lines};

/// Longer lines are cut to this length.
const LINE: usize = 16 << 10;
/// So much memory is kept, the newest.
const KEPT: usize = 1 << 20;
/// As much of that as tells why a program ended.
const TAIL: usize = 4 << 10;

/// How long last words may take to come when the program has ended.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// The last lines.
#[derive(Clone, Default)]
pub(super) struct Ring {
    lines: Arc<Mutex<Kept>>,
    /// Cancelled when nothing more will come.
    over: CancellationToken,
}

#[derive(Default)]
struct Kept {
    lines: VecDeque<Bytes>,
    bytes: usize,
}

impl Ring {
    /// Reads in a task of its own, to the end or until the program has ended: what left its group may hold the pipe
    /// for ever.
    pub(super) fn fill_from(stderr: ChildStderr, tap: Tap, ended: CancellationToken) -> Ring {
        let ring = Ring::default();
        let filled = ring.clone();
        tokio::spawn(async move {
            let _over = filled.over.clone().drop_guard();
            let mut lines = Lines::new(stderr, LINE, LINE);
            let mut late = pin!(async {
                ended.cancelled().await;
                tokio::time::sleep(LAST_WORDS).await;
            });
            loop {
                let line = tokio::select! {
                    biased;
                    line = lines.next() => line,
                    () = &mut late => return,
                };
                // An error is the end as well.
                let Ok(Some(line)) = line else { return };
                let (Line::Whole(line) | Line::Cut { beginning: line, .. }) = line;
                if tap.is_on() {
                    tap.emit(TapEvent {
                        at: std::time::Instant::now(),
                        exchange: 0,
                        direction: Direction::Received,
                        kind: TapKind::Stderr(line.clone()),
                    });
                }
                filled.push(&line);
            }
        });
        ring
    }

    fn push(&self, line: &[u8]) {
        let mut kept = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += cost(line);
        // A short line out of a large buffer would keep all of it.
        kept.lines.push_back(Bytes::copy_from_slice(line));
        while kept.bytes > KEPT {
            let Some(oldest) = kept.lines.pop_front() else { break };
            kept.bytes -= cost(&oldest);
        }
    }

    /// Waits until nothing more will come.
    pub(super) async fn over(&self) {
        self.over.cancelled().await;
    }

    /// Everything that is kept.
    pub(super) fn text(&self) -> String {
        self.last(usize::MAX)
    }

    /// The last lines.
    pub(super) fn tail(&self) -> String {
        self.last(TAIL)
    }

    /// The last whole lines of no more than `length` bytes together; of a longer last one its end.
    fn last(&self, length: usize) -> String {
        let kept = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let mut room = length;
        let fitting = kept.lines.iter().rev().take_while(|line| {
            let fits = line.len() < room;
            room = room.saturating_sub(line.len() + 1);
            fits
        });
        let count = fitting.count();
        let lines = kept.lines.iter().skip(kept.lines.len() - count);
        let text: Vec<_> = lines.map(|line| String::from_utf8_lossy(line)).collect();
        match (text.is_empty(), kept.lines.back()) {
            (true, Some(last)) => {
                String::from_utf8_lossy(&last[last.len().saturating_sub(length)..]).into_owned()
            }
            _ => text.join("\n"),
        }
    }
}

/// What a line takes of what may be kept. An empty one has a place in the queue, too: a million of them are no trifle.
fn cost(line: &[u8]) -> usize {
    line.len() + 1 + size_of::<Bytes>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(lines: &[&str]) -> Ring {
        let ring = Ring::default();
        for line in lines {
            ring.push(line.as_bytes());
        }
        ring
    }

    #[test]
    fn keeps_the_newest_mebibyte() {
        let line = "x".repeat(1_023 - size_of::<Bytes>());
        let ring = ring(&vec![line.as_str(); 3_000]);
        assert_eq!(ring.text().len(), KEPT / 1_024 * (line.len() + 1) - 1);
    }

    #[test]
    fn empty_lines_take_no_more_memory_than_others() {
        let ring = ring(&vec![""; 200_000]);
        let kept = ring.lines.lock().unwrap();
        assert!(kept.lines.len() * size_of::<Bytes>() <= KEPT, "{} lines", kept.lines.len());
    }

    #[test]
    fn the_tail_is_whole_lines_or_the_end_of_a_long_one() {
        assert_eq!(ring(&["one", "two"]).last(100), "one\ntwo");
        assert_eq!(ring(&["one", "two"]).last(5), "two");
        assert_eq!(ring(&["one", "12345678"]).last(5), "45678");
        assert_eq!(ring(&[]).tail(), "");
    }
}
