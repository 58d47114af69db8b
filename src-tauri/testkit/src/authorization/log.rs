//! What reached the server.

use http::request::Parts;
use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};

/// One request, values and all: nothing here is anybody's secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// `POST`.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The query's parameters in order.
    pub query: Vec<(String, String)>,
    /// The parameters of a form body in order.
    pub form: Vec<(String, String)>,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The body, when it is JSON.
    pub json: Option<serde_json::Value>,
}

impl Request {
    /// A parameter of the form, else of the query.
    pub fn param(&self, name: &str) -> Option<&str> {
        let all = self.form.iter().chain(&self.query);
        all.into_iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn of(head: &Parts, body: &[u8]) -> Request {
        let json = serde_json::from_slice(body).ok();
        let is_form = json.is_none() && !body.is_empty();
        let authorization = head.headers.get(http::header::AUTHORIZATION);
        Request {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            query: pairs(head.uri.query().unwrap_or_default().as_bytes()),
            form: if is_form { pairs(body) } else { Vec::new() },
            authorization: authorization.and_then(|value| value.to_str().ok()).map(str::to_owned),
            json,
        }
    }
}

pub(super) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// The last requests.
#[derive(Default)]
pub(super) struct Log(Vec<Request>);

impl Log {
    const KEPT: usize = 10_000;

    pub(super) fn note(&mut self, request: Request) {
        if self.0.len() == Self::KEPT {
            self.0.remove(0);
        }
        self.0.push(request);
    }

    pub(super) fn note_browsing(&mut self, url: &Url) {
        let query = pairs(url.query().unwrap_or_default().as_bytes());
        self.note(Request { method: "GET".into(), path: url.path().into(), query, ..Request::default() });
    }

    pub(super) fn seen(&self) -> Vec<Request> {
        self.0.clone()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
