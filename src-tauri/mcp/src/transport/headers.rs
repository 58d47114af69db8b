//! What every request carries, and what one carries besides.

use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::client::ClientConfig;
use crate::secret_name::is_secret_name;

/// Headers that many requests share, and those of this one.
pub(crate) struct Headers<'a> {
    pub base: &'a HeaderMap,
    pub more: Vec<(HeaderName, HeaderValue)>,
}

impl<'a> From<&'a HeaderMap> for Headers<'a> {
    fn from(base: &'a HeaderMap) -> Headers<'a> {
        Headers { base, more: Vec::new() }
    }
}

impl Headers<'_> {
    pub(super) fn whole(&self) -> HeaderMap {
        let mut whole = self.base.clone();
        for (name, value) in &self.more {
            whole.insert(name, value.clone());
        }
        whole
    }
}

/// The headers of every request of a client.
pub(super) fn base_headers(config: &ClientConfig) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(config.headers.len() + 8);
    for (name, value) in &config.headers {
        let mut value = value.clone();
        if is_secret_name(name.as_str()) {
            value.set_sensitive(true);
        }
        headers.append(name.clone(), value);
    }
    headers.insert(ACCEPT, HeaderValue::from_static("application/json, text/event-stream"));
    // What is not compressed cannot be larger than it looks.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    for ours in [CONTENT_TYPE, CONTENT_LENGTH] {
        headers.remove(ours);
    }
    if config.authorizer.is_some() {
        headers.remove(AUTHORIZATION);
    }
    if !headers.contains_key(USER_AGENT) {
        let agent = format!("{}/{}", config.implementation.name, config.implementation.version);
        if let Ok(agent) = HeaderValue::try_from(agent) {
            headers.insert(USER_AGENT, agent);
        }
    }
    headers
}
