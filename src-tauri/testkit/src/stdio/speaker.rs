//! The program's voice, and its notes.

use std::fs::OpenOptions;
use std::io::{self, Write as _};

use serde_json::Value;

use super::LOG;

/// Writes to the standard output, whole pieces at a time.
pub struct Speaker {
    end: &'static str,
}

impl Speaker {
    /// One that ends lines with CRLF has put a byte order mark before them.
    pub fn new(crlf: bool) -> Speaker {
        Speaker { end: if crlf { "\r\n" } else { "\n" } }
    }

    /// One message, as a line.
    pub fn say(&self, message: &Value) -> io::Result<()> {
        self.write(format!("{message}{}", self.end).as_bytes())
    }

    /// Any bytes.
    pub fn write(&self, bytes: &[u8]) -> io::Result<()> {
        let mut output = io::stdout().lock();
        output.write_all(bytes)?;
        output.flush()
    }

    /// A line of the log, when there is one. Appended in one write, for there may be several processes.
    pub fn note(&self, text: &str) {
        let Some(path) = std::env::var_os(LOG) else { return };
        if let Ok(mut log) = OpenOptions::new().create(true).append(true).open(path) {
            // A log that cannot be written fails the test that reads it.
            let _ = log.write_all(format!("{} {text}\n", std::process::id()).as_bytes());
        }
    }

    /// How many processes the log knows of.
    pub fn starts(&self) -> usize {
        let log =
            std::env::var_os(LOG).and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        log.lines().filter(|line| line.ends_with(" start")).count()
    }
}
