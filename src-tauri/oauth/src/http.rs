//! HTTP as this crate does it: short answers, no cookies, no redirect that carries anything along.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use hitchpost_net::{
    Dialing, Fault, Lookup, Network, Policy, PolicyResolver, Refusal, Route, SystemLookup, is_compressed,
    is_head_too_large,
};
use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, LOCATION, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method};
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;
use url::Url;

use crate::checks::{in_words, shown};
use crate::error::{EndpointFault, Error, NetworkFault, NetworkKind};

/// The largest answer that is read.
const MAX_BODY: usize = 256 * 1024;
const MAX_REDIRECTS: usize = 5;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What is told about each request.
pub type Observer = Arc<dyn Fn(&Exchange) + Send + Sync>;

/// One request and what came of it: no bodies, no queries, no headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// `GET`.
    pub method: Method,
    /// Where to, without the query.
    pub url: String,
    /// The HTTP status; absent when no answer came.
    pub status: Option<u16>,
    /// How long it took.
    pub elapsed: Duration,
}

/// How to talk to whoever a server names.
#[derive(Clone)]
pub struct HttpOptions {
    /// The MCP server's address, which a person typed.
    pub server: Url,
    /// How long one request may take; a look for metadata, of which there are several, takes a third.
    pub timeout: Duration,
    /// Whether the person knows the server to be on a private network.
    pub allow_private: bool,
    /// Endpoints that a person typed, too.
    pub typed: Vec<Url>,
    /// How to get out. A client certificate, and a server certificate nobody trusts, count for the server's own
    /// host alone.
    pub network: Network,
    /// What turns names into addresses.
    pub lookup: Arc<dyn Lookup>,
    /// Hears of every request.
    pub observer: Option<Observer>,
}

impl HttpOptions {
    /// What suits a server of which nothing more is known.
    pub fn new(server: Url) -> HttpOptions {
        HttpOptions {
            server,
            timeout: Duration::from_secs(30),
            allow_private: false,
            typed: Vec::new(),
            network: Network::default(),
            lookup: Arc::new(SystemLookup),
            observer: None,
        }
    }
}

impl fmt::Debug for HttpOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpOptions").field("server", &shown(&self.server)).finish_non_exhaustive()
    }
}

/// A client that goes only where the server it is for may lead it.
pub struct Http {
    options: HttpOptions,
    policy: Policy,
    /// One for each of [`Http::kind`], made when first needed: reading the system's certificates takes its time.
    clients: [OnceCell<reqwest::Client>; 8],
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.options.fmt(f)
    }
}

/// A whole answer.
pub(crate) struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// A request to send.
pub(crate) struct Outgoing<'a> {
    /// What the address was named as.
    pub what: &'a str,
    pub method: Method,
    pub url: &'a Url,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub within: Duration,
}

impl Http {
    /// A client for one server.
    pub fn new(options: HttpOptions) -> Result<Http, Error> {
        let policy = Policy::named_by(&options.server, options.allow_private).and_typed(&options.typed);
        if let Err(refusal) = Policy::typed().check(&options.server) {
            return Err(refused("server", &options.server, refusal));
        }
        Ok(Http { options, policy, clients: Default::default() })
    }

    pub(crate) fn server(&self) -> &Url {
        &self.options.server
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.options.timeout
    }

    /// A document, wherever redirects lead within the policy; never from https to http.
    pub(crate) async fn look(&self, what: &str, url: &Url) -> Result<Reply, Error> {
        let mut url = url.clone();
        let begun = Instant::now();
        for _ in 0..=MAX_REDIRECTS {
            let (method, within) = (Method::GET, (self.options.timeout / 3).saturating_sub(begun.elapsed()));
            let headers = HeaderMap::new();
            let outgoing = Outgoing { what, method, url: &url, headers, body: Bytes::new(), within };
            let reply = self.send(outgoing).await?;
            let Some(target) = reply.target(&url) else { return Ok(reply) };
            let target = target.ok_or_else(|| refuse(what, &url, EndpointFault::Unparsable))?;
            is_worth_following(&url, &target).map_err(|fault| refuse(what, &target, fault))?;
            url = target;
        }
        Err(refuse(what, &url, EndpointFault::Redirect))
    }

    /// A request that is sent once, to this address and to no other.
    pub(crate) async fn post(
        &self,
        what: &str,
        url: &Url,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Reply, Error> {
        let (method, within) = (Method::POST, self.options.timeout);
        let reply = self.send(Outgoing { what, method, url, headers, body, within }).await?;
        if reply.target(url).is_some() {
            return Err(refuse(what, url, EndpointFault::Redirect));
        }
        Ok(reply)
    }

    /// One request and its whole answer, redirects included as they are.
    pub(crate) async fn send(&self, outgoing: Outgoing<'_>) -> Result<Reply, Error> {
        let Outgoing { what, method, url, headers, body, within } = outgoing;
        self.policy.check(url).map_err(|refusal| refused(what, url, refusal))?;
        let mut request = reqwest::Request::new(method.clone(), url.clone());
        *request.headers_mut() = headers;
        let headers = request.headers_mut();
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        // What is not compressed cannot be larger than it looks.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        headers
            .insert(USER_AGENT, HeaderValue::from_static(concat!("hitchpost/", env!("CARGO_PKG_VERSION"))));
        if !body.is_empty() {
            *request.body_mut() = Some(body.into());
        }
        let begun = Instant::now();
        let answered = tokio::time::timeout(within, self.exchange(what, url, request)).await;
        let answer = answered
            .unwrap_or_else(|_| Err(network(url, "no answer in time".to_owned(), NetworkKind::Timeout)));
        if let Some(observer) = &self.options.observer {
            let status = answer.as_ref().ok().map(|reply| reply.status);
            observer(&Exchange { method, url: shown(url), status, elapsed: begun.elapsed() });
        }
        answer
    }

    async fn exchange(&self, what: &str, url: &Url, request: reqwest::Request) -> Result<Reply, Error> {
        let client = self.client(url).await?;
        let fault = |error: reqwest::Error| self.fault(what, url, &error);
        let mut response = client.execute(request).await.map_err(fault)?;
        if is_head_too_large(response.headers()) {
            return Err(malformed(url, "its headers are larger than 64 KiB"));
        }
        if is_compressed(response.headers()) {
            return Err(malformed(url, "it is compressed, which was not asked for"));
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(fault)? {
            if body.len() + chunk.len() > MAX_BODY {
                return Err(malformed(url, "it is larger than 256 KiB"));
            }
            body.extend_from_slice(&chunk);
        }
        let status = response.status().as_u16();
        Ok(Reply { status, headers: std::mem::take(response.headers_mut()), body: body.freeze() })
    }

    async fn client(&self, url: &Url) -> Result<&reqwest::Client, Error> {
        let make = || async {
            let resolver = PolicyResolver::with(self.policy.clone(), Arc::clone(&self.options.lookup));
            let connect_timeout = CONNECT_TIMEOUT.min(self.options.timeout);
            let (url, server) = (url.clone(), self.options.server.clone());
            let network = self.options.network.clone();
            // It reads files.
            let made = tokio::task::spawn_blocking(move || {
                let dialing =
                    Dialing { url: &url, server: &server, network: &network, resolver, connect_timeout };
                let builder = dialing.client().map_err(|fault| fault.to_string())?;
                builder.build().map_err(|error| error.to_string())
            });
            made.await.map_err(|error| error.to_string())?
        };
        let made = self.clients[self.kind(url)].get_or_try_init(make).await;
        made.map_err(|reason: String| network(url, reason, NetworkKind::Other))
    }

    /// Which client: one that was made without a proxy never takes one, http needs no certificates, and only the
    /// server's own host learns who we are.
    fn kind(&self, url: &Url) -> usize {
        let is_own = url.host() == self.options.server.host();
        let is_proxied = Route::to(url, &self.options.network.proxy).proxy().is_some();
        usize::from(is_proxied) * 4 + usize::from(url.scheme() == "http") * 2 + usize::from(is_own)
    }

    fn fault(&self, what: &str, url: &Url, error: &reqwest::Error) -> Error {
        let (reason, kind) = match Route::to(url, &self.options.network.proxy).fault(error) {
            Fault::Forbidden(reach) => return refuse(what, url, EndpointFault::Address(reach)),
            Fault::NotHttp(reason) => return malformed(url, &format!("it is not HTTP: {reason}")),
            Fault::ConnectTimeout => ("no connection in time".to_owned(), NetworkKind::Timeout),
            Fault::Tls(fault, reason) => (reason, NetworkKind::Tls(fault)),
            Fault::Dns => ("no such host".to_owned(), NetworkKind::Dns),
            Fault::Refused => ("nothing is listening there".to_owned(), NetworkKind::Refused),
            Fault::Proxy(reason) => {
                (format!("the proxy refused the connection: {reason}"), NetworkKind::Proxy)
            }
            Fault::Other(reason) => (reason, NetworkKind::Other),
        };
        network(url, reason, kind)
    }
}

impl Reply {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// `application/json`, in lower case and without parameters.
    pub(crate) fn content_type(&self) -> String {
        let value = self.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        let essence = value.split(|byte| *byte == b';').next().unwrap_or_default();
        String::from_utf8_lossy(essence.trim_ascii()).to_ascii_lowercase()
    }

    /// Whether it is a page for people, by its type or its first character.
    pub(crate) fn is_html(&self) -> bool {
        matches!(self.content_type().as_str(), "text/html" | "application/xhtml+xml")
            || self.body.trim_ascii_start().starts_with(b"<")
    }

    /// The body as JSON, whatever type it claims to have and whether or not a byte order mark comes first.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body))
    }

    /// Where a redirect leads; `Some(None)` when that is no address.
    fn target(&self, base: &Url) -> Option<Option<Url>> {
        if !matches!(self.status, 301 | 302 | 303 | 307 | 308) {
            return None;
        }
        let location = self.headers.get(LOCATION).and_then(|location| location.to_str().ok());
        Some(location.and_then(|location| base.join(location).ok()))
    }
}

/// What a redirect may not do, whatever the policy says of its target.
fn is_worth_following(from: &Url, to: &Url) -> Result<(), EndpointFault> {
    if from.scheme() == "https" && to.scheme() == "http" {
        Err(EndpointFault::Insecure)
    } else if !to.username().is_empty() || to.password().is_some() {
        Err(EndpointFault::Userinfo)
    } else {
        Ok(())
    }
}

fn refused(what: &str, url: &Url, refusal: Refusal) -> Error {
    refuse(what, url, refusal.into())
}

fn refuse(what: &str, url: &Url, reason: EndpointFault) -> Error {
    Error::EndpointRefused { what: in_words(what), url: shown(url), reason }
}

fn malformed(url: &Url, reason: &str) -> Error {
    Error::Malformed { url: shown(url), reason: reason.to_owned() }
}

fn network(url: &Url, reason: String, kind: NetworkKind) -> Error {
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    Error::Network(NetworkFault { host, reason, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The environment is a process's own, so that this test has to be one.
    #[test]
    fn a_host_behind_the_proxy_never_gets_the_client_of_one_that_is_reached_without() {
        const CHILD: &str = "HITCHPOST_OAUTH_TEST_CHILD";
        if std::env::var_os(CHILD).is_none() {
            let name = std::thread::current().name().unwrap().to_owned();
            let mut child = std::process::Command::new(std::env::current_exe().unwrap());
            for (variable, value) in
                [(CHILD, "1"), ("https_proxy", "http://proxy.example:3128"), ("no_proxy", "direct.example")]
            {
                child.env(variable, value);
            }
            assert!(child.args(["--exact", &name]).status().unwrap().success());
            return;
        }
        let url = |text: &str| Url::parse(text).unwrap();
        let http = Http::new(HttpOptions::new(url("https://mcp.example/"))).unwrap();
        let kind = |text: &str| http.kind(&url(text));
        assert_ne!(kind("https://direct.example/"), kind("https://issuer.example/"));
        assert_eq!(kind("https://other.example/"), kind("https://issuer.example/"));
        assert_eq!(kind("https://direct.example/"), kind("https://localhost/"));
    }

    #[test]
    fn a_redirect_loses_no_protection_and_gains_no_user() {
        let table = [
            ("https://a.example/", "https://b.example/", Ok(())),
            ("http://localhost/", "https://b.example/", Ok(())),
            ("http://localhost/", "http://localhost/x", Ok(())),
            ("https://a.example/", "http://a.example/", Err(EndpointFault::Insecure)),
            ("https://localhost/", "http://localhost/", Err(EndpointFault::Insecure)),
            ("https://a.example/", "https://a.example@evil.example/", Err(EndpointFault::Userinfo)),
            ("https://a.example/", "https://:x@a.example/", Err(EndpointFault::Userinfo)),
        ];
        for (from, to, expected) in table {
            let parsed = |text| Url::parse(text).unwrap();
            assert_eq!(is_worth_following(&parsed(from), &parsed(to)), expected, "{from} → {to}");
        }
    }
}
