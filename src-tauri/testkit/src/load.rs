//! A closed loop of calls for the benchmarks: every caller sends its next call when the last one is answered.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use serde::Serialize;

/// What a loop came to.
#[derive(Debug, Serialize)]
pub struct Figures {
    /// Median time of one call in microseconds.
    pub p50_us: f64,
    /// The 99th percentile in microseconds.
    pub p99_us: f64,
    /// Calls answered per second, all callers together.
    pub per_second: f64,
}

/// Lets the callers make `calls` calls between them, after a tenth as many that are not counted.
///
/// # Errors
/// The first failed call ends the loop.
pub async fn closed_loop<C>(mut callers: Vec<C>, calls: usize) -> anyhow::Result<Figures>
where
    C: AsyncFnMut() -> anyhow::Result<()>,
{
    share(&mut callers, calls / 10).await?;
    let start = Instant::now();
    let times = share(&mut callers, calls).await?;
    Ok(figures(times, start.elapsed()))
}

async fn share<C>(callers: &mut [C], calls: usize) -> anyhow::Result<Vec<Duration>>
where
    C: AsyncFnMut() -> anyhow::Result<()>,
{
    let left = Cell::new(calls);
    let times = RefCell::new(Vec::with_capacity(calls));
    let (left_of, times_of) = (&left, &times);
    try_join_all(callers.iter_mut().map(|call| async move {
        while let Some(rest) = left_of.get().checked_sub(1) {
            left_of.set(rest);
            let start = Instant::now();
            call().await?;
            times_of.borrow_mut().push(start.elapsed());
        }
        anyhow::Ok(())
    }))
    .await?;
    Ok(times.into_inner())
}

fn figures(mut times: Vec<Duration>, took: Duration) -> Figures {
    times.sort_unstable();
    let at = |share: f64| {
        let index = (times.len().saturating_sub(1) as f64 * share).round() as usize;
        times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1e6)
    };
    Figures { p50_us: at(0.5), p99_us: at(0.99), per_second: times.len() as f64 / took.as_secs_f64() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_taken_from_the_sorted_times() {
        let times = (1..=101).rev().map(Duration::from_micros).collect();
        let figures = figures(times, Duration::from_millis(101));
        assert_eq!((figures.p50_us, figures.p99_us), (51.0, 100.0));
        assert_eq!(figures.per_second.round(), 1000.0);
    }

    #[tokio::test]
    async fn the_callers_share_the_calls() {
        let made = Cell::new(0);
        let caller = async || {
            made.set(made.get() + 1);
            tokio::task::yield_now().await;
            Ok(())
        };
        closed_loop(vec![caller, caller], 100).await.unwrap();
        assert_eq!(made.get(), 110, "a tenth more to warm up");
    }
}
