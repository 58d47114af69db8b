//! What a host sees of a session.

use serde::Serialize;

use crate::connection::{ApprovalView, Millis, ServerView, StepKind};
use crate::failure::Failure;
use crate::sign_in::SignInView;

/// What a connection is doing right now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum SessionStatus {
    /// Switched off by the person.
    Disabled,
    /// The person is signing in. Says so also while an earlier sign-in still works.
    SigningIn {
        /// How far it is.
        sign_in: SignInView,
    },
    /// Not connected, and nothing wrong with that.
    NotConnected,
    /// On the way.
    Connecting {
        /// The step it is at.
        step: StepKind,
        /// When it began.
        since: Millis,
    },
    /// The server wants to know who we are, and what we have is missing or refused.
    NeedsSignIn {
        /// `unauthorized`, `forbidden`, `secret_missing` or `sign_in`, with the evidence.
        failure: Failure,
    },
    /// The person has not approved the command as it is now: nothing of it runs.
    NeedsApproval {
        /// What there is to approve.
        approval: ApprovalView,
    },
    /// The sign-in ended and cannot be renewed without the person.
    Expired {
        /// When that was found out.
        since: Millis,
        /// How.
        failure: Failure,
    },
    /// Did not work, for this reason.
    Error {
        /// The reason.
        failure: Failure,
        /// When it failed.
        at: Millis,
    },
    /// Ready for calls.
    Connected {
        /// The server in its own words.
        server: ServerView,
        /// Usable tools; absent when they could not be listed.
        tools: Option<u32>,
        /// Tools that were left out because they are malformed.
        rejected: u32,
        /// Median of the last five round trips, in milliseconds.
        latency_ms: Option<u32>,
        /// Why the tools could not be listed.
        list_failure: Option<Failure>,
        /// The connection was configured after it connected, or other scopes are wanted than were asked for at sign-in.
        settings_changed: bool,
        /// Resources, where the server has any and they were listed.
        resources: Option<u32>,
        /// Prompts, where the server has any and they were listed.
        prompts: Option<u32>,
        /// Tool definitions that wait to be accepted.
        changes: u32,
        /// The server's certificate is not checked.
        insecure: bool,
    },
}
