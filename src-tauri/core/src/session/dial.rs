//! One attempt to reach a server, watched step by step.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use hitchpost_mcp::{
    Authorizer, Client, ClientConfig, Direction, Error, ServerRequestHandler, Tap, TapKind, Verdict,
};

use super::{Endpoint, Place};
use crate::app::Result;
use crate::connection::{EraChoice, StepKind, TransportChoice};

/// How to dial, apart from where.
pub(crate) struct Timing {
    pub era: EraChoice,
    pub verdict: Option<Verdict>,
    pub connect_timeout_s: u32,
    pub request_timeout_s: u32,
}

/// Who is there on our side.
#[derive(Default)]
pub(crate) struct Party {
    /// Hears everything that travels.
    pub tap: Tap,
    /// Answers what the server asks.
    pub handler: Option<Arc<dyn ServerRequestHandler>>,
    /// Wants to hear what changes.
    pub listen: bool,
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
    party: Party,
    on_step: impl Fn(StepKind) + Send + Sync + 'static,
) -> Dialled {
    let began = Instant::now();
    let answered = Arc::new(OnceLock::new());
    on_step(StepKind::Network);
    let tap = {
        let answered = Arc::clone(&answered);
        Tap::new(move |event| {
            if matches!(event.kind, TapKind::ResponseHead { .. } | TapKind::Message(_))
                && event.direction == Direction::Received
                && answered.set(event.at).is_ok()
            {
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
        tap: tap.and(party.tap),
        handler: party.handler,
        listen: party.listen,
        ..config_for(&endpoint.place)
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

fn config_for(place: &Place) -> ClientConfig {
    match place {
        Place::Url { url, transport, network } => ClientConfig {
            network: (**network).clone(),
            transport: match transport {
                TransportChoice::Auto => hitchpost_mcp::TransportChoice::Auto,
                TransportChoice::StreamableHttp => hitchpost_mcp::TransportChoice::StreamableHttp,
                TransportChoice::HttpSse => hitchpost_mcp::TransportChoice::HttpSse,
            },
            ..ClientConfig::new(url.clone())
        },
        Place::Program { command, .. } => ClientConfig::command((**command).clone()),
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
