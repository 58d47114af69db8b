//! The person at the terminal: what is typed, line by line.

use std::io::{BufRead, IsTerminal};

use tokio::sync::mpsc;

/// Somebody who can be asked.
pub struct Terminal {
    lines: mpsc::Receiver<String>,
}

impl Terminal {
    /// Nobody is there where standard input is no terminal.
    pub fn of_person() -> Option<Self> {
        std::io::stdin().is_terminal().then(|| {
            let (send, lines) = mpsc::channel(1);
            // On a thread of its own: nothing can interrupt it, and nothing has to wait for it.
            std::thread::spawn(move || {
                for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                    if send.blocking_send(line).is_err() {
                        return;
                    }
                }
            });
            Self { lines }
        })
    }

    /// The next line without what surrounds it; nothing at the end of the input.
    pub async fn line(&mut self) -> Option<String> {
        self.lines.recv().await.map(|line| line.trim().to_owned())
    }

    /// Whether the person says yes; `default` is what an empty line means.
    pub async fn agrees(&mut self, default: bool) -> bool {
        match self.line().await.map(|line| line.to_lowercase()).as_deref() {
            None => false,
            Some("") => default,
            Some(line) => matches!(line, "y" | "yes"),
        }
    }
}
