//! What servers ask the person: to fill in a form, to open a page, to write in place of a model.

mod view;

pub use view::{AskAnswer, AskId, AskKind, AskView, SamplingMessage};
