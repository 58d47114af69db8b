//! One server's HTTP: a pooled client, its headers, redirects, limits and the tap.

use std::borrow::Cow;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use hitchpost_net::{Dialing, MAX_HEAD, Policy, PolicyResolver, Route, is_compressed, is_head_too_large};
use http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use tokio::time::timeout;
use url::Url;

use crate::client::{Authorizer, ClientConfig, Limits};
use crate::error::{Error, TimeoutPhase};
use crate::redact::{Secrets, shown_url};
use crate::tap::{Direction, TapHeaders, TapKind};
use crate::transport::answer::{Answer, Events};
use crate::transport::body::Collector;
use crate::transport::deadline::{Deadline, Elapsed};
use crate::transport::headers::{Headers, base_headers};
use crate::transport::sse::{Event, EventStream, StreamFault};
use crate::transport::taps::Taps;

const MAX_REDIRECTS: usize = 5;

pub(crate) struct Http {
    client: reqwest::Client,
    pub(super) url: Url,
    pub(crate) shown_url: Arc<str>,
    /// Host and port, for errors.
    pub(crate) address: String,
    pub(super) host: String,
    pub(super) route: Route,
    pub(super) connect_timeout: Duration,
    pub(crate) limits: Limits,
    /// The person's headers and ours, as every request carries them.
    pub(crate) headers: HeaderMap,
    pub(crate) secrets: Secrets,
    pub(crate) authorizer: Option<Arc<dyn Authorizer>>,
    exchanges: AtomicU64,
}

/// A request to send.
pub(crate) struct Outgoing<'a> {
    pub method: Method,
    /// Where to, when not to the address the person typed. Of the same origin.
    pub url: Option<&'a Url>,
    pub headers: Headers<'a>,
    pub body: Bytes,
    pub taps: &'a Taps,
    pub deadline: &'a Deadline,
    /// Time to the response's headers, when the deadline is not enough.
    pub headers_within: Option<Duration>,
}

impl Http {
    pub(crate) fn new(config: &ClientConfig, url: Url) -> Result<Http, Error> {
        let host = url.host_str().unwrap_or_default().to_owned();
        if Policy::typed().check(&url).is_err() {
            return Err(Error::AddressForbidden { host });
        }
        let address = match url.port_or_known_default() {
            Some(port) => format!("{host}:{port}"),
            None => host.clone(),
        };
        let headers = base_headers(config);
        let client = build_client(&url, config)
            .map_err(|reason| Error::Network { address: address.clone(), reason })?;
        Ok(Http {
            client,
            shown_url: shown_url(&url).into(),
            secrets: Secrets::of(&headers, &url),
            route: Route::to(&url, &config.network.proxy),
            url,
            address,
            host,
            connect_timeout: config.connect_timeout,
            limits: config.limits.clone(),
            headers,
            authorizer: config.authorizer.clone(),
            exchanges: AtomicU64::new(0),
        })
    }

    /// Sends a request and awaits status and headers.
    pub(crate) async fn send(&self, outgoing: Outgoing<'_>) -> Result<Answer, Error> {
        match self.authorizer.as_deref() {
            None => self.follow(&outgoing, None).await,
            // Elsewhere, so that requests without it do not carry its state about.
            Some(authorizer) => Box::pin(self.send_authorized(authorizer, &outgoing)).await,
        }
    }

    /// Follows 307 and 308 within the origin.
    pub(super) async fn follow(
        &self,
        outgoing: &Outgoing<'_>,
        authorization: Option<&HeaderValue>,
    ) -> Result<Answer, Error> {
        let mut url = Cow::Borrowed(outgoing.url.unwrap_or(&self.url));
        for _ in 0..=MAX_REDIRECTS {
            let exchange = self.exchanges.fetch_add(1, Ordering::Relaxed) + 1;
            let response = self.send_once(outgoing, authorization, &url, exchange).await?;
            let status = response.status();
            let location = response.headers().get(LOCATION).filter(|_| status.is_redirection());
            let Some(location) = location else {
                return Ok(Answer { response, exchange });
            };
            let target = String::from_utf8_lossy(location.as_bytes());
            let Ok(target) = url.join(&target) else {
                return Err(Error::Redirected { location: target.into_owned() });
            };
            let keeps_method =
                matches!(status, StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT);
            if !keeps_method || target.origin() != url.origin() {
                return Err(Error::Redirected { location: shown_url(&target) });
            }
            url = Cow::Owned(target);
        }
        Err(Error::Redirected { location: shown_url(&url) })
    }

    async fn send_once(
        &self,
        outgoing: &Outgoing<'_>,
        authorization: Option<&HeaderValue>,
        url: &Url,
        exchange: u64,
    ) -> Result<reqwest::Response, Error> {
        let Outgoing { method, headers, body, taps, deadline, headers_within, .. } = outgoing;
        let mut headers = headers.whole();
        if !body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(authorization) = authorization {
            headers.insert(AUTHORIZATION, authorization.clone());
        }
        if taps.are_on() {
            let shown = if url == &self.url { Arc::clone(&self.shown_url) } else { shown_url(url).into() };
            let kind =
                TapKind::Request { method: method.clone(), url: shown, headers: TapHeaders::new(&headers) };
            taps.emit(exchange, Direction::Sent, || kind);
            if !body.is_empty() {
                taps.emit(exchange, Direction::Sent, || TapKind::Body(body.clone()));
            }
        }
        let mut request = reqwest::Request::new(method.clone(), url.clone());
        *request.headers_mut() = headers;
        if !body.is_empty() {
            *request.body_mut() = Some(body.clone().into());
        }
        // Pinned here, so that only a pointer moves through the waiting below.
        let sending = pin!(self.client.execute(request));
        let sent = match headers_within {
            None => deadline.guard(sending).await,
            Some(within) => {
                let sent = deadline.guard(timeout(*within, sending)).await;
                sent.and_then(|sent| sent.map_err(|_| Elapsed(*within)))
            }
        };
        let response = match sent {
            Ok(response) => response.map_err(|error| self.fault(&error))?,
            Err(elapsed) => return Err(self.timed_out(TimeoutPhase::Headers, &elapsed)),
        };
        if is_head_too_large(response.headers()) {
            return Err(Error::TooLarge { limit: MAX_HEAD });
        }
        taps.emit(exchange, Direction::Received, || TapKind::ResponseHead {
            status: response.status().as_u16(),
            headers: TapHeaders::new(response.headers()),
        });
        if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED && self.route.proxy().is_some() {
            return Err(self.told(self.route.wants_password()));
        }
        // Of a refusal, the status says enough.
        if response.status().is_success() && is_compressed(response.headers()) {
            let reason = "the answer is compressed, which was not asked for".to_owned();
            return Err(Error::Malformed { reason, excerpt: None });
        }
        Ok(response)
    }

    pub(crate) fn timed_out(&self, phase: TimeoutPhase, elapsed: &Elapsed) -> Error {
        Error::Timeout { address: self.address.clone(), phase, after: elapsed.0 }
    }

    /// Reads a body whole. Of a body that comes with an error status only the beginning.
    pub(crate) async fn body(
        &self,
        answer: &mut Answer,
        taps: &Taps,
        deadline: &Deadline,
    ) -> Result<Bytes, Error> {
        let response = &mut answer.response;
        let failed = !response.status().is_success();
        let mut collector = if failed {
            Collector::new(self.limits.error_body, None)?
        } else {
            Collector::new(self.limits.frame, response.content_length())?
        };
        loop {
            let chunk = match deadline.guard(response.chunk()).await {
                Ok(chunk) => chunk.map_err(|error| self.fault(&error))?,
                Err(elapsed) => return Err(self.timed_out(TimeoutPhase::Answer, &elapsed)),
            };
            match chunk {
                None => break,
                Some(chunk) if failed && chunk.len() >= collector.room() => {
                    collector.push(chunk.slice(..collector.room()))?;
                    break;
                }
                Some(chunk) => collector.push(chunk)?,
            }
        }
        let body = collector.finish();
        if !body.is_empty() {
            taps.emit(answer.exchange, Direction::Received, || TapKind::Body(body.clone()));
        }
        Ok(body)
    }

    pub(crate) fn events(&self, answer: Answer) -> Events {
        let stream = EventStream::new(answer.response.bytes_stream(), self.limits.frame);
        Events { stream, exchange: answer.exchange }
    }

    /// The next event of a stream; `None` when it ended in good order.
    pub(crate) async fn next_event(
        &self,
        events: &mut Events,
        taps: &Taps,
        deadline: &Deadline,
    ) -> Result<Option<Event>, Error> {
        let event = match deadline.guard(events.stream.next()).await {
            Ok(event) => event.map_err(|fault| self.stream_fault(&fault))?,
            Err(elapsed) => return Err(self.timed_out(TimeoutPhase::Answer, &elapsed)),
        };
        if let Some(event) = &event {
            taps.emit(events.exchange, Direction::Received, || event.shown());
        }
        Ok(event)
    }

    fn stream_fault(&self, fault: &StreamFault) -> Error {
        match fault {
            StreamFault::TooLarge(limit) => Error::TooLarge { limit: *limit },
            StreamFault::Transport(error) => self.fault(error),
            StreamFault::Malformed(reason) => {
                Error::Malformed { reason: format!("the event stream is not valid: {reason}"), excerpt: None }
            }
        }
    }
}

fn build_client(url: &Url, config: &ClientConfig) -> Result<reqwest::Client, String> {
    let dialing = Dialing {
        url,
        server: url,
        network: &config.network,
        resolver: PolicyResolver::new(Policy::typed()),
        connect_timeout: config.connect_timeout,
    };
    let mut builder = dialing.client().map_err(|fault| fault.to_string())?;
    builder = builder.pool_idle_timeout(Duration::from_secs(90)).tcp_nodelay(true);
    if url.scheme() == "http" {
        // What HTTP/2 lets a client send again does not exist here; to be ready for it, every request would be copied.
        builder = builder.retry(reqwest::retry::never().max_retries_per_request(0));
    }
    builder.build().map_err(|error| error.to_string())
}
