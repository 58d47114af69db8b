//! What servers ask the person: to fill in a form, to open a page, to write in place of a model.

mod asker;
mod desk;
mod form;
mod format;
mod members;
mod page;
mod question;
mod view;

pub(crate) use desk::Desk;
pub use form::{Choice, FieldKind, Form, FormField};
pub use view::{AskAnswer, AskId, AskKind, AskView, SamplingMessage};
