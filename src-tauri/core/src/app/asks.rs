//! What servers ask the person, and the answers.

use url::Url;

use super::{App, Result};
use crate::ask::{AskAnswer, AskId, AskView};

impl App {
    /// From now on this host shows what servers ask. Before that everything is declined at once.
    pub fn attend_asks(&self) {
        self.inner.asks.attend();
    }

    /// The questions that wait, oldest first.
    pub fn asks(&self) -> Vec<AskView> {
        self.inner.asks.list()
    }

    /// Answers a question; it is settled then. A form's values are checked first, and a fault leaves it waiting.
    pub fn answer_ask(&self, id: &AskId, answer: AskAnswer) -> Result<()> {
        self.inner.asks.answer(id, answer)
    }

    /// The page a question leads to, for the browser.
    pub fn ask_url(&self, id: &AskId) -> Result<Url> {
        self.inner.asks.page(id)
    }
}
