//! One attempt to reach a server, watched step by step.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use hitchpost_mcp::{Authorizer, Client, ClientConfig, Error, Tap, TapKind, Verdict};

use super::Endpoint;
use crate::app::Result;
use crate::connection::{EraChoice, StepKind};

/// How to dial, apart from where.
pub(crate) struct Timing {
    pub era: EraChoice,
    pub verdict: Option<Verdict>,
    pub connect_timeout_s: u32,
    pub request_timeout_s: u32,
}

/// What came of it, and how long its parts took.
pub(crate) struct Dialled {
    pub client: Result<Client>,
    /// What a refusal demanded, header by header.
    pub challenges: Vec<String>,
    /// Until the first sign of life from the server, when there was one.
    pub network: Option<Duration>,
    pub total: Duration,
}

/// Connects and shakes hands. `on_step` hears of every step as it begins.
pub(crate) async fn dial(
    endpoint: &Endpoint,
    timing: Timing,
    on_step: impl Fn(StepKind) + Send + Sync + 'static,
) -> Dialled {
    let began = Instant::now();
    let answered = Arc::new(OnceLock::new());
    on_step(StepKind::Network);
    let tap = {
        let answered = Arc::clone(&answered);
        Tap::new(move |event| {
            if matches!(event.kind, TapKind::ResponseHead { .. }) && answered.set(event.at).is_ok() {
                on_step(StepKind::Handshake);
            }
        })
    };
    let config = ClientConfig {
        headers: endpoint.headers.clone(),
        authorizer: endpoint.authorizer.clone().map(|authorizer| -> Arc<dyn Authorizer> { authorizer }),
        era: match timing.era {
            EraChoice::Auto => hitchpost_mcp::EraChoice::Auto,
            EraChoice::Modern => hitchpost_mcp::EraChoice::Modern,
            EraChoice::Legacy => hitchpost_mcp::EraChoice::Legacy,
        },
        verdict: timing.verdict,
        connect_timeout: Duration::from_secs(timing.connect_timeout_s.into()),
        request_timeout: Duration::from_secs(timing.request_timeout_s.into()),
        tap,
        ..ClientConfig::new(endpoint.url.clone())
    };
    let client = Client::connect(config).await;
    let challenges = client.as_ref().err().map(challenges_of).unwrap_or_default();
    Dialled {
        client: client.map_err(|error| endpoint.context().failure(error)),
        challenges,
        network: answered.get().map(|at: &Instant| at.saturating_duration_since(began)),
        total: began.elapsed(),
    }
}

/// The `WWW-Authenticate` headers of a refusal.
pub(crate) fn challenges_of(error: &Error) -> Vec<String> {
    match error {
        Error::Status { status: 401 | 403, www_authenticate, .. }
        | Error::NotAuthorized { www_authenticate, .. } => www_authenticate.clone(),
        _ => Vec::new(),
    }
}
