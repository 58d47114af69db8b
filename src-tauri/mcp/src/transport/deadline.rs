//! How long a request may take.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

/// A request's time: `timeout` from its start or its last progress report, `cap` in all. Time a person spends
/// answering the server does not count.
#[derive(Debug)]
pub(crate) struct Deadline {
    start: Instant,
    timeout: Duration,
    cap: Duration,
    /// Milliseconds from `start` to the last progress report.
    progress: AtomicU64,
    holds: AtomicUsize,
    /// Milliseconds spent in holds that are over.
    held: AtomicU64,
}

/// Time ran out after this long.
pub(crate) struct Elapsed(pub Duration);

impl Deadline {
    pub(crate) fn new(timeout: Duration, cap: Duration) -> Deadline {
        Deadline {
            start: Instant::now(),
            timeout,
            cap: cap.max(timeout),
            progress: AtomicU64::new(0),
            holds: AtomicUsize::new(0),
            held: AtomicU64::new(0),
        }
    }

    /// Without extension.
    pub(crate) fn fixed(timeout: Duration) -> Deadline {
        Deadline::new(timeout, timeout)
    }

    /// For streams that stay open for as long as the session.
    pub(crate) fn endless() -> Deadline {
        Deadline::fixed(Duration::from_secs(365 * 24 * 60 * 60))
    }

    /// How long it can become, people's time left out.
    pub(crate) fn longest(&self) -> Duration {
        self.cap
    }

    /// The server reported progress: the timeout starts anew.
    pub(crate) fn extend(&self) {
        self.progress.fetch_max(millis(self.start.elapsed()), Ordering::Relaxed);
    }

    /// Stops the clock until the hold is dropped.
    pub(crate) fn hold(&self) -> Hold<'_> {
        self.holds.fetch_add(1, Ordering::Relaxed);
        Hold { deadline: self, since: Instant::now() }
    }

    fn end(&self) -> Instant {
        if self.holds.load(Ordering::Relaxed) > 0 {
            return Instant::now() + self.timeout;
        }
        let progress = Duration::from_millis(self.progress.load(Ordering::Relaxed));
        let held = Duration::from_millis(self.held.load(Ordering::Relaxed));
        self.start + (progress + self.timeout).min(self.cap + held)
    }

    /// Awaits `work` until the end, which progress may move while we wait.
    pub(crate) async fn guard<T>(&self, work: impl Future<Output = T>) -> Result<T, Elapsed> {
        let mut work = pin!(work);
        loop {
            let end = self.end();
            match timeout_at(end, &mut work).await {
                Ok(done) => return Ok(done),
                Err(_) if self.end() > end => {}
                Err(_) => return Err(Elapsed(end - self.start)),
            }
        }
    }
}

/// Keeps a deadline from passing.
pub(crate) struct Hold<'a> {
    deadline: &'a Deadline,
    since: Instant,
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        self.deadline.held.fetch_add(millis(self.since.elapsed()), Ordering::Relaxed);
        self.deadline.extend();
        self.deadline.holds.fetch_sub(1, Ordering::Relaxed);
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn ends_after_the_timeout() {
        let deadline = Deadline::new(SECOND * 5, SECOND * 60);
        let Err(Elapsed(after)) = deadline.guard(std::future::pending::<()>()).await else {
            panic!("endless")
        };
        assert_eq!(after, SECOND * 5);
    }

    #[tokio::test(start_paused = true)]
    async fn progress_extends_it_up_to_the_cap() {
        let deadline = Deadline::new(SECOND * 5, SECOND * 12);
        let reports = async {
            loop {
                tokio::time::sleep(SECOND * 4).await;
                deadline.extend();
            }
        };
        let Err(Elapsed(after)) = deadline.guard(reports).await;
        assert_eq!(after, SECOND * 12);
    }

    #[tokio::test(start_paused = true)]
    async fn a_person_may_take_their_time() {
        let deadline = Deadline::new(SECOND * 5, SECOND * 12);
        let person = async {
            let _hold = deadline.hold();
            tokio::time::sleep(SECOND * 100).await;
        };
        assert!(deadline.guard(person).await.is_ok());
        assert!(deadline.guard(tokio::time::sleep(SECOND * 4)).await.is_ok());
        assert!(deadline.guard(std::future::pending::<()>()).await.is_err());
    }
}
