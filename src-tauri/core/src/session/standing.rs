//! What is known of a connection apart from its session: whether somebody is signing in, and who is signed in.

use super::SessionStatus;
use crate::connection::{ApprovalView, Millis};
use crate::failure::{Failure, SignInProblem};
use crate::sign_in::SignInView;

/// Whether the account a connection uses is good for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Footing {
    /// It needs none, or has a good one.
    #[default]
    Firm,
    /// It has a good one, though other scopes are wanted by now.
    OtherScopes,
    /// Nobody has signed in.
    NeverSignedIn,
    /// The sign-in ended for good.
    Expired { since: Millis, host: Option<String> },
    /// The account belongs to another server or client than the connection names now.
    SettingsChanged { host: Option<String> },
}

impl Footing {
    /// Why no session can be had with it.
    pub fn failure(&self) -> Option<Failure> {
        let (host, problem) = match self {
            Self::Firm | Self::OtherScopes => return None,
            Self::NeverSignedIn => (None, SignInProblem::NeverSignedIn),
            Self::Expired { host, .. } => (host.clone(), SignInProblem::Expired),
            Self::SettingsChanged { host } => (host.clone(), SignInProblem::SettingsChanged),
        };
        Some(Failure::SignIn { host, problem })
    }

    /// What a connection without a session shows.
    fn status(&self) -> SessionStatus {
        match (self, self.failure()) {
            (_, None) => SessionStatus::NotConnected,
            (Self::Expired { since, .. }, Some(failure)) => SessionStatus::Expired { since: *since, failure },
            (_, Some(failure)) => SessionStatus::NeedsSignIn { failure },
        }
    }
}

/// What stands beside a session.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    pub footing: Footing,
    pub sign_in: Option<SignInView>,
    /// What the person has to approve before the command runs.
    pub approval: Option<ApprovalView>,
}

impl Standing {
    /// What is shown of a connection whose session, if it has one, says `session`.
    pub fn status(&self, session: Option<SessionStatus>) -> SessionStatus {
        if let Some(sign_in) = &self.sign_in {
            return SessionStatus::SigningIn { sign_in: sign_in.clone() };
        }
        let has_session =
            matches!(session, Some(SessionStatus::Connected { .. } | SessionStatus::Connecting { .. }));
        if let (Some(approval), false) = (&self.approval, has_session) {
            return SessionStatus::NeedsApproval { approval: approval.clone() };
        }
        match session {
            // Approved meanwhile.
            Some(SessionStatus::Error { failure: Failure::NeedsApproval { .. }, .. }) => {
                SessionStatus::NotConnected
            }
            None => self.footing.status(),
            // Also when another process found it out while this session goes on.
            Some(SessionStatus::Expired { .. } | SessionStatus::Connected { .. })
                if matches!(self.footing, Footing::Expired { .. }) =>
            {
                self.footing.status()
            }
            Some(mut connected @ SessionStatus::Connected { .. }) => {
                if let SessionStatus::Connected { settings_changed, .. } = &mut connected {
                    // A session lives on with what it was opened with.
                    *settings_changed |= self.footing != Footing::Firm;
                }
                connected
            }
            // Found out at an attempt to connect; the settings or the account may be others by now.
            Some(SessionStatus::NeedsSignIn {
                failure:
                    Failure::SignIn {
                        problem: SignInProblem::NeverSignedIn | SignInProblem::SettingsChanged, ..
                    },
            }) => self.footing.status(),
            Some(status) => status,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(status: &SessionStatus) -> &SignInProblem {
        match status {
            SessionStatus::NeedsSignIn { failure: Failure::SignIn { problem, .. } }
            | SessionStatus::Expired { failure: Failure::SignIn { problem, .. }, .. } => problem,
            other => panic!("{other:?}"),
        }
    }

    fn failed(problem: SignInProblem) -> SessionStatus {
        SessionStatus::NeedsSignIn { failure: Failure::SignIn { host: None, problem } }
    }

    #[test]
    fn what_is_known_of_the_account_shows_where_there_is_no_session() {
        let on = |footing: Footing| Standing { footing, ..Standing::default() };
        assert_eq!(on(Footing::Firm).status(None), SessionStatus::NotConnected);
        assert_eq!(on(Footing::OtherScopes).status(None), SessionStatus::NotConnected);
        assert_eq!(problem(&on(Footing::NeverSignedIn).status(None)), &SignInProblem::NeverSignedIn);
        let expired = on(Footing::Expired { since: 7, host: None });
        assert!(matches!(expired.status(None), SessionStatus::Expired { since: 7, .. }));
        let changed = on(Footing::SettingsChanged { host: None });
        assert_eq!(problem(&changed.status(None)), &SignInProblem::SettingsChanged);
    }

    #[test]
    fn an_old_reason_gives_way_to_what_is_known_now_and_a_new_one_does_not() {
        let on = |footing: Footing| Standing { footing, ..Standing::default() };
        for settled in [SignInProblem::NeverSignedIn, SignInProblem::SettingsChanged] {
            let status = on(Footing::Firm).status(Some(failed(settled)));
            assert_eq!(status, SessionStatus::NotConnected);
        }
        let declined = || failed(SignInProblem::Declined { description: None });
        assert_eq!(on(Footing::NeverSignedIn).status(Some(declined())), declined());
        let failure = Failure::SignIn { host: None, problem: SignInProblem::Expired };
        let now = SessionStatus::Expired { since: 9, failure };
        let status = on(Footing::Expired { since: 7, host: None }).status(Some(now.clone()));
        assert!(matches!(status, SessionStatus::Expired { since: 7, .. }));
        // Found out a moment ago; the database says so in another.
        assert_eq!(on(Footing::Firm).status(Some(now.clone())), now);
    }
}
