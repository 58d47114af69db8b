//! How much servers log.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::client::Client;
use crate::client::detect::Peer;
use crate::error::Error;

/// How serious a log message is (RFC 5424).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// For those who look for a fault.
    Debug,
    /// Ordinary news.
    Info,
    /// Ordinary, and worth attention.
    Notice,
    /// May become a problem.
    Warning,
    /// Something failed.
    Error,
    /// A part is out of order.
    Critical,
    /// Somebody should act at once.
    Alert,
    /// Nothing works.
    Emergency,
}

const LEVELS: [(LogLevel, &str); 8] = [
    (LogLevel::Debug, "\"debug\""),
    (LogLevel::Info, "\"info\""),
    (LogLevel::Notice, "\"notice\""),
    (LogLevel::Warning, "\"warning\""),
    (LogLevel::Error, "\"error\""),
    (LogLevel::Critical, "\"critical\""),
    (LogLevel::Alert, "\"alert\""),
    (LogLevel::Emergency, "\"emergency\""),
];

impl LogLevel {
    /// As JSON.
    fn json(self) -> &'static str {
        LEVELS[self as usize].1
    }
}

/// The level the person chose, if any.
#[derive(Default)]
pub(crate) struct ChosenLevel(AtomicU8);

impl ChosenLevel {
    fn set(&self, level: LogLevel) {
        self.0.store(level as u8 + 1, Ordering::Relaxed);
    }

    /// As JSON.
    pub(crate) fn json(&self) -> Option<&'static str> {
        let chosen = usize::from(self.0.load(Ordering::Relaxed)).checked_sub(1)?;
        LEVELS.get(chosen).map(|(_, json)| *json)
    }
}

impl Client {
    /// Asks for log messages of this level and above: legacy servers at once, modern ones with every request.
    pub async fn set_log_level(&self, level: LogLevel) -> Result<(), Error> {
        let link = &self.inner.link;
        link.log_level.set(level);
        if let Peer::Legacy(_) = &self.inner.peer {
            self.ask(link.ask("logging/setLevel", vec![("level", level.json())])).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_told_as_they_are_called() {
        for (level, json) in LEVELS {
            let chosen = ChosenLevel::default();
            assert_eq!(chosen.json(), None);
            chosen.set(level);
            assert_eq!((chosen.json(), level.json()), (Some(json), json));
        }
        assert!(LogLevel::Debug < LogLevel::Emergency);
    }
}
