//! Who listens to a request: the session's tap and perhaps a call's own.

use crate::tap::{Direction, Tap, TapEvent, TapKind};

/// The session's tap and perhaps a call's own.
#[derive(Clone, Default)]
pub(crate) struct Taps {
    pub session: Tap,
    pub call: Option<Tap>,
}

impl Taps {
    pub(super) fn are_on(&self) -> bool {
        self.session.is_on() || self.call.as_ref().is_some_and(Tap::is_on)
    }

    pub(crate) fn emit(&self, exchange: u64, direction: Direction, kind: impl FnOnce() -> TapKind) {
        if !self.are_on() {
            return;
        }
        let event = TapEvent { at: std::time::Instant::now(), exchange, direction, kind: kind() };
        if let Some(call) = &self.call {
            call.emit(event.clone());
        }
        self.session.emit(event);
    }

    /// Something worth telling that is no frame.
    pub(crate) fn note(&self, direction: Direction, text: impl FnOnce() -> String) {
        self.emit(0, direction, || TapKind::Lifecycle(text().into()));
    }
}
