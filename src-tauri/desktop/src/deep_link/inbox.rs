//! Links on their way to the window: they wait until it is there, and a flood of them is cut short.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::intent::LinkView;

/// As many links as a person could have meant to open at once.
const BURST: u32 = 8;

/// How often another one is let through after a burst.
const PACE: Duration = Duration::from_secs(1);

/// Links on their way to the window.
#[derive(Debug)]
pub struct Inbox {
    waiting: VecDeque<LinkView>,
    has_reader: bool,
    allowed: u32,
    counted_at: Instant,
}

impl Inbox {
    /// An empty one, before there is a window.
    pub fn new(now: Instant) -> Self {
        Self { waiting: VecDeque::new(), has_reader: false, allowed: BURST, counted_at: now }
    }

    /// Takes a link that may have come with a hundred others; `false` when it is one too many.
    pub fn admit(&mut self, now: Instant) -> bool {
        let earned = now.saturating_duration_since(self.counted_at).as_secs() / PACE.as_secs();
        if earned > 0 {
            self.allowed = BURST.min(self.allowed.saturating_add(u32::try_from(earned).unwrap_or(BURST)));
            self.counted_at = now;
        }
        self.allowed.checked_sub(1).inspect(|left| self.allowed = *left).is_some()
    }

    /// The link to tell the window about now; one that comes before the window waits for [`Inbox::take`].
    pub fn deliver(&mut self, link: LinkView) -> Option<LinkView> {
        if self.has_reader {
            return Some(link);
        }
        if self.waiting.len() < BURST as usize {
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
        let mut inbox = Inbox::new(Instant::now());
        assert_eq!(inbox.deliver(LinkView::Unknown), None);
        assert_eq!(inbox.take(), [LinkView::Unknown]);
        assert_eq!(inbox.take(), []);
        assert_eq!(inbox.deliver(LinkView::Unknown), Some(LinkView::Unknown));
    }

    #[test]
    fn a_hundred_links_a_second_are_cut_to_a_handful() {
        let start = Instant::now();
        let mut inbox = Inbox::new(start);
        let arrivals = (0..1000).map(|n| start + Duration::from_millis(n * 10));
        assert_eq!(arrivals.filter(|now| inbox.admit(*now)).count(), 17);
        assert!(inbox.admit(start + Duration::from_secs(60)));
        for _ in 0..1000 {
            inbox.deliver(LinkView::Unknown);
        }
        assert_eq!(inbox.take().len(), 8);
    }
}
