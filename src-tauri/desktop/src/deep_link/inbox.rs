//! Links on their way to the window: they wait until it is there, and a flood of them is cut short.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::intent::LinkView;

/// As many links as wait for a window.
const MOST: usize = 8;

/// How often another link is let through after a burst.
const PACE: Duration = Duration::from_secs(1);

/// How many links are followed: a burst of them, then one at a time.
#[derive(Debug)]
pub struct Allowance {
    burst: u32,
    left: u32,
    counted_at: Instant,
}

impl Allowance {
    /// For that many at once.
    pub fn of(burst: u32, now: Instant) -> Self {
        Self { burst, left: burst, counted_at: now }
    }

    /// Lets one more through; `false` when it is one too many.
    pub fn admit(&mut self, now: Instant) -> bool {
        let earned = now.saturating_duration_since(self.counted_at).as_secs() / PACE.as_secs();
        if earned > 0 {
            self.left = self.burst.min(self.left.saturating_add(u32::try_from(earned).unwrap_or(self.burst)));
            self.counted_at = now;
        }
        self.left.checked_sub(1).inspect(|left| self.left = *left).is_some()
    }
}

/// Links on their way to the window.
#[derive(Debug, Default)]
pub struct Inbox {
    waiting: VecDeque<LinkView>,
    has_reader: bool,
}

impl Inbox {
    /// The link to tell the window about now; one that comes before the window waits for [`Inbox::take`].
    pub fn deliver(&mut self, link: LinkView) -> Option<LinkView> {
        if self.has_reader {
            return Some(link);
        }
        if self.waiting.len() < MOST {
            self.waiting.push_back(link);
        }
        None
    }

    /// What waited. From now on there is a window to tell.
    pub fn take(&mut self) -> Vec<LinkView> {
        self.has_reader = true;
        self.waiting.drain(..).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_wait_for_the_window_and_then_reach_it_at_once() {
        let mut inbox = Inbox::default();
        assert_eq!(inbox.deliver(LinkView::Unknown), None);
        assert_eq!(inbox.take(), [LinkView::Unknown]);
        assert_eq!(inbox.take(), []);
        assert_eq!(inbox.deliver(LinkView::Unknown), Some(LinkView::Unknown));
    }

    #[test]
    fn a_hundred_links_a_second_are_cut_to_a_handful() {
        let start = Instant::now();
        let mut allowance = Allowance::of(8, start);
        let arrivals = (0..1000).map(|n| start + Duration::from_millis(n * 10));
        assert_eq!(arrivals.filter(|now| allowance.admit(*now)).count(), 17);
        assert!(allowance.admit(start + Duration::from_secs(60)));
        let mut inbox = Inbox::default();
        for _ in 0..1000 {
            inbox.deliver(LinkView::Unknown);
        }
        assert_eq!(inbox.take().len(), MOST);
    }
}
