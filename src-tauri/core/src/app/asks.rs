//! What servers ask the person, and the answers.

use url::Url;

use super::{App, Result};
use crate::ask::{AskAnswer, AskId, AskView};
use crate::failure::Failure;

impl App {
    /// The questions that wait, oldest first.
    pub fn asks(&self) -> Vec<AskView> {
        Vec::new()
    }

    /// Answers a question; it is settled then. A form's values are checked first, and a fault leaves it waiting.
    pub fn answer_ask(&self, _id: &AskId, _answer: AskAnswer) -> Result<()> {
        Err(Failure::Internal { reason: "not built yet".to_owned() })
    }

    /// The page a question leads to, for the browser.
    pub fn ask_url(&self, _id: &AskId) -> Result<Url> {
        Err(Failure::Internal { reason: "not built yet".to_owned() })
    }
}
