//! Counting what passed and what did not, from what the runners print.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use crate::command::Heard;

/// How many tests passed and how many did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
}

impl Tally {
    /// A single check.
    pub fn check(passed: bool) -> Tally {
        Tally { passed: passed.into(), failed: (!passed).into() }
    }

    /// Nothing but failures.
    pub fn failed(failed: u32) -> Tally {
        Tally { passed: 0, failed }
    }

    /// A runner that failed has at least one failure, whatever it counted: it may not even have started.
    pub fn judged(self, succeeded: bool) -> Tally {
        if succeeded { self } else { Tally { failed: self.failed.max(1), ..self } }
    }
}

impl Add for Tally {
    type Output = Tally;

    fn add(self, other: Tally) -> Tally {
        Tally { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        *self = *self + other;
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), Add::add)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} passed, {} failed", self.passed, self.failed))
    }
}

/// `Summary [   1.2s] 12 tests run: 10 passed (1 slow), 2 failed, 0 skipped`
pub fn of_nextest(heard: &Heard) -> Option<Tally> {
    let summary = last_line(&heard.text, |line| line.trim_start().starts_with("Summary ["))?;
    let counts = summary.split_once("run:")?.1;
    let failed = count_before(counts, "failed") + count_before(counts, "timed out");
    Some(Tally { passed: count_before(counts, "passed"), failed }.judged(heard.succeeded))
}

/// `Tests  2 failed | 120 passed (122)`
pub fn of_vitest(heard: &Heard) -> Option<Tally> {
    let summary = last_line(&heard.text, |line| line.trim_start().starts_with("Tests "))?;
    let tally = Tally { passed: count_before(summary, "passed"), failed: count_before(summary, "failed") };
    Some(tally.judged(heard.succeeded))
}

/// `12 passed, 0 failed`
pub fn of_plain(heard: &Heard) -> Option<Tally> {
    let summary = last_line(&heard.text, |line| line.contains(" passed, ") && line.ends_with(" failed"))?;
    let tally = Tally { passed: count_before(summary, "passed"), failed: count_before(summary, "failed") };
    Some(tally.judged(heard.succeeded))
}

fn last_line(text: &str, wanted: impl Fn(&str) -> bool) -> Option<&str> {
    text.lines().map(str::trim_end).rfind(|line| wanted(line))
}

/// The number in front of `word`, 0 without one.
fn count_before(text: &str, word: &str) -> u32 {
    let before = text.split(word).next().filter(|before| before.len() < text.len()).unwrap_or_default();
    before
        .trim_end()
        .rsplit(|c: char| !c.is_ascii_digit())
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str, succeeded: bool) -> Heard {
        Heard { text: text.to_owned(), succeeded }
    }

    #[test]
    fn reads_the_summaries_of_the_runners() {
        let nextest = "  PASS x\n     Summary [  4.02s] 12 tests run: 10 passed (1 slow), 2 failed, 3 skipped\nerror: test run failed\n";
        assert_eq!(of_nextest(&heard(nextest, false)), Some(Tally { passed: 10, failed: 2 }));
        let vitest = " Test Files  1 failed | 11 passed (12)\n      Tests  2 failed | 120 passed (122)\n";
        assert_eq!(of_vitest(&heard(vitest, false)), Some(Tally { passed: 120, failed: 2 }));
        assert_eq!(
            of_vitest(&heard("      Tests  7 passed (7)\n", true)),
            Some(Tally { passed: 7, failed: 0 })
        );
        assert_eq!(
            of_plain(&heard("ok one\n11 passed, 0 failed\n", true)),
            Some(Tally { passed: 11, failed: 0 })
        );
    }

    #[test]
    fn a_runner_that_failed_never_counts_as_passed() {
        assert_eq!(of_plain(&heard("3 passed, 0 failed\n", false)), Some(Tally { passed: 3, failed: 1 }));
        assert_eq!(of_nextest(&heard("error: could not compile\n", false)), None);
    }
}
