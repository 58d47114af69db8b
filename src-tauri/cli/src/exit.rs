//! How a command ends: a code for scripts, a sentence for people.

use std::process::ExitCode;

use hitchpost_core::call::CallOutcome;
use hitchpost_core::failure::{Failure, SignInProblem, TimeoutPhase};

use crate::output::Output;
use crate::words;

/// The exit codes, as `--help` lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    Done = 0,
    ToolError = 1,
    Input = 2,
    NotFound = 3,
    Unreachable = 4,
    Credential = 5,
    Answer = 6,
    TimedOut = 7,
    Local = 8,
    Cancelled = 130,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

impl From<&Failure> for Code {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::Dns { .. }
            | Failure::Refused { .. }
            | Failure::Network { .. }
            | Failure::Tls { .. }
            | Failure::Proxy { .. }
            | Failure::AddressForbidden { .. }
            | Failure::Spawn { .. }
            | Failure::Exited { .. }
            | Failure::Timeout { phase: TimeoutPhase::Connect, .. } => Self::Unreachable,
            Failure::Timeout { phase: TimeoutPhase::Answer, .. } => Self::TimedOut,
            Failure::NoEndpoint { .. }
            | Failure::NotMcp { .. }
            | Failure::ForeignEndpoint { .. }
            | Failure::Redirected { .. }
            | Failure::Version { .. }
            | Failure::Malformed { .. }
            | Failure::TooLarge { .. }
            | Failure::RateLimited { .. }
            | Failure::ServerError { .. }
            | Failure::HttpStatus { .. }
            | Failure::Rpc { .. }
            | Failure::InputRequired { .. } => Self::Answer,
            Failure::Unauthorized { .. }
            | Failure::Forbidden { .. }
            | Failure::SecretMissing { .. }
            | Failure::NeedsApproval { .. }
            | Failure::ToolHeld { .. } => Self::Credential,
            Failure::SignIn { problem, .. } => Self::from(problem),
            Failure::Invalid { .. } | Failure::InvalidArguments { .. } => Self::Input,
            Failure::NotFound { .. } | Failure::NotConnected { .. } | Failure::Disabled { .. } => {
                Self::NotFound
            }
            Failure::Cancelled => Self::Cancelled,
            Failure::Keychain { .. }
            | Failure::Storage { .. }
            | Failure::FileUnusable { .. }
            | Failure::Browser { .. }
            | Failure::Internal { .. } => Self::Local,
        }
    }
}

impl From<&SignInProblem> for Code {
    fn from(problem: &SignInProblem) -> Self {
        match problem {
            SignInProblem::NeverSignedIn
            | SignInProblem::Expired
            | SignInProblem::SettingsChanged
            | SignInProblem::RegistrationUnavailable { .. }
            | SignInProblem::RegistrationRefused { .. }
            | SignInProblem::RedirectNotRegistered { .. }
            | SignInProblem::Declined { .. }
            | SignInProblem::AuthorizationFailed { .. }
            | SignInProblem::ClientUnknown { .. }
            | SignInProblem::TokenRefused { .. }
            | SignInProblem::ScopeMissing { .. } => Self::Credential,
            SignInProblem::Unsupported { .. }
            | SignInProblem::Malformed { .. }
            | SignInProblem::IssuerMismatch { .. }
            | SignInProblem::IssuerNotOffered { .. }
            | SignInProblem::ResourceMismatch { .. }
            | SignInProblem::EndpointRefused { .. }
            | SignInProblem::PkceUnsupported { .. }
            | SignInProblem::ResponseIssuerMismatch { .. }
            | SignInProblem::TokenMalformed { .. } => Self::Answer,
            SignInProblem::Network { .. } => Self::Unreachable,
            SignInProblem::TimedOut => Self::TimedOut,
            SignInProblem::CallbackUnreadable
            | SignInProblem::StateUnknown
            | SignInProblem::KeyUnusable { .. }
            | SignInProblem::SettingsIncomplete => Self::Input,
            SignInProblem::PortInUse { .. } => Self::Local,
        }
    }
}

impl From<&CallOutcome> for Code {
    fn from(outcome: &CallOutcome) -> Self {
        match outcome {
            CallOutcome::Completed { is_error: false, .. } => Self::Done,
            CallOutcome::Completed { is_error: true, .. } => Self::ToolError,
            CallOutcome::Failed { failure } => Self::from(failure),
            CallOutcome::Cancelled => Self::Cancelled,
            CallOutcome::TimedOut { .. } => Self::TimedOut,
        }
    }
}

/// Why a command stopped early.
pub enum Stop {
    /// The core could not do it.
    Failure(Failure),
    /// Input that the core never saw.
    Input(String),
    /// Anything else, such as standard output that cannot be written.
    Other(anyhow::Error),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Other(error.into())
    }
}

impl Stop {
    /// What stopped us from reading standard input.
    pub fn reading_input(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::InvalidData => Self::Input("standard input is not UTF-8 text".to_owned()),
            _ => Self::from(error),
        }
    }

    /// Says why, and what to do about it.
    pub fn report(self, output: &Output) -> Code {
        match self {
            Self::Failure(failure) => {
                output.failure(&failure);
                Code::from(&failure)
            }
            Self::Input(reason) => {
                output.error(&reason);
                Code::Input
            }
            // Whoever read our output has had enough, as `head` does.
            Self::Other(error) if words::is_broken_pipe(&error) => Code::Done,
            Self::Other(error) => {
                output.error(&format!("{error:#}"));
                Code::Local
            }
        }
    }
}
