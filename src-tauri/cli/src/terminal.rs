//! The person at the terminal: what is typed, line by line.

use std::io::{BufRead, IsTerminal};

use tokio::sync::mpsc;

use crate::output::Output;

/// Somebody who can be asked.
pub struct Terminal {
    lines: mpsc::UnboundedReceiver<String>,
}

impl Terminal {
    /// Nobody is there where standard input is no terminal.
    pub fn of_person() -> Option<Self> {
        std::io::stdin().is_terminal().then(|| {
            // Read as it is typed: what was typed before a question can be told from its answer.
            let (send, lines) = mpsc::unbounded_channel();
            // On a thread of its own: nothing can interrupt it, and nothing has to wait for it.
            std::thread::spawn(move || {
                for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                    if send.send(line).is_err() {
                        return;
                    }
                }
            });
            Self { lines }
        })
    }

    /// Forgets the lines that were typed by now. Goes before every question: they cannot have been meant for it.
    pub fn forget(&mut self) {
        while self.lines.try_recv().is_ok() {}
    }

    /// The next line without what surrounds it; nothing at the end of the input.
    pub async fn line(&mut self) -> Option<String> {
        self.lines.recv().await.map(|line| line.trim().to_owned())
    }

    /// Asks, and whether the person says yes. An empty line is a no.
    pub async fn agrees(&mut self, output: &Output, question: &str) -> bool {
        self.forget();
        output.note(&format!("{question} [y/N]"));
        let line = self.line().await.map(|line| line.to_lowercase());
        matches!(line.as_deref(), Some("y" | "yes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_a_line_that_is_typed_after_the_question_answers_it() {
        let (keyboard, lines) = mpsc::unbounded_channel();
        let mut terminal = Terminal { lines };
        let output = Output::new(false);
        for (before, after, agreed) in [("y", "n", false), ("n", "y", true), ("y", "", false)] {
            keyboard.send(before.to_owned()).unwrap();
            keyboard.send(before.to_owned()).unwrap();
            let mut asked = std::pin::pin!(terminal.agrees(&output, "Send it?"));
            let waits = std::future::poll_fn(|context| std::task::Poll::Ready(asked.as_mut().poll(context)));
            assert!(waits.await.is_pending(), "{before} then {after}");
            keyboard.send(after.to_owned()).unwrap();
            assert_eq!(asked.await, agreed, "{before} then {after}");
        }
    }
}
